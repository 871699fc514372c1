import Messages
import Operations
import Quantities
import Signatures
import Wire

/// Answers signed requests: judges the signature, reads the content, hands it to the desk (PROTOCOL.md sections 1, 2).
struct PartnerRequests: Sendable {
    let keys: KeyDirectory
    let desk: ClearingDesk
    let readings: PartnerReadings
    let reconciliations: ReconciliationDesk?
    let clock: @Sendable () -> Instant
    /// Has this node see the newest terms.
    let refreshTerms: @Sendable () async -> Void
    /// How long a request may wait for its transaction, in seconds.
    static let deadlineSeconds: Int64 = 10
    /// How often a request is judged anew because the terms changed meanwhile.
    static let mostJudgements = 3

    /// A reply, and the label of the request's signature that its own signature refers to.
    struct Answer: Sendable {
        let reply: Reply
        let label: String?
    }

    /// Answers a message to post.
    func post(_ message: RequestMessage, as request: PostedRequest) async throws -> Answer {
        try await answer(message) { envelope, ring in
            do throws(Refusal) {
                let read = try ring.reader.read(envelope.body, as: request)
                return (.message(envelope.carrying(read)), read.messageID)
            } catch {
                return (.refused(error), nil)
            }
        } whenClear: { _, _ in
            // Only readings are ever cleared.
            .internalError
        }
    }

    /// Answers something a partner reads of its own.
    func read(_ message: RequestMessage, _ reading: PartnerReading) async throws -> Answer {
        try await answer(message) { _, ring in
            do throws(Refusal) {
                _ = try PartnerReadings.question(reading, query: message.query, reader: ring.reader)
                return (.reading, nil)
            } catch {
                return (.refused(error), nil)
            }
        } whenClear: { envelope, ring in
            await readings.reply(
                to: reading, query: message.query, by: envelope.signature.partner, reader: ring.reader)
        }
    }

    /// Judges, hands in and, as long as the terms change meanwhile, judges again.
    func answer(
        _ message: RequestMessage,
        content: (VerifiedEnvelope, KeyRing) -> (LaneRequest.Content, messageID: String?),
        whenClear: (VerifiedEnvelope, KeyRing) async -> Reply
    ) async throws -> Answer {
        let deadline = clock().advanced(bySeconds: Self.deadlineSeconds)
        var label: String?
        for _ in 0..<Self.mostJudgements {
            let ring = keys.current
            let passage = SignatureGate.judge(message, by: ring, at: clock())
            label = passage.label
            let envelope: VerifiedEnvelope
            switch passage.envelope {
            case .success(let proof): envelope = proof
            case .failure(let refusal):
                // The key may have been registered, or given back, a moment ago: terms bind as soon as they are applied.
                guard refusal.code.concernsKeys else { return Answer(reply: Reply(refusal), label: label) }
                await refreshTerms()
                if keys.current.revision == ring.revision { return Answer(reply: Reply(refusal), label: label) }
                continue
            }
            let (content, messageID) = content(envelope, ring)
            let outcome: LaneOutcome
            do {
                outcome = try await desk.submit(
                    LaneRequest(
                        signature: envelope.signature, revision: ring.revision, content: content, deadline: deadline))
            } catch LaneError.unavailable {
                return Answer(reply: Reply(Refusal(.unavailable), messageID: messageID), label: label)
            }
            switch outcome {
            case .answered(let answer, let isReplay):
                return Answer(reply: Reply(answer, isReplay: isReplay), label: label)
            case .refused(let refusal): return Answer(reply: Reply(refusal, messageID: messageID), label: label)
            case .clear: return Answer(reply: await whenClear(envelope, ring), label: label)
            case .outdated: continue
            }
        }
        return Answer(reply: Reply(Refusal(.unavailable)), label: label)
    }
}

extension RefusalCode {
    /// Whether newer terms could lift the refusal.
    var concernsKeys: Bool {
        self == .keyUnknown || self == .keyRevoked || self == .keyExpired
    }
}
