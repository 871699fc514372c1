import RawStructuredFieldValues

/// The `Content-Digest` field (RFC 9530): digests of a message's content, `sha-256` and `sha-512`.
public enum ContentDigest {
    /// The digest algorithms taken; the raw value is the key in the field. Others are passed over.
    public enum Algorithm: String, CaseIterable, Sendable {
        /// SHA-256, 32 bytes.
        case sha256 = "sha-256"
        /// SHA-512, 64 bytes.
        case sha512 = "sha-512"

        func digest(of body: [UInt8]) -> [UInt8] {
            switch self {
            case .sha256: MessageDigest.sha256(body)
            case .sha512: MessageDigest.sha512(body)
            }
        }
    }

    /// The value of the field for this content.
    public static func value(of body: [UInt8], algorithm: Algorithm = .sha256) -> String {
        algorithm.rawValue + "=:" + Base64.encode(algorithm.digest(of: body)) + ":"
    }

    /// Whether a field's value names at least one algorithm we know, and every one we know has the right digest.
    public static func matches(_ value: String, body: [UInt8]) -> Bool {
        // The usual spelling: one algorithm, no blanks. Strict base64 has one text for one digest.
        for algorithm in Algorithm.allCases where value.hasPrefix(algorithm.rawValue + "=:") {
            if value == self.value(of: body, algorithm: algorithm) { return true }
        }
        return matchesStructured(value, body: body)
    }

    /// ``matches(_:body:)`` for any spelling that RFC 8941 allows.
    static func matchesStructured(_ value: String, body: [UInt8]) -> Bool {
        guard value.utf8.count <= SignatureFields.maximumLength else { return false }
        var parser = StructuredFieldValueParser(Array(value.utf8))
        guard let digests = try? parser.parseDictionaryFieldValue() else { return false }
        var isKnown = false
        for (name, member) in digests {
            guard let algorithm = Algorithm(rawValue: name) else { continue }
            guard case .item(let item) = member, case .undecodedByteSequence(let text) = item.rfc9651BareItem,
                Base64.decode(text) == algorithm.digest(of: body)
            else { return false }
            isKnown = true
        }
        return isKnown
    }
}
