import Crypto
import CryptoExtras

/// A public key, parsed once, that checks signatures of its one algorithm.
public struct VerificationKey: Sendable {
    enum Material: Sendable {
        case ed25519(Ed25519PublicKey)
        case p256(P256.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }

    let material: Material

    init(_ material: Material) {
        self.material = material
    }

    /// The algorithm this key decides.
    public var algorithm: SignatureAlgorithm {
        switch material {
        case .ed25519: .ed25519
        case .p256: .ecdsaP256SHA256
        case .rsa: .rsaPSSSHA512
        }
    }

    /// Reads a public key: one PEM document of SubjectPublicKeyInfo (`BEGIN PUBLIC KEY`).
    ///
    /// - Throws: ``KeyError/unreadable``; ``KeyError/rsaBits(_:)``.
    public init(pem: String) throws(KeyError) {
        if let raw = PEM.raw(pem, label: "PUBLIC KEY", after: PEM.ed25519PublicPrefix) {
            try self.init(ed25519: raw)
            return
        }
        guard let der = PEM.decode(pem, label: "PUBLIC KEY") else { throw .unreadable }
        if let key = try? P256.Signing.PublicKey(derRepresentation: der) {
            self.init(.p256(key))
        } else if let key = try? _RSA.Signing.PublicKey(unsafeDERRepresentation: der) {
            try self.init(rsa: key)
        } else {
            throw .unreadable
        }
    }

    /// Reads a public key that must be of this algorithm.
    ///
    /// - Throws: as ``init(pem:)``, and ``KeyError/wrongAlgorithm(_:)`` with what the key is.
    public init(pem: String, algorithm: SignatureAlgorithm) throws(KeyError) {
        let key = try VerificationKey(pem: pem)
        guard key.algorithm == algorithm else { throw .wrongAlgorithm(key.algorithm) }
        self = key
    }

    init(ed25519 raw: [UInt8]) throws(KeyError) {
        guard let key = Ed25519PublicKey(raw) else { throw .unreadable }
        self.init(.ed25519(key))
    }

    init(p256 point: [UInt8]) throws(KeyError) {
        guard let key = try? P256.Signing.PublicKey(x963Representation: point) else { throw .unreadable }
        self.init(.p256(key))
    }

    init(rsa key: _RSA.Signing.PublicKey) throws(KeyError) {
        guard (2048...8192).contains(key.keySizeInBits) else { throw .rsaBits(key.keySizeInBits) }
        self.init(.rsa(key))
    }

    /// The key as PEM of SubjectPublicKeyInfo.
    public var pem: String {
        switch material {
        case .ed25519(let key):
            PEM.encode(PEM.ed25519PublicPrefix + key.bytes, label: "PUBLIC KEY")
        case .p256(let key): key.pemRepresentation + "\n"
        case .rsa(let key): key.pemRepresentation + "\n"
        }
    }

    /// Whether the signature over the bytes was made with this key. Wrong lengths are simply not valid.
    public func isValid(signature: [UInt8], over bytes: [UInt8]) -> Bool {
        switch material {
        case .ed25519(let key):
            return key.isValid(signature, over: bytes)
        case .p256(let key):
            guard let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(parsed, for: bytes)
        case .rsa(let key):
            let parsed = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return key.isValidSignature(parsed, for: SHA512.hash(data: bytes), padding: .PSS)
        }
    }
}
