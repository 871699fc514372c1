/// Why a partner does not believe a response.
public enum ResponseRefusal: Error, Hashable, Sendable {
    /// It is not signed, or not with the hub's tag.
    case signatureMissing
    /// The signature fields do not parse, or two signatures carry the hub's tag.
    case signatureUnreadable
    /// The key is not in the hub's key set.
    case keyUnknown
    /// `created` is over 300 s away from the partner's clock.
    case signatureStale
    /// `Content-Digest` is missing or not that of the content.
    case digestMismatch
    /// Something the hub always covers is not covered.
    case notCovered
    /// The signature is wrong: another response, another request, another key.
    case signatureInvalid
}

/// Checks the hub's signature on a response, as a partner does.
public struct ResponseVerifier: Sendable {
    /// The most seconds `created` may lie from the partner's clock, either way.
    public static let maximumSkewSeconds: Int64 = 300

    private let directory: @Sendable (String) -> VerificationKey?

    /// Takes the hub's keys by their id.
    public init(directory: @escaping @Sendable (String) -> VerificationKey?) {
        self.directory = directory
    }

    /// Checks that the hub signed this response as the answer to this very request.
    ///
    /// - Parameters:
    ///   - request: as sent, with its signature fields.
    ///   - now: the partner's clock, Unix seconds.
    /// - Throws: ``ResponseRefusal``, tested in the order of its cases.
    public func verify(
        _ response: ResponseMessage, to request: RequestMessage, now: Int64
    ) throws(ResponseRefusal) {
        let fields: SignatureFields
        switch SignatureFields.parse(response.fields) {
        case .missing: throw .signatureMissing
        case .unparsable: throw .signatureUnreadable
        case .parsed(let parsed): fields = parsed
        }
        let tagged = fields.labels.filter { $0.input.tag == ResponseSigner.tag }
        guard let judged = tagged.first, let signature = judged.signature else { throw .signatureMissing }
        guard tagged.count == 1 else { throw .signatureUnreadable }
        guard let key = judged.input.keyID.flatMap(directory) else { throw .keyUnknown }
        guard let created = judged.input.created, abs(now - created) <= Self.maximumSkewSeconds,
            judged.input.expires.map({ now <= $0 }) ?? true
        else { throw .signatureStale }
        guard let digest = response.fields.combined("content-digest"),
            ContentDigest.matches(digest, body: response.body)
        else { throw .digestMismatch }
        guard coversAll(judged.input, of: request) else { throw .notCovered }
        guard judged.input.algorithm == nil || judged.input.algorithm == key.algorithm.rawValue,
            let base = SignatureBase.bytes(for: judged.input, response: response, to: request),
            key.isValid(signature: signature, over: base)
        else { throw .signatureInvalid }
    }

    /// Whether all is covered that the hub covers, for one of the request's own labels.
    private func coversAll(_ input: SignatureInput, of request: RequestMessage) -> Bool {
        guard case .parsed(let fields) = SignatureFields.parse(request.fields) else { return false }
        return fields.labels.contains { labelled in
            ResponseSigner.components(request: request, label: labelled.label).allSatisfy { wanted in
                input.components.contains { $0.isSame(as: wanted) }
            }
        }
    }
}
