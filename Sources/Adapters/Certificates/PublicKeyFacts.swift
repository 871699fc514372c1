import COpenSSL

/// The kinds of public key this adapter tells apart.
public enum PublicKeyAlgorithm: Hashable, Sendable, CustomStringConvertible {
    /// Elliptic curve P-256 (RFC 5480).
    case p256
    /// Ed25519 (RFC 8410).
    case ed25519
    /// RSA of any size; the size is in ``PublicKeyFacts/bits``.
    case rsa
    /// Anything else, by OpenSSL's name for it.
    case other(String)

    /// The usual name, such as `P-256`.
    public var description: String {
        switch self {
        case .p256: "P-256"
        case .ed25519: "Ed25519"
        case .rsa: "RSA"
        case .other(let name): name
        }
    }

    init(of key: OpaquePointer) {
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_ED25519: self = .ed25519
        case EVP_PKEY_RSA: self = .rsa
        case EVP_PKEY_EC:
            let group = Self.groupName(of: key)
            self = group == "prime256v1" ? .p256 : .other(group)
        case let identifier: self = .other(OBJ_nid2sn(identifier).map { String(cString: $0) } ?? "unknown")
        }
    }

    private static func groupName(of key: OpaquePointer) -> String {
        var name = [CChar](repeating: 0, count: 80)
        var length = 0
        guard EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1 else { return "EC" }
        return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// What there is to know of a public key.
public struct PublicKeyFacts: Hashable, Sendable {
    /// The key's kind.
    public let algorithm: PublicKeyAlgorithm
    /// The key's size in bits: of the modulus or of the curve.
    public let bits: Int
    /// The key as SubjectPublicKeyInfo in PEM, `-----BEGIN PUBLIC KEY-----`.
    public let pem: String
    /// SHA-256 of the DER SubjectPublicKeyInfo, in 64 lower-case hexadecimal digits.
    public let fingerprintSHA256: String

    /// Reads a public key, or the public key of a certificate, from PEM text.
    ///
    /// - Throws: ``CertificateError/malformed(_:reasons:)`` when the text holds neither; a private key is refused too.
    public init(pem: String) throws(CertificateError) {
        if pem.contains("-----BEGIN CERTIFICATE-----") {
            self = try Certificate(pem: pem).facts.publicKey
            return
        }
        let key: Owned<KeyObject> = try decodedPEM(.publicKey, Array(pem.utf8)) {
            PEM_read_bio_PUBKEY($0, nil, nil, nil)
        }
        self = try key.withPointer { key throws(CertificateError) in try PublicKeyFacts(of: key) }
    }

    init(of key: OpaquePointer) throws(CertificateError) {
        algorithm = PublicKeyAlgorithm(of: key)
        bits = Int(EVP_PKEY_get_bits(key))
        let text = try written { stream throws(CertificateError) in
            try succeed(PEM_write_bio_PUBKEY(stream, key), "PEM_write_bio_PUBKEY")
        }
        pem = String(decoding: text, as: UTF8.self)
        fingerprintSHA256 = try sha256(try encoded("i2d_PUBKEY") { i2d_PUBKEY(key, $0) })
    }

    /// Whether the key gives the 112 bits of security asked for everywhere here: P-256, Ed25519, or RSA from 2048 bits.
    var isStrongEnough: Bool {
        switch algorithm {
        case .p256, .ed25519: true
        case .rsa: bits >= 2048
        case .other: false
        }
    }
}

/// SHA-256 in lower-case hexadecimal.
func sha256(_ bytes: [UInt8]) throws(CertificateError) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    try succeed(EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil), "EVP_Digest")
    return hexadecimal(digest)
}
