import Disputes
import Messages
import Operations
import Partners
import Signatures
import Wire

/// What a partner says about its statements and disputes, and what it reads of them; signed, and no clearing message.
enum DisputeRequest: Hashable, Sendable {
    /// `POST /v1/cycles/{id}/acknowledgement`.
    case acknowledgement(cycle: String)
    /// `POST /v1/cycles/{id}/disputes/{n}/withdrawal`.
    case withdrawal(cycle: String, number: String)
    /// `POST /v1/disputes/{id}/answer`.
    case answer(String)
    /// `GET /v1/disputes`.
    case disputes
    /// `GET /v1/disputes/{id}`.
    case dispute(String)

    var method: String {
        switch self {
        case .acknowledgement, .withdrawal, .answer: "POST"
        case .disputes, .dispute: "GET"
        }
    }

    var template: String {
        switch self {
        case .acknowledgement: "/v1/cycles/{id}/acknowledgement"
        case .withdrawal: "/v1/cycles/{id}/disputes/{n}/withdrawal"
        case .answer: "/v1/disputes/{id}/answer"
        case .disputes: "/v1/disputes"
        case .dispute: "/v1/disputes/{id}"
        }
    }
}

/// Where statements' acknowledgements and disputes are kept.
public struct DisputeParts: Sendable {
    /// Statements' ladders.
    public let acknowledgements: any AcknowledgementStore
    /// Disputes.
    public let disputes: any DisputeStore

    /// Parts of these stores.
    public init(acknowledgements: any AcknowledgementStore, disputes: any DisputeStore) {
        self.acknowledgements = acknowledgements
        self.disputes = disputes
    }
}

/// Answers requests about statements and disputes, once their nonce is spent.
struct PartnerDisputes: Sendable {
    /// `nil` on a hub that keeps none: nothing has these paths there.
    let parts: DisputeParts?

    /// A request whose path and body have been understood.
    enum Question: Sendable {
        case acknowledge(cycle: Int64, Acknowledgement, contentDigest: [UInt8])
        case withdraw(cycle: Int64, number: Int64, reason: String?)
        case answer(Int64, DisputeAnswer)
        case disputes
        case dispute(Int64)
        /// Nothing can have such a name.
        case nothing
    }

    /// Understands a request.
    ///
    /// - Throws: ``Refusal`` of row 400.
    static func question(_ request: DisputeRequest, body: [UInt8]) throws(Refusal) -> Question {
        do throws(JSONError) {
            switch request {
            case .acknowledgement(let cycle):
                let content = try JSONReader.read(body)
                let acknowledgement = try AcknowledgementReader.body(content)
                guard let cycle = CycleName.cycle(cycle) else { return .nothing }
                // Content is method, path and canonical body, as with messages.
                let name = "POST\n/v1/cycles/\(CycleName.text(cycle))/acknowledgement\n"
                return .acknowledge(
                    cycle: cycle, acknowledgement,
                    contentDigest: MessageDigest.sha256(Array(name.utf8) + CanonicalJSON.encode(content)))
            case .withdrawal(let cycle, let number):
                let reason = try AcknowledgementReader.withdrawal(try JSONReader.read(body))
                guard let cycle = CycleName.cycle(cycle), let number = CycleName.cycle(number) else { return .nothing }
                return .withdraw(cycle: cycle, number: number, reason: reason)
            case .answer(let id):
                let answer = try AcknowledgementReader.answer(try JSONReader.read(body))
                return CycleName.cycle(id).map { .answer($0, answer) } ?? .nothing
            case .disputes: return .disputes
            case .dispute(let id): return CycleName.cycle(id).map { .dispute($0) } ?? .nothing
            }
        } catch {
            throw Refusal(error)
        }
    }

    /// The reply to a request that `envelope` proves.
    func reply(to request: DisputeRequest, _ envelope: VerifiedEnvelope) async -> Reply {
        guard let parts else { return .notFound }
        let partner = envelope.signature.partner
        let question: Question
        do throws(Refusal) {
            question = try Self.question(request, body: envelope.body)
        } catch {
            return Reply(error)
        }
        do throws(DisputeFailure) {
            switch question {
            case .acknowledge(let cycle, let acknowledgement, let digest):
                let heard = try await parts.acknowledgements.hear(
                    HeardWord(
                        partner: partner, cycle: cycle, acknowledgement: acknowledgement, source: .api,
                        contentDigest: digest,
                        evidence: HeardWord.Evidence(
                            keyID: envelope.signature.keyID, signature: envelope.signature.signature,
                            signatureBase: envelope.signature.signatureBase, body: envelope.body)))
                return Reply(heard.answer, isReplay: heard.isReplay)
            case .withdraw(let cycle, let number, let reason):
                let dispute = try await parts.disputes.withdraw(
                    cycle: cycle, number: number, reason: reason ?? "withdrawn by the partner", partner: partner)
                return Reply(body: AcknowledgementDocument.json(dispute, for: partner))
            case .answer(let id, let answer):
                let dispute = try await parts.disputes.answer(id, answer, by: .partner(partner))
                return Reply(body: AcknowledgementDocument.json(dispute, for: partner))
            case .disputes:
                let disputes = try await parts.disputes.disputes(DisputeQuery(party: partner))
                return Reply(body: AcknowledgementDocument.json(disputes, for: partner))
            case .dispute(let id):
                guard let dispute = try await parts.disputes.dispute(id, party: partner) else { return .notFound }
                return Reply(body: AcknowledgementDocument.json(dispute, for: partner))
            case .nothing: return .notFound
            }
        } catch {
            return Self.reply(to: error)
        }
    }

    private static func reply(to failure: DisputeFailure) -> Reply {
        switch failure {
        case .refused(.notFound): .notFound
        case .refused(let code): Reply(ProblemDocument(code: code.rawValue, title: code.title, status: code.status))
        case .store(.failed), .notPosted: .internalError
        case .store(.conflict), .store(.unavailable), .store(.outcomeUnknown), .noCoalition:
            Reply(Refusal(.unavailable))
        }
    }
}

extension DisputeCode {
    /// The HTTP status of a refusal.
    var status: Int {
        switch self {
        case .notFound: 404
        case .versionSuperseded, .acknowledgedAlready, .acknowledgementContradicted, .alreadyDisputed, .disputeClosed,
            .disputeAnswered, .answerPending, .sameHand:
            409
        case .manifestMismatch, .disputeTooLate, .disputeLineUnknown: 422
        }
    }
}

extension PartnerRequests {
    /// Answers a request about statements and disputes; its nonce is spent as a reading's is.
    func dispute(
        _ message: RequestMessage, _ request: DisputeRequest, with disputes: PartnerDisputes
    ) async throws -> Answer {
        try await answer(message) { envelope, _ in
            do throws(Refusal) {
                _ = try PartnerDisputes.question(request, body: envelope.body)
                return (.reading, nil)
            } catch {
                return (.refused(error), nil)
            }
        } whenClear: { envelope, _ in
            await disputes.reply(to: request, envelope)
        }
    }
}
