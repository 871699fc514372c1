import Crypto
import CryptoExtras
import Wire

/// A public key as JSON (RFC 7517; `OKP` as in RFC 8037, `EC` and `RSA` as in RFC 7518).
public struct JSONWebKey: Sendable {
    /// The id, `kid`.
    public let keyID: String
    /// The key.
    public let key: VerificationKey

    /// Makes an entry; without an id it gets its thumbprint.
    public init(key: VerificationKey, keyID: String? = nil) {
        self.key = key
        self.keyID = keyID ?? Self.thumbprint(of: key)
    }

    /// The members that make the key, in lexical order.
    static func members(of key: VerificationKey) -> [JSONMember] {
        let members: [(String, String)]
        switch key.material {
        case .ed25519(let key):
            members = [("crv", "Ed25519"), ("kty", "OKP"), ("x", Base64.encodeURL(key.bytes))]
        case .p256(let key):
            let point = Array(key.rawRepresentation)
            members = [
                ("crv", "P-256"), ("kty", "EC"), ("x", Base64.encodeURL(point.prefix(32))),
                ("y", Base64.encodeURL(point.suffix(32))),
            ]
        case .rsa(let key):
            guard let primitives = try? key.getKeyPrimitives() else { return [] }
            members = [
                ("e", Base64.encodeURL(primitives.publicExponent.drop { $0 == 0 })), ("kty", "RSA"),
                ("n", Base64.encodeURL(primitives.modulus.drop { $0 == 0 })),
            ]
        }
        return members.map { JSONMember(name: $0.0, value: .string($0.1)) }
    }

    /// The SHA-256 thumbprint of a key (RFC 7638), base64url of 43 characters.
    public static func thumbprint(of key: VerificationKey) -> String {
        Base64.encodeURL(MessageDigest.sha256(CanonicalJSON.encode(.object(members(of: key)))))
    }

    /// The entry as JSON, with `kid`, `use` and `alg`.
    public var json: JSONValue {
        let header: [JSONMember] = [
            JSONMember(name: "kid", value: .string(keyID)), JSONMember(name: "use", value: .string("sig")),
            JSONMember(name: "alg", value: .string(key.algorithm.joseName)),
        ]
        return .object(header + Self.members(of: key))
    }

    /// Reads an entry; `nil` for key types not known here and entries without id, which RFC 7517 section 5 says to pass over.
    init?(_ json: JSONValue) {
        guard let keyID = json["kid"]?.string, let key = Self.key(json), json["use"]?.string ?? "sig" == "sig",
            json["alg"]?.string ?? key.algorithm.joseName == key.algorithm.joseName
        else { return nil }
        self.init(key: key, keyID: keyID)
    }

    private static func key(_ json: JSONValue) -> VerificationKey? {
        func bytes(_ name: String) -> [UInt8]? { json[name]?.string.flatMap { Base64.decodeURL($0) } }
        switch (json["kty"]?.string, json["crv"]?.string) {
        case ("OKP", "Ed25519"):
            return bytes("x").flatMap { try? VerificationKey(ed25519: $0) }
        case ("EC", "P-256"):
            guard let x = bytes("x"), let y = bytes("y"), x.count == 32, y.count == 32 else { return nil }
            return try? VerificationKey(p256: [4] + x + y)
        case ("RSA", nil):
            guard let modulus = bytes("n"), let exponent = bytes("e"),
                let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
            else { return nil }
            return try? VerificationKey(rsa: key)
        default:
            return nil
        }
    }
}

/// A set of public keys, as the hub publishes at `/.well-known/jwks.json` (RFC 7517 section 5).
public struct JSONWebKeySet: Sendable {
    /// The keys in their order.
    public let keys: [JSONWebKey]

    /// Makes a set.
    public init(keys: [JSONWebKey]) {
        self.keys = keys
    }

    /// Reads a set, passing over entries of other kinds.
    ///
    /// - Throws: ``JSONError`` when it is no JSON object with an array `keys`.
    public init(json bytes: [UInt8]) throws(JSONError) {
        guard case .array(let entries)? = try JSONReader.read(bytes)["keys"] else { throw .invalidField(path: "keys") }
        keys = entries.compactMap { JSONWebKey($0) }
    }

    /// The document.
    public var json: [UInt8] {
        JSONWriter.encode(.object(["keys": .array(keys.map(\.json))]))
    }

    /// The key of this id.
    public func key(_ keyID: String) -> VerificationKey? {
        keys.first { $0.keyID == keyID }?.key
    }
}
