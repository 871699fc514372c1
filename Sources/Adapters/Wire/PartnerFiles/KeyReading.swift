import Foundation
import Partners

/// Reads the entries of `keys`, and the files under `certs/` that they name.
struct KeyReading {
    /// The folder that `certs/` lies in.
    let parent: String
    /// What the owner of cryptography has to say against a key; nil when it is good.
    let complaint: PartnerFileReader.KeyComplaint

    func key(_ entry: FileEntry) -> PartnerKey? {
        let members = ["id", "algorithm", "public_key", "valid_from", "valid_until", "revoked"]
        guard let section = entry.section(known: members) else { return nil }
        let id = section.required("id").flatMap { identifier($0) }
        let algorithm = section.required("algorithm")?.choice(PartnerKey.Algorithm.self)
        let publicKey = section.required("public_key").flatMap { material($0, for: algorithm) }
        let validFrom = section.required("valid_from")?.moment()
        let validUntil = section.required("valid_until")?.moment()
        let isRevoked = section.optional("revoked")?.boolean() ?? false
        if let validFrom, let validUntil, validFrom >= validUntil {
            section.optional("valid_until")?.refuse("\(validUntil) is not after valid_from, \(validFrom)")
        }
        guard let id, let algorithm, let publicKey, let validFrom, let validUntil else { return nil }
        return PartnerKey(
            id: id, algorithm: algorithm, publicKey: publicKey, validFrom: validFrom, validUntil: validUntil,
            isRevoked: isRevoked)
    }

    /// A `keyid`: visible ASCII without quotes and backslashes, so that it needs no escapes (RFC 8941 section 3.3.3).
    private func identifier(_ entry: FileEntry) -> String? {
        guard let text = entry.text(longest: 128) else { return nil }
        let isAllowed = { (byte: UInt8) in (0x21...0x7E).contains(byte) && byte != 0x22 && byte != 0x5C }
        guard text.utf8.allSatisfy(isAllowed) else {
            entry.refuse("\(entry.described) is not a key id: visible ASCII without quotes and backslashes")
            return nil
        }
        return text
    }

    private func material(_ entry: FileEntry, for algorithm: PartnerKey.Algorithm?) -> String? {
        guard let written = entry.block() else { return nil }
        let text = written.contains("-----BEGIN") ? written : contents(of: written, entry)
        guard let text else { return nil }
        switch PublicKeyText.read(text) {
        case .failure(let mistake):
            entry.refuse(mistake.reason)
            return nil
        case .success(let pem):
            if let algorithm, let complaint = complaint(pem, algorithm) {
                entry.refuse(complaint)
                return nil
            }
            return pem
        }
    }

    private func contents(of path: String, _ entry: FileEntry) -> String? {
        guard path.hasPrefix("certs/"), !path.split(separator: "/").contains("..") else {
            entry.refuse("is neither a public key in PEM form nor a path under certs/")
            return nil
        }
        guard let data = FileManager.default.contents(atPath: "\(parent)/\(path)"), data.count <= 65_536,
            let text = String(data: data, encoding: .utf8)
        else {
            entry.refuse("\(entry.described) is not a readable text file")
            return nil
        }
        return text
    }
}
