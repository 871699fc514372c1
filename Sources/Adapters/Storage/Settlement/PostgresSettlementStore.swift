import Operations
import Partners
import Postgres
import Quantities
import Settlement
import Wire

/// Cycles, settlements and folders in PostgreSQL.
public struct PostgresSettlementStore: SettlementStore {
    let settings: StoreSettings
    let pool: PostgresPool
    let sealing: FolderSealing

    /// A store over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool, sealing: FolderSealing) {
        self.settings = settings
        self.pool = pool
        self.sealing = sealing
    }

    /// See ``SettlementStore/cycles()``.
    public func cycles() async throws(SettlementFailure) -> [CycleSummary] {
        try await reading { try $0.execute(SettlementStatements.cycles).map { try CycleRows.summary($0) } }
    }

    /// See ``SettlementStore/facts(of:)``.
    public func facts(of cycle: Int64) async throws(SettlementFailure) -> CycleFacts {
        let settings = settings
        return try await reading { try CycleRows.facts(of: cycle, $0, settings) }
    }

    /// See ``SettlementStore/scheduleFacts()``.
    public func scheduleFacts() async throws(SettlementFailure) -> ScheduleFacts {
        let settings = settings
        return try await reading { connection in
            let answers = try connection.pipeline([
                GateStatements.clock(.int64(settings.clockOffset())), StatementCall(SettlementStatements.open),
                StatementCall(SettlementStatements.unattended), StatementCall(SettlementStatements.lastClosed),
            ])
            let open = try answers[1].only()
            return ScheduleFacts(
                now: try answers[0].only().instant("now"), open: try open.int64("id"),
                openedAt: try open.instant("opened_at"),
                lastCutOff: try answers[3].first.flatMap { try $0.optionalInstant("cut_off") },
                terms: try BindingTerms.read(connection, settings),
                unattended: try answers[2].map {
                    ScheduleFacts.Unattended(
                        id: try $0.int64("id"),
                        state: SettlementCycle.Name(rawValue: try $0.text("state")) ?? .settled)
                })
        }
    }

    /// See ``SettlementStore/change(_:by:_:)``.
    public func change(
        _ cycle: Int64, by actor: String,
        _ decide: @escaping @Sendable (CycleFacts) throws(SettlementFailure) -> CycleChange
    ) async throws(SettlementFailure) {
        let (settings, sealing) = (settings, sealing)
        try await writing { connection in
            try connection.execute(SettlementStatements.lockCycles, [.int64(cycle)])
            let facts = try CycleRows.facts(of: cycle, connection, settings)
            let change = try decide(facts)
            let rows = ChangeRows(facts: facts, change: change, actor: actor)
            try rows.write(connection)
            for case .sendFolders(let version) in change.effects {
                guard let calculated = change.calculated, let terms = facts.terms else {
                    throw SettlementFailure.notCalculated(cycle)
                }
                let making = FolderMaking(
                    cycle: cycle, version: version.number, supersedes: version.supersedes,
                    calculated: calculated, closedAt: facts.closedAt ?? facts.now, keeper: settings.keeper,
                    sha256: sealing.sha256)
                let transfers = try VersionPayments(facts: facts, actor: actor)
                    .make(version, calculated.settlement, terms, connection)
                try FolderRows(making: making, sealing: sealing, now: facts.now, further: [.operator: transfers])
                    .write(partners: terms.snapshot.partners, connection)
            }
            for case .sendCopies(let version) in change.effects {
                try CopyRows(
                    cycle: cycle, version: version.number, actor: actor, now: facts.now,
                    partners: facts.terms?.snapshot.partners ?? [:]
                ).write(settings, sealing, connection)
            }
            try rows.tell(connection)
        }
    }

    /// See ``SettlementStore/digest(of:)``.
    public func digest(of settlement: Settlement) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let digest = sealing.sha256(SettlementFiles.canonicalBytes(of: settlement))
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws(SettlementFailure) -> Value {
        do {
            return try await pool.withTransaction(isolation: .repeatableRead, access: .readOnly) { try body($0) }
        } catch {
            throw SettlementFailure(any: error)
        }
    }

    func writing(
        _ body: @escaping @Sendable (isolated PostgresConnection) throws -> Void
    ) async throws(SettlementFailure) {
        do {
            try await pool.withTransaction { try body($0) }
        } catch {
            throw SettlementFailure(any: error)
        }
    }

    /// Writes alone at the gate; see ``PostgresPool/withGateAlone(_:)``.
    func writingAlone(
        _ body: @escaping @Sendable (isolated PostgresConnection) throws -> Void
    ) async throws(SettlementFailure) {
        do {
            try await pool.withGateAlone { try body($0) }
        } catch {
            throw SettlementFailure(any: error)
        }
    }
}

extension SettlementFailure {
    /// Any error of a store's body: a failure as it is, all others as the store's.
    init(any error: any Error) {
        switch error {
        case let failure as SettlementFailure: self = failure
        case let failure as PaymentFailure: self = .payments(failure)
        default: self = .store(StoreError(any: error))
        }
    }
}
