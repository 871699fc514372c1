import HTTPTypes
import Hummingbird
import Logging
import Messages
import Operations
import Quantities
import Signatures
import Telemetry
import Wire

/// Answers `POST /v1/batches`: judges the signature from the head, takes the body in, posts its lines.
struct BatchRequests: Sendable {
    let parts: BatchParts
    let keys: KeyDirectory
    let desk: ClearingDesk
    let clock: @Sendable () -> Instant
    /// Has this node see the newest terms.
    let refreshTerms: @Sendable () async -> Void
    let logger: Logger

    /// Answers a batch.
    ///
    /// - Throws: ``Refusal`` of rows 413 and 415; any other error when the sender is gone.
    func post(_ head: RequestMessage, of request: Request) async throws -> PartnerRequests.Answer {
        try BatchIntake.checkLength(request)
        let receivedAt = clock()
        let isAccepted = BatchIntake.isAccepted(head.fields)
        let (passage, ring) = await judge(head, at: receivedAt)
        let label = passage.label
        do {
            let isKept = isAccepted && (try? passage.envelope.get()) != nil
            let field = head.fields.combined("content-digest")
            let body = try await BatchIntake.take(
                request, digest: field, into: isKept ? try BatchSpool(folder: parts.spoolFolder) : nil)
            guard isAccepted else { throw Refusal(.mediaType) }
            // Without content a signature needs to cover less.
            let found = body.size == 0 ? SignatureGate.judge(head, by: ring, at: receivedAt) : passage
            let envelope = try Self.proven(found, digests: body.digests, field: field)
            let content: LaneRequest.Content = body.size == 0 ? .refused(Refusal(.malformedBody)) : .reading
            var judged = BatchPosting.Judged(envelope: envelope, ring: ring)
            try await begin(content, &judged, head, at: receivedAt)
            guard let spool = body.spool else { throw Refusal(.malformedBody) }
            let partner = envelope.signature.partner
            try await parts.turns.begin(partner)
            defer { parts.turns.end(partner) }
            let id = Self.id(of: envelope.signature)
            try await keep(
                BatchEvidence(
                    id: id, signature: envelope.signature, contentDigest: body.digests.sha256, size: Int64(body.size),
                    receivedAt: receivedAt), in: spool)
            var posting = try BatchPosting(
                id: id, body: spool, judged: judged, spoolFolder: parts.spoolFolder, desk: desk, clock: clock
            ) { [keys] in Self.judgeAgain(head, by: keys.current, at: receivedAt) }
            return PartnerRequests.Answer(reply: Reply(try await posting.run()), label: label)
        } catch let refusal as Refusal {
            var reply = Reply(refusal)
            if refusal.code == .slowDown { reply.fields.append(HTTPField(name: .retryAfter, value: "10")) }
            return PartnerRequests.Answer(reply: reply, label: label)
        } catch let failure as BatchSpool.Failure {
            logger.error("a batch cannot be spooled", metadata: [LogKey.error: "\(failure.code)"])
            return PartnerRequests.Answer(reply: Reply(Refusal(.unavailable)), label: label)
        }
    }

    /// Judges the head; a key that is not known, or holds no more, may have been given back a moment ago.
    private func judge(_ head: RequestMessage, at now: Instant) async -> (SignatureGate.Passage, KeyRing) {
        let ring = keys.current
        let passage = SignatureGate.judge(head, by: ring, at: now, content: .toCome)
        guard case .failure(let refusal) = passage.envelope, refusal.code.concernsKeys else { return (passage, ring) }
        await refreshTerms()
        let newest = keys.current
        return (SignatureGate.judge(head, by: newest, at: now, content: .toCome), newest)
    }

    /// The proof once the digest of the content is known, which is judged before the signature itself.
    private static func proven(
        _ passage: SignatureGate.Passage, digests: ContentDigests, field: String?
    ) throws(Refusal) -> VerifiedEnvelope {
        let digestFails = field.map { !ContentDigest.matches($0, digests: digests) } ?? false
        switch passage.envelope {
        case .success(let envelope):
            guard !digestFails else { throw Refusal(.digestMismatch) }
            return envelope
        case .failure(let refusal):
            throw refusal.code == .signatureInvalid && digestFails ? Refusal(.digestMismatch) : refusal
        }
    }

    /// The judgement under other terms, as of the time when the batch came: how long it waited is no fault of its own.
    private static func judgeAgain(
        _ head: RequestMessage, by ring: KeyRing, at receivedAt: Instant
    ) -> Result<BatchPosting.Judged, Refusal> {
        SignatureGate.judge(head, by: ring, at: receivedAt, content: .toCome).envelope.map {
            BatchPosting.Judged(envelope: $0, ring: ring)
        }
    }

    /// Uses the nonce up, before anything of the batch is looked at.
    private func begin(
        _ content: LaneRequest.Content, _ judged: inout BatchPosting.Judged, _ head: RequestMessage,
        at receivedAt: Instant
    ) async throws(Refusal) {
        for _ in 0..<PartnerRequests.mostJudgements {
            let request = LaneRequest(
                signature: judged.envelope.signature, revision: judged.ring.revision, content: content,
                deadline: clock().advanced(bySeconds: PartnerRequests.deadlineSeconds))
            guard let outcome = try? await desk.submitHead(request) else { throw Refusal(.unavailable) }
            switch outcome {
            case .clear: return
            case .refused(let refusal): throw refusal
            case .outdated: judged = try Self.judgeAgain(head, by: keys.current, at: receivedAt).get()
            case .answered: throw Refusal(.unavailable)
            }
        }
        throw Refusal(.unavailable)
    }

    /// Keeps the signed bytes; without them nothing is posted.
    private func keep(_ evidence: BatchEvidence, in spool: BatchSpool) async throws(Refusal) {
        let reading = BatchPieces(spool: spool)
        do {
            try await parts.evidence.keep(evidence) { try reading.next() }
        } catch {
            logger.error("a batch's evidence cannot be kept", metadata: [LogKey.error: "\(error)"])
            throw Refusal(.unavailable)
        }
    }

    /// The same signed bytes are the same batch.
    private static func id(of signature: SignatureFacts) -> UniqueID {
        let digest = MessageDigest.sha256(signature.signatureBase + signature.signature)
        let halves = [digest[0..<8], digest[8..<16]].map { $0.reduce(0 as UInt64) { $0 << 8 | UInt64($1) } }
        return UniqueID(high: halves[0], low: halves[1])
    }
}
