import Crypto
import CryptoExtras

/// A private key, parsed once, that signs with its one algorithm. It never prints itself.
public struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    private enum Material: Sendable {
        case ed25519(Curve25519.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    private let material: Material
    /// The public half.
    public let verificationKey: VerificationKey

    /// The algorithm this key signs with.
    public var algorithm: SignatureAlgorithm { verificationKey.algorithm }

    private init(_ material: Material) throws(KeyError) {
        self.material = material
        switch material {
        case .ed25519(let key): verificationKey = try VerificationKey(ed25519: Array(key.publicKey.rawRepresentation))
        case .p256(let key): verificationKey = VerificationKey(.p256(key.publicKey))
        case .rsa(let key): verificationKey = try VerificationKey(rsa: key.publicKey)
        }
    }

    /// Reads a private key: one PEM document of PKCS #8 without password (`BEGIN PRIVATE KEY`), or SEC 1 for P-256
    /// (`BEGIN EC PRIVATE KEY`), or PKCS #1 for RSA (`BEGIN RSA PRIVATE KEY`).
    ///
    /// - Throws: ``KeyError/unreadable``; ``KeyError/rsaBits(_:)``.
    public init(pem: String) throws(KeyError) {
        if let raw = PEM.raw(pem, label: "PRIVATE KEY", after: PEM.ed25519PrivatePrefix) {
            guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: raw) else { throw .unreadable }
            try self.init(.ed25519(key))
        } else if let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) {
            try self.init(.p256(key))
        } else if let key = try? _RSA.Signing.PrivateKey(unsafePEMRepresentation: pem) {
            try self.init(.rsa(key))
        } else if let der = PEM.decode(pem, label: "PRIVATE KEY"),
            let key = try? _RSA.Signing.PrivateKey(
                unsafeDERRepresentation: RestrictedRSA.unrestricted(privateKey: der))
        {
            try self.init(.rsa(key))
        } else {
            throw .unreadable
        }
    }

    /// Makes a new key of `ed25519` or `ecdsa-p256-sha256`, from the system's randomness.
    ///
    /// - Throws: ``KeyError/notGenerated(_:)`` for RSA.
    public static func generate(_ algorithm: SignatureAlgorithm) throws(KeyError) -> SigningKey {
        switch algorithm {
        case .ed25519: try SigningKey(.ed25519(Curve25519.Signing.PrivateKey()))
        case .ecdsaP256SHA256: try SigningKey(.p256(P256.Signing.PrivateKey()))
        case .rsaPSSSHA512: throw .notGenerated(algorithm)
        }
    }

    /// The key as PEM of PKCS #8 without password. Keep it in a file that only its owner can read.
    public var pem: String {
        switch material {
        case .ed25519(let key):
            PEM.encode(PEM.ed25519PrivatePrefix + Array(key.rawRepresentation), label: "PRIVATE KEY")
        case .p256(let key): key.pemRepresentation + "\n"
        case .rsa(let key): key.pkcs8PEMRepresentation + "\n"
        }
    }

    /// The signature over the bytes, in the form RFC 9421 section 3.3 gives its algorithm.
    ///
    /// - Throws: ``KeyError/signing`` when the library cannot, such as without randomness.
    public func signature(over bytes: [UInt8]) throws(KeyError) -> [UInt8] {
        do {
            switch material {
            case .ed25519(let key):
                return Array(try key.signature(for: bytes))
            case .p256(let key):
                return Array(try key.signature(for: bytes).rawRepresentation)
            case .rsa(let key):
                return Array(try key.signature(for: SHA512.hash(data: bytes), padding: .PSS).rawRepresentation)
            }
        } catch {
            throw .signing
        }
    }

    /// Names the algorithm only.
    public var description: String { "SigningKey(\(algorithm.rawValue))" }

    /// Shows nothing of the key to `dump` and the like.
    public var customMirror: Mirror { Mirror(self, children: ["algorithm": algorithm.rawValue]) }
}
