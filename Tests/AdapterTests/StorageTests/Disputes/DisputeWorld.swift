import CoalitionTestKit
import Disputes
import Members
import Operations
import Partners
import Postgres
import Quantities
import Storage
import Testing

/// A settlement world whose first cycle is dispatched to the grocer and the café, with stores of disputes.
///
/// Adjustments are written by the seam that the hub wires, into a table of this world: party, amount, kind, what they correct.
struct DisputeWorld: Sendable {
    let settlement: SettlementWorld
    let acknowledgements: PostgresAcknowledgementStore
    let disputes: PostgresDisputeStore

    static let addLeg = Statement(
        "tests.add-leg",
        "insert into tests_leg (id, kind, party, amount, corrects, dispute) values ($1, $2, $3, $4, $5, $6)")

    /// Runs `body` in a world whose coalition has these terms. Anna spent 400 of the grocer's points at the café in the
    /// message `m-3`, and 100 at the grocer itself in `m-4`.
    static func with(
        acknowledgement: AcknowledgementTerms? = nil, disputes: DisputeTerms? = nil,
        model: SettlementModel = .issuerPays,
        calendar: String = "none", deliversTo url: String? = nil,
        _ body: @escaping @Sendable (DisputeWorld) async throws -> Void
    ) async throws {
        let deliveries = url.map { [DeliveryTarget(url: $0)] } ?? []
        let partners = [PartnerID.grocery, .cafe].map { id in
            let sample = Partner.sample(id)
            return Partner(
                id: sample.id, name: sample.name, kind: sample.kind, status: sample.status, keys: [],
                contracts: sample.contracts, settlement: PartnerSettlement(account: nil, deliveries: deliveries))
        }
        try await SettlementWorld.with(approvals: 0) { world in
            try await world.apply(
                CoalitionSettlement(
                    model: model, calendar: calendar, approvals: 0, acknowledgement: acknowledgement,
                    disputes: disputes), partners)
            try await world.run(
                """
                create table tests_leg (id uuid, kind text, party text, amount bigint, corrects text[], dispute bigint)
                """)
            try await CycleTrade.trade(world)
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            _ = try await world.desk.dispatch(1, by: "ana")
            let post: AdjustmentPosting = { draft, _, _, connection in
                for (party, amount) in draft.legs {
                    try connection.execute(
                        addLeg,
                        [
                            .uuid(PostgresUUID(high: draft.id.high, low: draft.id.low)), .text(draft.kind.rawValue),
                            .text(party.text), .int64(amount), .textArray(draft.corrects), .int64(draft.dispute ?? 0),
                        ])
                }
            }
            try await body(
                DisputeWorld(
                    settlement: world,
                    acknowledgements: PostgresAcknowledgementStore(world.settings, pool: world.pool, post: post),
                    disputes: PostgresDisputeStore(world.settings, pool: world.pool, post: post)))
        }
    }

    /// A word with a content of its own.
    static func word(
        _ word: Acknowledgement.Word, from partner: PartnerID = .grocery, cycle: Int64 = 1, version: Int64 = 1,
        manifest: String? = nil, content: String? = nil
    ) -> HeardWord {
        HeardWord(
            partner: partner, cycle: cycle,
            acknowledgement: Acknowledgement(version: version, word: word, manifestSHA256: manifest), source: .api,
            contentDigest: sha256(Array((content ?? "\(partner) \(cycle) \(version) \(word)").utf8)),
            evidence: HeardWord.Evidence(keyID: "key", signature: [1], signatureBase: [2], body: [3]))
    }

    /// Says a word and answers the state, or the code of the refusal.
    @discardableResult
    func say(_ word: HeardWord) async throws -> String {
        do {
            _ = try await acknowledgements.hear(word)
            return try await state(of: word.partner)
        } catch DisputeFailure.refused(let code) {
            return code.rawValue
        }
    }

    func state(of partner: PartnerID = .grocery) async throws -> String {
        let standing = try #require(try await acknowledgements.standing(cycle: 1, partner: partner))
        return standing.state.name + (standing.state.voice == .silence ? " by silence" : "")
    }

    /// What was posted in all, by party.
    func totals() async throws -> [String: Int64] {
        try await settlement.pool.withConnection { connection in
            let rows = try connection.execute(
                Statement("tests.totals", "select party, sum(amount)::bigint as amount from tests_leg group by party"))
            var totals: [String: Int64] = [:]
            for row in rows where try row.int64("amount") != 0 {
                totals[try row.text("party")] = try row.int64("amount")
            }
            return totals
        }
    }

    /// The kinds posted, oldest first, and what they correct.
    func posted() async throws -> [String] {
        try await settlement.pool.withConnection { connection in
            try connection.execute(
                Statement(
                    "tests.posted",
                    "select kind || ' ' || array_to_string(corrects, ',') as line from tests_leg group by id, kind, corrects order by id"
                )
            ).map { try $0.text("line") }
        }
    }

    static let claim = DisputeClaim(reason: .notAuthorised, messageIDs: ["m-3"], comment: "unknown till")
}

/// The trade of the cycle's own tests.
enum CycleTrade {
    /// Anna earns 1000 at the grocer and spends 400 there at the café and 100 at the grocer.
    static func trade(_ world: SettlementWorld) async throws {
        let anna = Identifier.phone(1)
        _ = try await world.post(.enrolment(anna))
        _ = try await world.post(.purchase(100_000, by: anna))
        _ = try await world.post(.spending(400, by: anna), from: .cafe)
        _ = try await world.post(.spending(100, by: anna))
    }
}
