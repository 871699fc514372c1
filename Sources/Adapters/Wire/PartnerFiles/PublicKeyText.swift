import Foundation

/// A public key in PEM form (RFC 7468 section 13).
enum PublicKeyText {
    struct Mistake: Error {
        let reason: String
    }

    /// The one PEM block of the text, its lines 64 characters long, or what is wrong with it.
    static func read(_ text: String) -> Result<String, Mistake> {
        if text.contains("PRIVATE KEY-----") {
            let reason = "is a private key; give the public one, and make a new pair, for this one may have been seen"
            return .failure(Mistake(reason: reason))
        }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        guard lines.first == "-----BEGIN PUBLIC KEY-----", lines.last == "-----END PUBLIC KEY-----" else {
            return .failure(Mistake(reason: "is not a public key in PEM form (BEGIN PUBLIC KEY)"))
        }
        guard let data = Data(base64Encoded: lines.dropFirst().dropLast().joined()), !data.isEmpty else {
            return .failure(Mistake(reason: "is not a public key in PEM form: its Base64 is broken"))
        }
        let body = data.base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return .success("-----BEGIN PUBLIC KEY-----\n\(body)\n-----END PUBLIC KEY-----\n")
    }
}
