import Disputes
import Operations
import Partners
import Quantities
import Signatures
import Synchronization
import Testing
import Web
import Wire

@Suite struct `Acknowledging over HTTP` {
    static let path = "/v1/cycles/000042/acknowledgement"

    @Test func `the same content is answered once, byte for byte`() async throws {
        try await TestHub.run { hub in
            let first = try await hub.post(Self.path, #"{"version":1,"status":"accepted"}"#)
            #expect(first.status == 201 && first.field("idempotent-replay") == nil)
            #expect(
                first.text
                    == #"{"cycle":"000042","version":1,"state":"accepted","by":"partner","delivered_at":null,"#
                    + #""answer_by":null,"disputes":[]}"#)
            // Another order of members and another spelling of the cycle are the same content.
            let again = try await hub.post("/v1/cycles/42/acknowledgement", #"{"status":"accepted","version":1}"#)
            #expect(again.status == 201 && again.text == first.text && again.field("idempotent-replay") == "true")
        }
    }

    @Test(arguments: [
        ("{", "malformed_body"), ("[]", "malformed_body"), (#"{"version":1,"version":1}"#, "duplicate_field"),
        (#"{"version":1,"status":"accepted","x":1}"#, "unknown_field"), (#"{"status":"accepted"}"#, "invalid_field"),
        (#"{"version":0,"status":"accepted"}"#, "invalid_field"),
        (#"{"version":1,"status":"pushed"}"#, "invalid_field"),
        (#"{"version":1,"status":"disputed"}"#, "invalid_field"),
        (#"{"version":1,"status":"disputed","disputes":[]}"#, "invalid_field"),
        (#"{"version":1,"status":"disputed","disputes":[{"reason":"late"}]}"#, "invalid_field"),
        (#"{"version":1,"status":"disputed","disputes":[{"reason":"bored","lines":[1]}]}"#, "invalid_field"),
        (#"{"version":1,"status":"disputed","disputes":[{"reason":"other","lines":[1]}]}"#, "invalid_field"),
        (#"{"version":1,"status":"disputed","disputes":[{"reason":"late","lines":[0]}]}"#, "invalid_field"),
        (#"{"version":1,"status":"accepted","disputes":[{"reason":"late","lines":[1]}]}"#, "invalid_field"),
        (#"{"version":1,"status":"accepted","manifest_sha256":"AB"}"#, "invalid_field"),
    ])
    func `a malformed body is refused`(_ body: String, _ code: String) async throws {
        try await TestHub.run { hub in
            let answer = try await hub.post(Self.path, body)
            #expect(answer.status == 400 && answer.code == code)
        }
    }

    @Test(arguments: [
        ("not_found", 404), ("version_superseded", 409), ("manifest_mismatch", 422), ("acknowledged_already", 409),
        ("acknowledgement_contradicted", 409), ("dispute_too_late", 422), ("dispute_line_unknown", 422),
        ("already_disputed", 409),
    ])
    func `refusals have their codes`(_ code: String, _ status: Int) async throws {
        try await TestHub.run { hub in
            // The store of these tests refuses by the comment it is given.
            let answer = try await hub.post(
                Self.path,
                #"{"version":1,"status":"disputed","disputes":[{"reason":"late","lines":[1],"comment":"\#(code)"}]}"#)
            #expect(answer.status == status && answer.code == code)
        }
    }

    @Test func `a nonce serves one acknowledgement`() async throws {
        try await TestHub.run { hub in
            let first = try await hub.post(Self.path, #"{"version":1,"status":"received"}"#, nonce: "once")
            #expect(first.status == 201)
            let second = try await hub.post(Self.path, #"{"version":1,"status":"accepted"}"#, nonce: "once")
            #expect(second.status == 401 && second.code == "nonce_reused")
        }
    }

    @Test(arguments: [
        ("POST", "/v1/cycles/42/acknowledgement"), ("POST", "/v1/cycles/42/disputes/1/withdrawal"),
        ("POST", "/v1/disputes/1/answer"), ("GET", "/v1/disputes"), ("GET", "/v1/disputes/1"),
    ])
    func `each needs a signature`(_ method: String, _ path: String) async throws {
        try await TestHub.run { hub in
            let answer = try await RawClient.send(
                lines: [
                    "\(method) \(path) HTTP/1.1", "Host: x", "Content-Type: application/json", "Content-Length: 2",
                ],
                body: Array("{}".utf8), port: hub.port)
            #expect(answer.status == 401 && answer.code == "signature_missing")
        }
    }

    @Test(arguments: [
        "/v1/cycles/x/acknowledgement", "/v1/cycles/42/disputes/x/withdrawal", "/v1/disputes/x/answer",
        "/v1/disputes/99/answer",
    ])
    func `what is not there is not found`(_ path: String) async throws {
        try await TestHub.run { hub in
            let body =
                path.hasSuffix("answer")
                ? #"{"stance":"accepted"}"#
                : path.hasSuffix("withdrawal") ? "{}" : #"{"version":1,"status":"received"}"#
            let answer = try await hub.post(path, body)
            #expect(answer.status == 404 && answer.code == "not_found")
        }
    }

    @Test func `disputes are read as the partner may see them`() async throws {
        try await TestHub.run { hub in
            let answer = try await hub.get("/v1/disputes/1")
            #expect(
                answer.text
                    == #"{"id":1,"cycle":"000042","version":1,"number":1,"partner":"cafe","counterparty":"grocery","#
                    + #""reason":"late","message_ids":["m-3"],"lines":[],"state":"raised","#
                    + #""legs":[{"party":"grocery","amount":-400}],"raised_at":"1970-01-01T00:00:00Z","#
                    + #""answer_by":"1970-01-11","answer":null,"decision":null,"adjustments":[]}"#)
            #expect(try await hub.get("/v1/disputes").text == #"{"disputes":[\#(answer.text)]}"#)
            #expect(try await hub.get("/v1/disputes/2").status == 404)
            #expect(try await hub.post("/v1/disputes/1/answer", #"{"stance":"accepted"}"#).status == 200)
            #expect(try await hub.post("/v1/cycles/42/disputes/1/withdrawal", "{}").code == "dispute_closed")
        }
    }
}

/// Remembers words by their content, and refuses those whose first claim's comment names a code.
final class RememberedWords: AcknowledgementStore {
    private let answers = Mutex<[[UInt8]: StoredAnswer]>([:])

    func hear(_ word: HeardWord) async throws(DisputeFailure) -> (answer: StoredAnswer, isReplay: Bool) {
        if case .disputed(let claims) = word.acknowledgement.word,
            let code = claims[0].comment.flatMap({ DisputeCode(rawValue: $0) })
        {
            throw .refused(code)
        }
        let state: AcknowledgementState = word.acknowledgement.word == .received ? .received : .accepted(.partner)
        let standing = AcknowledgementStanding(
            cycle: word.cycle, version: word.acknowledgement.version, state: state, deliveredAt: nil, lastDay: nil,
            disputes: [])
        return answers.withLock { answers in
            if let answer = answers[word.contentDigest] { return (answer, true) }
            let answer = StoredAnswer(
                status: 201, body: AcknowledgementDocument.json(standing, partner: word.partner))
            answers[word.contentDigest] = answer
            return (answer, false)
        }
    }

    func standing(
        cycle: Int64, partner: PartnerID
    ) async throws(DisputeFailure) -> AcknowledgementStanding? { nil }
    func advance(limit: Int) async throws(DisputeFailure) -> Int { 0 }
    func takePlaces(limit: Int) async throws(DisputeFailure) -> [AcknowledgementPlace] { [] }
    func refuse(_ place: AcknowledgementPlace, digest: [UInt8], reason: String) async throws(DisputeFailure) {}
}

/// One dispute of the café's against the grocer.
struct OneDispute: DisputeStore {
    private func dispute(_ partner: PartnerID?) throws(DisputeFailure) -> Dispute {
        guard let cafe = try? PartnerID("cafe"), let grocery = try? PartnerID("grocery") else {
            throw .refused(.notFound)
        }
        return Dispute(
            id: 1, cycle: 42, version: 1, number: 1, partner: cafe, counterparty: grocery,
            claim: DisputeClaim(reason: .late, messageIDs: ["m-3"]), lines: [2],
            legs: [grocery: -400, cafe: 380, .operator: 20], provisional: [:], state: .raised,
            raisedAt: Instant(seconds: 0), raisedBy: "partner:cafe", answerBy: LocalDay(dayNumber: 10), answer: nil,
            decision: nil, adjustments: [])
    }

    func raise(
        _ claims: [DisputeClaim], cycle: Int64, partner: PartnerID, by actor: String
    ) async throws(DisputeFailure) -> [Dispute] { [] }
    func disputes(_ query: DisputeQuery) async throws(DisputeFailure) -> [Dispute] { [try dispute(query.party)] }
    func dispute(_ id: Int64, party: PartnerID?) async throws(DisputeFailure) -> Dispute? {
        id == 1 ? try dispute(party) : nil
    }
    func answer(
        _ id: Int64, _ answer: DisputeAnswer, by hand: DisputeHand
    ) async throws(DisputeFailure) -> Dispute {
        guard id == 1 else { throw .refused(.notFound) }
        return try dispute(nil)
    }
    func decide(
        _ id: Int64, _ verdict: DisputeVerdict, reason: String, by actor: String
    ) async throws(DisputeFailure) -> Dispute { try dispute(nil) }
    func withdraw(_ id: Int64, reason: String, by hand: DisputeHand) async throws(DisputeFailure) -> Dispute {
        try dispute(nil)
    }
    func withdraw(
        cycle: Int64, number: Int64, reason: String, partner: PartnerID
    ) async throws(DisputeFailure) -> Dispute { throw .refused(.disputeClosed) }
}
