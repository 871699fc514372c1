import COpenSSL

/// The kinds of private key made here.
public enum PrivateKeyAlgorithm: Hashable, Sendable {
    /// Elliptic curve P-256, for certificates and CMS.
    case p256
    /// Ed25519, for messages and receipts.
    case ed25519
}

/// A private key; its memory is freed with its one owner.
///
/// Sendable: OpenSSL changes an `EVP_PKEY` only while it is made, and counts and caches inside it under its own locks, so
/// that any number of threads may sign with it (OpenSSL's `openssl-threads(7)`); nothing here changes it afterwards.
public struct PrivateKey: ~Copyable, @unchecked Sendable {
    private let key: Owned<KeyObject>
    /// The public half.
    public let publicKey: PublicKeyFacts

    /// Makes a new random key.
    ///
    /// - Throws: ``CertificateError/openSSL(operation:reasons:)`` when the system has no randomness.
    public static func generate(_ algorithm: PrivateKeyAlgorithm) throws(CertificateError) -> PrivateKey {
        let kind =
            switch algorithm {
            case .p256: EVP_PKEY_EC
            case .ed25519: EVP_PKEY_ED25519
            }
        let context = try Owned<KeyContextObject>(EVP_PKEY_CTX_new_id(kind, nil), "EVP_PKEY_CTX_new_id")
        return try context.withPointer { context throws(CertificateError) in
            try succeed(EVP_PKEY_keygen_init(context), "EVP_PKEY_keygen_init")
            if algorithm == .p256 {
                try succeed(
                    EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1), "choosing the curve P-256")
            }
            var pointer: OpaquePointer?
            try succeed(EVP_PKEY_keygen(context, &pointer), "EVP_PKEY_keygen")
            return try PrivateKey(owning: try Owned<KeyObject>(pointer, "EVP_PKEY_keygen"))
        }
    }

    /// Reads a PEM private key without a passphrase (PKCS#8, or the older forms of one algorithm).
    ///
    /// - Throws: ``CertificateError/malformed(_:reasons:)``, also for an encrypted key.
    public init(pem: [UInt8]) throws(CertificateError) {
        // Without a callback of ours OpenSSL would ask the terminal for a passphrase.
        try self.init(
            owning: try decodedPEM(.privateKey, pem) { stream in
                PEM_read_bio_PrivateKey(stream, nil, { _, _, _, _ in -1 }, nil)
            })
    }

    private init(owning key: consuming Owned<KeyObject>) throws(CertificateError) {
        publicKey = try key.withPointer { key throws(CertificateError) in try PublicKeyFacts(of: key) }
        self.key = key
    }

    /// Lends the key as unencrypted PKCS#8 PEM (RFC 5208), and wipes the text afterwards.
    public borrowing func withPEM<Result>(
        _ body: ([UInt8]) throws(CertificateError) -> Result
    ) throws(CertificateError) -> Result {
        var text = try key.withPointer { key throws(CertificateError) in
            try written(secret: true) { stream throws(CertificateError) in
                try succeed(
                    PEM_write_bio_PKCS8PrivateKey(stream, key, nil, nil, 0, nil, nil), "PEM_write_bio_PKCS8PrivateKey")
            }
        }
        defer { text.wipe() }
        return try body(text)
    }

    borrowing func withPointer<Result: ~Copyable>(
        _ body: (OpaquePointer) throws(CertificateError) -> Result
    ) throws(CertificateError) -> Result {
        try key.withPointer(body)
    }

    /// The digest to sign certificates and lists with: none for Ed25519, which has its own.
    borrowing func signatureDigest() -> OpaquePointer? {
        publicKey.algorithm == .ed25519 ? nil : EVP_sha256()
    }
}

extension [UInt8] {
    /// Overwrites the bytes in a way the optimiser keeps.
    mutating func wipe() {
        withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}
