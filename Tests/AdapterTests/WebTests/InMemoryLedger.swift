import Clearing
import Ledger
import Members
import Messages
import Operations
import Partners
import Quantities
import Settlement
import Synchronization

/// A store in memory for tests of the HTTP side alone; stories over the real database are told elsewhere.
final class InMemoryLedger: ClearingStore, ClearingSession {
    let executor: (any TaskExecutor)? = nil
    private struct State {
        var facts: ClearingFacts
        var answers: [MessageKey: StoredAnswer] = [:]
        var nonces: [String: [UInt8]] = [:]
    }

    private let state: Mutex<State>
    private let directory: CoalitionDirectory

    init(_ terms: CoalitionTerms, directory: CoalitionDirectory, now: Instant) {
        self.directory = directory
        state = Mutex(State(facts: ClearingFacts(now: now, snapshot: terms.snapshot, zone: terms.zone, cycle: 42)))
    }

    /// How many messages were decided.
    var decided: Int { state.withLock { $0.answers.count } }

    func openSession() async throws(StoreError) -> any ClearingSession { self }

    func begin(_ requests: [LaneRequest]) async throws(StoreError) -> LaneFacts {
        let (clearing, answers, reused) = state.withLock { state in
            var reused: Set<Int> = []
            for (place, request) in requests.enumerated() {
                let nonce = request.signature.keyID + " " + request.signature.nonce
                let known = state.nonces[nonce] ?? request.signature.signature
                if known != request.signature.signature { reused.insert(place) }
                state.nonces[nonce] = known
            }
            return (state.facts, state.answers, reused)
        }
        // As the real store does when it finds newer terms than this node has seen.
        directory.learn(CoalitionTerms(snapshot: clearing.snapshot, zone: clearing.zone))
        return LaneFacts(clearing: clearing, earlierAnswers: answers, reusedNonces: reused)
    }

    func commit(_ write: LaneWrite) async throws(StoreError) {
        state.withLock { state in
            state.facts = write.facts
            for message in write.decided { state.answers[message.message.key] = message.answer }
        }
    }

    func rollback() async {}
    func close() async {}
}

/// Readings with one member, one message and one cycle.
struct FixedReadings: Readings {
    func balance(of identifier: Identifier, for partner: PartnerID) async throws(Refusal) -> BalanceReport {
        guard identifier.kind != .code, let currency = try? CurrencyCode("RON") else { throw Refusal(.memberUnknown) }
        return BalanceReport(
            member: UniqueID(high: 1, low: 2), balance: Balance(available: 1540, pending: 0, held: 200, arrears: 0),
            worth: Money(minorUnits: 1463, currency: currency),
            expiring: [.init(points: 120, at: Instant(seconds: 1_801_432_799))],
            byIssuer: [.init(partner: partner.text, points: 1300), .init(partner: "other", points: 240)])
    }

    func message(_ key: MessageKey) async throws(Refusal) -> StoredMessage? {
        guard key.messageID == "m-1" else { return nil }
        return StoredMessage(
            kind: .accrual, outcome: "posted", cycle: 42, receivedAt: Instant(seconds: 0),
            answer: StoredAnswer(status: 201, body: Array(#"{"message_id":"m-1"}"#.utf8)))
    }

    private func cycle(_ partner: PartnerID) -> PartnerCycle {
        PartnerCycle(
            id: 42, state: "dispatched", version: 1, closedAt: Instant(seconds: 0),
            position: CyclePosition(
                partner: partner, grossDebit: 10, grossCredit: 4, fee: 1, carriedIn: 0, net: -7, carriedOut: 0),
            files: ["statement.csv", "manifest.json"],
            payment: CyclePayment(
                direction: .incoming, amount: 7, moved: 2, state: .pending, endToEndID: "000042-1-grocery",
                valueDay: LocalDay(year: 2026, month: 11, day: 25), reminders: 1, remindedAt: Instant(seconds: 0)))
    }

    func cycles(of partner: PartnerID) async throws(Refusal) -> [PartnerCycle] { [cycle(partner)] }

    func cycle(_ id: Int64, of partner: PartnerID) async throws(Refusal) -> PartnerCycle? {
        id == 42 ? cycle(partner) : nil
    }

    func statementFile(_ name: String, cycle: Int64, of partner: PartnerID) async throws(Refusal) -> [UInt8]? {
        guard cycle == 42, name == "statement.csv" else { return nil }
        return Array("line\r\n".utf8)
    }

    /// Where the one posting stands.
    static let place = PostingPlace(transaction: UniqueID(high: 7, low: 9), index: 3)

    func explanation(of cycle: Int64, for partner: PartnerID) async throws(Refusal) -> PartnerExplanation? {
        guard cycle == 42, let cafe = try? PartnerID("cafe"), let currency = try? CurrencyCode("RON"),
            let price = try? Rate("0.0100"), let rate = try? Rate("0.0095"),
            let settlement = try? Settlement.calculate(
                flows: [
                    FlowKey(kind: .redeemed, issuer: partner, redeemer: cafe, issuePrice: price, redemptionRate: rate):
                        PointsDelta(400)
                ],
                terms: SettlementTerms(
                    model: .issuerPays, currency: currency, partners: [partner: PartnerTerms(), cafe: PartnerTerms()]),
                closeDay: LocalDay(year: 2026, month: 11, day: 20)),
            let netting = Netting(settlement).party(partner)
        else { return nil }
        return PartnerExplanation(
            cycle: cycle, version: 1, currency: currency, matrix: settlement.matrix, netting: netting)
    }

    func postings(
        of cycle: Int64, for partner: PartnerID, counterparty: PartnerID?, after: PostingPlace?
    ) async throws(Refusal) -> PostingPage? {
        guard cycle == 42, let rate = try? UnroundedAmount("0.0095"), let amount = try? UnroundedAmount("3.8"),
            after == nil || after == Self.place
        else { return nil }
        let posting = ExplainedPosting(
            place: Self.place, occurredAt: Instant(seconds: 0), sender: partner, messageID: "m-1", kind: .redemption,
            issuer: counterparty ?? partner, redeemer: partner, points: PointsDelta(400), debit: nil,
            credit: .init(rate: rate, amount: amount), receipt: "a.b.c")
        return PostingPage(postings: [posting], next: Self.place)
    }
}

/// Pseudonyms and look-ups without secrets.
struct PlainIdentifiers: IdentifierKeeper {
    func lookup(_ identifier: String) -> [UInt8] { Array(identifier.utf8) }
    func seal(_ identifier: String) -> [UInt8] { Array(identifier.utf8) }
    func open(_ sealed: [UInt8]) -> String? { String(decoding: sealed, as: UTF8.self) }
    func pseudonym(of member: UniqueID, for partner: PartnerID) -> String { "\(partner)-\(member)" }
}
