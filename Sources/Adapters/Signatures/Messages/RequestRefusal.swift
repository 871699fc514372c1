/// Why a request's signature is refused; the raw value is the stable code of the partner guide.
///
/// The cases stand in the order in which they are tested. `nonce_reused`, which comes last, is the database's to find.
public enum RequestRefusal: String, Error, CaseIterable, Hashable, Sendable {
    /// There is no signature at all.
    case signatureMissing = "signature_missing"
    /// No signature names a registered key.
    case keyUnknown = "key_unknown"
    /// The key was revoked.
    case keyRevoked = "key_revoked"
    /// The key is not valid yet or no longer.
    case keyExpired = "key_expired"
    /// `created` is over 300 s old or over 30 s ahead, or `expires` has passed.
    case signatureStale = "signature_stale"
    /// `Content-Digest` is not that of the content.
    case digestMismatch = "digest_mismatch"
    /// Anything else: unparsable fields, two signatures with registered keys, missing parameters, a disagreeing `alg`,
    /// another `tag`, too little covered, a wrong signature.
    case signatureInvalid = "signature_invalid"
}

/// A partner's key as registered.
public struct RegisteredKey: Sendable {
    /// The partner's id.
    public let partner: String
    /// The key, which decides the algorithm.
    public let key: VerificationKey
    /// The first second of validity, Unix; `nil` for always.
    public let validFrom: Int64?
    /// The first second after validity, Unix; `nil` for ever.
    public let validUntil: Int64?
    /// Whether it was revoked.
    public let isRevoked: Bool

    /// Registers a key.
    ///
    /// - Parameters:
    ///   - validFrom: first second of validity, Unix.
    ///   - validUntil: first second after validity, Unix.
    public init(
        partner: String, key: VerificationKey, validFrom: Int64? = nil, validUntil: Int64? = nil,
        isRevoked: Bool = false
    ) {
        self.partner = partner
        self.key = key
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.isRevoked = isRevoked
    }

    func isValid(at now: Int64) -> Bool {
        validFrom.map { $0 <= now } ?? true && validUntil.map { now < $0 } ?? true
    }
}

/// The proof that a request was signed by a partner's key; only ``RequestVerifier`` makes it.
///
/// The nonce is not judged yet: the database does, in the transaction that stores the message.
public struct VerifiedRequest: Sendable {
    /// The label of the signature judged.
    public let label: String
    /// The id of the key.
    public let keyID: String
    /// The partner the key belongs to.
    public let partner: String
    /// When it was signed, Unix seconds.
    public let created: Int64
    /// The nonce, 1 to 128 printable ASCII characters.
    public let nonce: String
    /// The bytes of the signature.
    public let signature: [UInt8]
    /// The signed bytes, kept as evidence.
    public let signatureBase: [UInt8]

    init(
        label: String, keyID: String, partner: String, created: Int64, nonce: String, signature: [UInt8],
        signatureBase: [UInt8]
    ) {
        self.label = label
        self.keyID = keyID
        self.partner = partner
        self.created = created
        self.nonce = nonce
        self.signature = signature
        self.signatureBase = signatureBase
    }
}
