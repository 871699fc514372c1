import Quantities
import Signatures
import Wire

/// What `partner keygen` shows: where the private key is, the public key, and what to put into the partner file.
public struct NewKeyNotice: Sendable {
    private let path: String
    private let keyID: String
    private let key: VerificationKey
    private let validFrom: Instant
    private let validUntil: Instant

    /// A notice of a new key.
    ///
    /// - Parameter now: the beginning of the key's validity; it lasts two years of 365 days.
    public init(path: String, keyID: String, key: VerificationKey, now: Instant) {
        self.path = path
        self.keyID = keyID
        self.key = key
        validFrom = Instant(seconds: now.seconds)
        validUntil = Instant(seconds: now.seconds + 2 * 365 * 86_400)
    }

    /// The entry of the partner file (PROTOCOL.md section 6, `keys`), in YAML.
    public var entry: String {
        let pem = key.pem.split(separator: "\n").map { "      \($0)\n" }.joined()
        return """
            keys:
              - id: \(keyID)
                algorithm: \(key.algorithm.rawValue)
                public_key: |
            \(pem)    valid_from: \(validFrom)
                valid_until: \(validUntil)

            """
    }

    /// For people.
    public var text: String {
        "The private key is in \(path), mode 0600. Keep it there; nobody else needs it.\n\nPublic key:\n\n\(key.pem)\n"
            + "For the partner file, partners/<id>.yaml:\n\n\(entry)"
    }

    /// For programs, one JSON document.
    public var json: JSONValue {
        .object([
            "key_id": .string(keyID), "algorithm": .string(key.algorithm.rawValue), "private_key_file": .string(path),
            "public_key": .string(key.pem), "valid_from": .string(validFrom.description),
            "valid_until": .string(validUntil.description), "partner_file_entry": .string(entry),
        ])
    }
}
