import Wire

/// Why a compact JWS is not believed.
public enum JWSError: Error, Hashable, Sendable {
    /// Not three parts of base64url without padding, or a header that is no strict JSON object.
    case malformed
    /// The header has other members than `alg`, `kid` and `typ`, or another type.
    case header
    /// No key of this id.
    case keyUnknown(String)
    /// The header's `alg` is not the key's.
    case wrongAlgorithm
    /// The signature is wrong.
    case signatureInvalid
    /// The key is RSA, which receipts are not signed with, or its library refused to sign.
    case signing
}

/// A signed token in compact form (RFC 7515 section 7.1) with exactly the header `alg`, `kid`, `typ`, as receipts are.
public struct CompactJWS: Hashable, Sendable {
    /// The type of receipts.
    public static let receiptType = "receipt+jws"

    /// The token: header, payload and signature in base64url, joined by dots.
    public let text: String
    /// The payload.
    public let payload: [UInt8]
    /// The id of the key that signed.
    public let keyID: String

    /// Signs a payload.
    ///
    /// - Throws: ``JWSError/signing``.
    public init(
        signing payload: [UInt8], with key: SigningKey, keyID: String, type: String = receiptType
    ) throws(JWSError) {
        self = try TokenSigner(key: key, keyID: keyID, type: type).sign(payload)
    }

    init(text: String, payload: [UInt8], keyID: String) {
        self.text = text
        self.payload = payload
        self.keyID = keyID
    }

    /// Reads a token and checks its signature.
    ///
    /// - Throws: ``JWSError``, tested in the order of its cases.
    public init(
        verifying text: String, type: String = receiptType, directory: (String) -> VerificationKey?
    ) throws(JWSError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let headerBytes = Base64.decodeURL(parts[0]), let payload = Base64.decodeURL(parts[1]),
            let signature = Base64.decodeURL(parts[2]), let header = try? JSONReader.read(headerBytes),
            case .object(let members) = header
        else { throw .malformed }
        guard members.count == 3, let algorithm = header["alg"]?.string, let keyID = header["kid"]?.string,
            header["typ"]?.string == type
        else { throw .header }
        guard let key = directory(keyID) else { throw .keyUnknown(keyID) }
        guard key.algorithm.joseName == algorithm, key.algorithm != .rsaPSSSHA512 else { throw .wrongAlgorithm }
        let signed = text.utf8.dropLast(parts[2].utf8.count + 1)
        guard key.isValid(signature: signature, over: Array(signed)) else { throw .signatureInvalid }
        self.text = text
        self.payload = payload
        self.keyID = keyID
    }
}
