/// Signs the hub's responses, refusals included (partner guide section 1).
///
/// Covered are `@status`, `content-digest` and `content-type` of the response, and of the request `@method`, `@target-uri`,
/// `@authority`, `content-digest` when it has one, and the signature that is answered.
public struct ResponseSigner: Sendable {
    /// The label of the hub's signature.
    public static let label = "hub"
    /// The tag of the hub's signature.
    public static let tag = "clearinghouse-response"

    private let key: SigningKey
    private let keyID: String

    /// Takes the hub's key and its id in the key set.
    public init(key: SigningKey, keyID: String) {
        self.key = key
        self.keyID = keyID
    }

    /// The response with `Content-Digest`, `Signature-Input` and `Signature` added.
    ///
    /// - Parameters:
    ///   - response: with its `Content-Type`, and without those three fields.
    ///   - request: the request as received.
    ///   - label: the label of the request's signature, from ``RequestVerifier/Judgement/label``.
    ///   - created: Unix seconds.
    ///   - digest: the value of `Content-Digest` of content that is not in the response but sent after it.
    /// - Throws: ``SigningError``.
    public func sign(
        _ response: ResponseMessage, to request: RequestMessage, label: String, created: Int64, digest: String? = nil
    ) throws(SigningError) -> ResponseMessage {
        var signed = response
        signed.fields.append("content-digest", digest ?? ContentDigest.value(of: response.body))
        let components = Self.components(request: request, label: label)
        guard let input = SignatureInput(components: components, created: created, keyID: keyID, tag: Self.tag),
            let base = SignatureBase.bytes(for: input, response: signed, to: request)
        else { throw .notSignable }
        signed.fields.append("signature-input", Self.label + "=" + input.serialized)
        signed.fields.append(
            "signature", Self.label + "=:" + Base64.encode(try SigningError.sign(base, with: key)) + ":")
        return signed
    }

    /// What every signature of a response covers.
    private static let always = [
        SignatureComponent("@status"), SignatureComponent("content-digest"), SignatureComponent("content-type"),
        SignatureComponent("@method", ofRequest: true), SignatureComponent("@target-uri", ofRequest: true),
        SignatureComponent("@authority", ofRequest: true),
    ]
    private static let digestOfRequest = SignatureComponent("content-digest", ofRequest: true)

    /// What a signature of a response to this request covers.
    static func components(request: RequestMessage, label: String) -> [SignatureComponent] {
        var components: [SignatureComponent] = []
        components.reserveCapacity(8)
        components += always
        if request.fields.contains("content-digest") { components.append(digestOfRequest) }
        components.append(SignatureComponent("signature", ofRequest: true, key: label))
        return components
    }
}
