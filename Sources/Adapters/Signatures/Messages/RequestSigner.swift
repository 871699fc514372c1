/// Signs requests as a partner does.
public struct RequestSigner: Sendable {
    private let key: SigningKey
    private let keyID: String

    /// Takes a partner's key and the id it is registered under, 1 to 128 printable ASCII characters.
    public init(key: SigningKey, keyID: String) {
        self.key = key
        self.keyID = keyID
    }

    /// The request with `Content-Digest` (when it has content), `Signature-Input` and `Signature` added.
    ///
    /// - Parameters:
    ///   - request: with its `Content-Type` when it has content, and without those three fields.
    ///   - created: Unix seconds.
    ///   - nonce: 1 to 128 printable ASCII characters, new for each signature.
    ///   - expires: Unix seconds, if wanted.
    /// - Throws: ``SigningError``.
    public func sign(
        _ request: RequestMessage, created: Int64, nonce: String, expires: Int64? = nil
    ) throws(SigningError) -> RequestMessage {
        var signed = request
        if !request.body.isEmpty { signed.fields.append("content-digest", ContentDigest.value(of: request.body)) }
        guard
            let input = SignatureInput(
                components: request.body.isEmpty ? Self.withoutContent : Self.withContent, created: created,
                expires: expires, keyID: keyID, nonce: nonce, tag: RequestVerifier.tag),
            let base = SignatureBase.bytes(for: input, request: signed)
        else { throw .notSignable }
        signed.fields.append("signature-input", "partner=" + input.serialized)
        signed.fields.append("signature", "partner=:" + Base64.encode(try SigningError.sign(base, with: key)) + ":")
        return signed
    }

    private static let withoutContent = [SignatureComponent("@method"), SignatureComponent("@target-uri")]
    private static let withContent =
        withoutContent + [SignatureComponent("content-digest"), SignatureComponent("content-type")]
}

/// Why a message could not be signed.
public enum SigningError: Error, Hashable, Sendable {
    /// A component is missing or holds what no header field may: no `Content-Type`, a nonce that is not ASCII.
    case notSignable
    /// The key's library refused.
    case key(KeyError)

    static func sign(_ bytes: [UInt8], with key: SigningKey) throws(SigningError) -> [UInt8] {
        do throws(KeyError) {
            return try key.signature(over: bytes)
        } catch {
            throw .key(error)
        }
    }
}
