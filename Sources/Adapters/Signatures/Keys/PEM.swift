/// Textual encodings of keys (RFC 7468), for the fixed forms that Ed25519 keys have in DER.
enum PEM {
    /// SubjectPublicKeyInfo of Ed25519 up to the 32 bytes of the key (RFC 8410 section 4).
    static let ed25519PublicPrefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]
    /// PKCS #8 of Ed25519 up to the 32 bytes of the seed (RFC 8410 section 7).
    static let ed25519PrivatePrefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    static func encode(_ der: [UInt8], label: String) -> String {
        var lines = "-----BEGIN \(label)-----\n"
        var rest = Substring(Base64.encode(der))
        while !rest.isEmpty {
            lines += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return lines + "-----END \(label)-----\n"
    }

    /// The bytes of a text that holds one document of this label and nothing else.
    static func decode(_ text: String, label: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.count >= 3, lines.first == "-----BEGIN \(label)-----", lines.last == "-----END \(label)-----"
        else { return nil }
        return Base64.decode(lines.dropFirst().dropLast().joined())
    }

    /// The 32 bytes after this prefix, when that is all there is.
    static func raw(_ text: String, label: String, after prefix: [UInt8]) -> [UInt8]? {
        guard let der = decode(text, label: label), der.count == prefix.count + 32, der.starts(with: prefix) else {
            return nil
        }
        return Array(der.dropFirst(prefix.count))
    }
}
