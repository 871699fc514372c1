/// Judges the signature of a request (partner guide section 1; RFC 9421 section 3.2).
public struct RequestVerifier: Sendable {
    /// The most seconds `created` may lie back.
    public static let maximumAgeSeconds: Int64 = 300
    /// The most seconds `created` may lie ahead.
    public static let maximumLeadSeconds: Int64 = 30
    /// The tag a request may carry.
    public static let tag = "clearinghouse-request"

    /// Where a request's content is when its signature is judged.
    public enum Content: Sendable {
        /// In the request.
        case here
        /// Still to come. It is taken to be there and to have the digest that the fields say; whoever asks compares the
        /// digest before believing the proof.
        case toCome
    }

    /// What came of it.
    public struct Judgement: Sendable {
        /// The label a signed response refers to; `nil` when the fields did not parse, and the response goes unsigned.
        public let label: String?
        /// The proof, or the first refusal in the written order.
        public let result: Result<VerifiedRequest, RequestRefusal>
    }

    private let directory: @Sendable (String) -> RegisteredKey?

    /// Takes the registered keys by their id.
    public init(directory: @escaping @Sendable (String) -> RegisteredKey?) {
        self.directory = directory
    }

    /// Judges a request at a time in Unix seconds.
    public func judge(_ request: RequestMessage, now: Int64, content: Content = .here) -> Judgement {
        let digest = request.fields.combined("content-digest")
        let digestFails = {
            content == .here && digest.map { !ContentDigest.matches($0, body: request.body) } ?? false
        }
        switch SignatureFields.parse(request.fields) {
        case .missing:
            return Judgement(label: nil, result: .failure(.signatureMissing))
        case .unparsable:
            return Judgement(label: nil, result: .failure(digestFails() ? .digestMismatch : .signatureInvalid))
        case .parsed(let fields):
            let candidates = fields.labels.compactMap { labelled in
                labelled.input.keyID.flatMap(directory).map { Candidate(labelled: labelled, registered: $0) }
            }
            guard let candidate = candidates.first else {
                return Judgement(label: fields.firstSignedLabel, result: .failure(.keyUnknown))
            }
            let label = candidate.labelled.signature == nil ? fields.firstSignedLabel : candidate.labelled.label
            guard candidates.count == 1 else {
                return Judgement(label: label, result: .failure(digestFails() ? .digestMismatch : .signatureInvalid))
            }
            do throws(RequestRefusal) {
                try candidate.checkKeyAndTime(now: now)
                guard !digestFails() else { throw .digestMismatch }
                return Judgement(label: label, result: .success(try candidate.verify(request, content)))
            } catch {
                return Judgement(label: label, result: .failure(error))
            }
        }
    }
}

/// The one signature that is judged, with the key it names.
private struct Candidate {
    let labelled: SignatureFields.Labelled
    let registered: RegisteredKey

    var input: SignatureInput { labelled.input }

    func checkKeyAndTime(now: Int64) throws(RequestRefusal) {
        if registered.isRevoked { throw .keyRevoked }
        guard registered.isValid(at: now) else { throw .keyExpired }
        if let created = input.created {
            guard now - created <= RequestVerifier.maximumAgeSeconds,
                created - now <= RequestVerifier.maximumLeadSeconds
            else { throw .signatureStale }
        }
        if let expires = input.expires, now > expires { throw .signatureStale }
    }

    func verify(
        _ request: RequestMessage, _ content: RequestVerifier.Content
    ) throws(RequestRefusal) -> VerifiedRequest {
        guard let signature = labelled.signature, let created = input.created, let keyID = input.keyID,
            let nonce = input.nonce, (1...128).contains(nonce.utf8.count), (1...128).contains(keyID.utf8.count),
            input.algorithm == nil || input.algorithm == registered.key.algorithm.rawValue,
            input.tag == nil || input.tag == RequestVerifier.tag, coversEnough(of: request, content),
            let base = SignatureBase.bytes(for: input, request: request),
            registered.key.isValid(signature: signature, over: base)
        else { throw .signatureInvalid }
        return VerifiedRequest(
            label: labelled.label, keyID: keyID, partner: registered.partner, created: created, nonce: nonce,
            signature: signature, signatureBase: base)
    }

    /// The least that must be covered (partner guide section 1). Only components without parameters count.
    private func coversEnough(of request: RequestMessage, _ content: RequestVerifier.Content) -> Bool {
        guard input.covers("@method") else { return false }
        let hasQuery = !(request.query ?? "").isEmpty
        let coversParts = input.covers("@authority") && input.covers("@path") && (!hasQuery || input.covers("@query"))
        guard input.covers("@target-uri") || coversParts else { return false }
        return content == .here && request.body.isEmpty
            || input.covers("content-digest") && input.covers("content-type")
    }
}
