/// The SSH host key a partner's server must show.
///
/// The public key line is the better pin: libcurl asks the server for exactly that kind of key. With a fingerprint the
/// server chooses among its keys, ECDSA first, so the fingerprint must be that key's.
public enum HostKey: Hashable, Sendable {
    /// A key: its type, such as `ssh-ed25519`, and its base64 blob, as in a `.pub` file.
    case publicKey(type: String, base64: String)
    /// The SHA-256 fingerprint: 43 base64 characters, unpadded, as `ssh-keygen -l` prints after `SHA256:`.
    case fingerprint(sha256: String)

    /// Reads `ssh-ed25519 AAAA… [comment]` or `SHA256:…`.
    ///
    /// Ed25519 and ECDSA keys are taken. RSA keys are refused: libssh2 1.10 asks for them by the SHA-1 algorithm
    /// `ssh-rsa`, which servers since OpenSSH 8.8 decline.
    ///
    /// - Throws: ``DestinationError/hostKeyMalformed`` for anything else.
    public init(parsing text: String) throws(DestinationError) {
        if text.hasPrefix("SHA256:") {
            let digits = text.dropFirst(7)
            let bare = digits.hasSuffix("=") ? digits.dropLast() : digits
            guard bare.utf8.count == 43, Self.isBase64(bare) else { throw .hostKeyMalformed }
            self = .fingerprint(sha256: String(bare))
            return
        }
        // The comment of a key line may be anything but a second line.
        guard !text.contains(where: \.isNewline) else { throw .hostKeyMalformed }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count >= 2, let start = Self.blobStarts[String(words[0])] else { throw .hostKeyMalformed }
        let blob = words[1]
        let digits = blob.hasSuffix("==") ? blob.dropLast(2) : blob.hasSuffix("=") ? blob.dropLast() : blob
        guard blob.hasPrefix(start), blob.utf8.count.isMultiple(of: 4), blob.utf8.count <= 256, Self.isBase64(digits)
        else { throw .hostKeyMalformed }
        self = .publicKey(type: String(words[0]), base64: String(words[1]))
    }

    /// How each type's blob begins: the type's own name, length-prefixed (RFC 4253 section 6.6), in base64.
    private static let blobStarts = [
        "ssh-ed25519": "AAAAC3NzaC1lZDI1NTE5AAAAI",
        "ecdsa-sha2-nistp256": "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY",
        "ecdsa-sha2-nistp384": "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQ",
        "ecdsa-sha2-nistp521": "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjE",
    ]

    private static func isBase64(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
    }
}
