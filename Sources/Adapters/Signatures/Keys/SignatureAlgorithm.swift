/// The signature algorithms of the partner guide, section 1; there are no others, `hmac-*` and `rsa-v1_5-*` least of all.
///
/// The raw value is the name in the registry of RFC 9421 section 6.2.2.
public enum SignatureAlgorithm: String, CaseIterable, Hashable, Sendable {
    /// EdDSA on edwards25519 (RFC 8032); signatures of 64 bytes, the same for the same bytes.
    case ed25519
    /// ECDSA on P-256 with SHA-256; signatures are r and s, 32 bytes each.
    case ecdsaP256SHA256 = "ecdsa-p256-sha256"
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes (RFC 8017); 2048 bits or more.
    case rsaPSSSHA512 = "rsa-pss-sha512"

    /// The name in JSON Web Signatures (RFC 7518, RFC 8037).
    public var joseName: String {
        switch self {
        case .ed25519: "EdDSA"
        case .ecdsaP256SHA256: "ES256"
        case .rsaPSSSHA512: "PS512"
        }
    }
}

/// Why a key is not taken.
public enum KeyError: Error, Hashable, Sendable {
    /// Not one PEM document of the label wanted, or its content is no key of ours.
    case unreadable
    /// An RSA key of so many bits; 2048 to 8192 are taken.
    case rsaBits(Int)
    /// The key is of another algorithm than was said.
    case wrongAlgorithm(SignatureAlgorithm)
    /// Keys of this algorithm are not made here.
    case notGenerated(SignatureAlgorithm)
    /// The library refused to sign.
    case signing
}
