import Clearing
import CoalitionTestKit
import Ledger
import Members
import Messages
import Operations
import Partners
import Postgres
import Quantities
import ScenarioKit
import Settlement
import Signatures
import Storage
import Wire

/// What went wrong first, and how to see it again.
struct LawBroken: Error, CustomStringConvertible {
    let seed: UInt64
    let step: Int
    let what: String

    var description: String { "seed \(seed), step \(step): \(what)" }
}

/// One random history lived twice: by the independent model, and by the real lanes, maintenance and settlement over a
/// real database whose clock is the model's.
struct StorageReplay {
    private(set) var history: RandomHistory
    let world: LaneWorld
    private let coalition: Coalition
    private let maintenance: MaintenanceRun
    private let desk: SettlementDesk
    private let members: PostgresMemberStore
    private let clock: HandClock
    private var step = 0

    init(seed: UInt64, terms: ModelTerms, database: TestDatabase) async throws {
        history = RandomHistory(seed: seed, terms: terms)
        clock = try await HandClock(database)
        try await clock.set(history.model.now)
        world = try await LaneWorld(database, connectionString: clock.connectionString)
        try await clock.set(history.model.now)
        coalition = ModelTranslation.coalition(terms)
        maintenance = MaintenanceRun(store: PostgresMaintenanceStore(world.settings, pool: world.pool))
        members = PostgresMemberStore(world.settings, pool: world.pool)
        let sealing = FolderSealing(sha256: MessageDigest.sha256) { manifest, _ in MessageDigest.sha256(manifest) }
        desk = SettlementDesk(
            store: PostgresSettlementStore(world.settings, pool: world.pool, sealing: sealing),
            maintenance: maintenance, keeper: NoFolders(), logger: LaneWorld.logger)
        try await world.apply(
            coalition, history.model.partners.values.map { ModelTranslation.partner($0) },
            effectiveFrom: ModelTranslation.instant(history.model.now))
    }

    /// Takes so many steps on both sides and compares after each.
    mutating func run(steps: Int) async throws {
        for _ in 0..<steps {
            step += 1
            let (taken, answer) = history.next()
            do {
                try await take(taken, answer)
            } catch let broken as LawBroken {
                throw broken
            } catch {
                throw self.broken("\(taken): \(error)")
            }
        }
        try await compareBalances()
        let report = try await PostgresLedgerAudit(pool: world.pool).check()
        if !report.findings.isEmpty { throw broken("\(report.findings)") }
    }

    private func take(_ step: ModelStep, _ answer: ModelAnswer?) async throws {
        switch step {
        case .message(let message):
            let (answered, isReplay) = try await world.submit(ModelTranslation.message(message))
            let real = try self.answer(answered, isReplay: isReplay)
            if real != answer { throw broken("\(message)\nmodel: \(String(describing: answer))\nreal:  \(real)") }
        case .timePasses: try await clock.set(history.model.now)
        case .expiryRun:
            _ = try await maintenance.run()
            try await compareBalances()
        case .partner:
            try await world.apply(coalition, history.model.partners.values.map { ModelTranslation.partner($0) })
        case .block(let name):
            try await members.setStatus(.blocked, of: ModelTranslation.identifier(name), reason: "model", by: "story")
        case .unblock(let name):
            try await members.setStatus(.active, of: ModelTranslation.identifier(name), reason: "model", by: "story")
        case .closeCycle:
            let closed = try await desk.close(by: "story")
            let report = try await desk.calculate(closed.id, by: "story")
            try compare(report)
            try await compareBalances()
        case .settleCycle(let cycle):
            _ = try await desk.dispatch(Int64(cycle + 1), by: "story")
            _ = try await desk.settle(Int64(cycle + 1), by: "story")
        }
    }

    /// The hub's answer in the model's words.
    private func answer(_ answer: JSONValue, isReplay: Bool) throws -> ModelAnswer {
        if let code = answer["code"]?.string {
            guard let refusal = ModelRefusal(rawValue: code) else { throw broken("\(answer)") }
            return ModelAnswer(outcome: .refused(refusal), replay: isReplay)
        }
        func figure(_ object: String, _ name: String) -> Int { Int(answer[object]?[name]?.integer ?? 0) }
        let balance = ModelBalance(
            available: figure("balance", "available"), pending: figure("balance", "pending"),
            held: figure("balance", "held"), arrears: figure("balance", "arrears"))
        return ModelAnswer(outcome: .posted(points: figure("points", "total"), balance: balance), replay: isReplay)
    }

    private func compare(_ report: CycleReport) throws {
        let cycle = history.model.settlements.count - 1
        guard let settlement = report.settlement else { throw broken("cycle \(cycle) has no settlement") }
        let real = ModelTranslation.settlement(settlement, cycle: cycle)
        let model = history.model.settlements[cycle]
        if real != model { throw broken("cycle \(cycle)\nmodel: \(model)\nreal:  \(real)") }
    }

    /// Every member's balance by the lots in the database.
    private func compareBalances() async throws {
        let at = PostgresValue.timestamp(ModelTranslation.instant(history.model.now).microseconds)
        let rows = try await world.pool.withConnection { connection in
            try connection.execute(Self.balances, [at]).map { row in
                (
                    lookup: try row.bytes("lookup"),
                    balance: ModelBalance(
                        available: Int(try row.int64("available")), pending: Int(try row.int64("pending")),
                        held: Int(try row.int64("held")), arrears: Int(try row.int64("arrears")))
                )
            }
        }
        let real = Dictionary(rows.map { ($0.lookup, $0.balance) }) { first, _ in first }
        for name in history.model.members {
            let found = real[world.settings.keeper.lookup(ModelTranslation.identifier(name).description)]
            let model = history.model.balance(of: name)
            if found != model { throw broken("\(name)\nmodel: \(model)\nreal:  \(String(describing: found))") }
        }
    }

    private static let balances = Statement(
        "story.balances",
        """
        select i.lookup,
            coalesce(sum(l.remaining) filter (where l.expires_at > $1 and l.available_at <= $1), 0)::bigint as available,
            coalesce(sum(l.remaining) filter (where l.expires_at > $1 and l.available_at > $1), 0)::bigint as pending,
            coalesce(sum(l.held), 0)::bigint as held, coalesce(sum(l.arrears), 0)::bigint as arrears
        from identifier i left join lot l using (member_id) group by 1
        """)

    private func broken(_ what: String) -> LawBroken { LawBroken(seed: history.seed, step: step, what: what) }
}

/// Keeps no folders: the database has them.
struct NoFolders: FolderKeeper {
    func isKept(_ folder: FolderKey) async -> Bool { true }
    func keep(_ folder: FolderKey, files: [FolderFile]) async throws(FolderKeepingError) {}
}
