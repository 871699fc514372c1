import Clearing
import Ledger
import Messages
import Operations
import Partners
import Postgres
import Quantities

/// Posts due time-outs and expiries inside a transaction that has locked the open cycle.
enum MaintenanceRows {
    /// Members with something due, by the oldest due.
    static func due(
        limit: Int, at now: Instant, _ connection: isolated PostgresConnection
    ) throws -> [UniqueID] {
        try connection.execute(MaintenanceStatements.due, [.instant(now), .int64(Int64(limit))])
            .map { try $0.identity("member_id") }
    }

    /// Posts what is due of some members.
    ///
    /// - Returns: members whose points moved.
    static func post(
        _ members: [UniqueID], cycle: Int64, at now: Instant, terms: CoalitionTerms,
        _ connection: isolated PostgresConnection
    ) throws -> Int {
        guard !members.isEmpty else { return 0 }
        let found = PostgresValue.identities(members)
        // Locked first, read then: what another transaction did meanwhile is seen.
        let answers = try connection.pipeline([
            MaintenanceStatements.lockMembers(found), MaintenanceStatements.holds(found, .instant(now)),
            MaintenanceStatements.pieces(found, .instant(now)), MaintenanceStatements.lots(found, .instant(now)),
        ])
        let pieces = try FactRows.pieces(answers[2])
        let lots = try FactRows.lots(answers[3])
        var holds: [UniqueID: [MessageKey: PostedRedemption]] = [:]
        for row in answers[1] {
            let hold = try FactRows.redemption(row, pieces: pieces)
            holds[hold.member, default: [:]][try FactRows.key(row)] = hold
        }
        var before: [UniqueID: MemberLedger] = [:]
        var after: [UniqueID: MemberLedger] = [:]
        var transactions: [PostedTransaction] = []
        var released: [(key: MessageKey, hold: PostedRedemption)] = []
        for row in answers[0] {
            let id = try row.identity("id")
            let ledger = MemberLedger(lots: lots[id] ?? [], nextSequence: try row.int64("next_sequence"))
            var member = DueMember(member: id, ledger: ledger, holds: holds[id] ?? [:])
            let posted = try member.settle(at: now, snapshot: terms.snapshot, zone: terms.zone) {
                var random = SystemRandomNumberGenerator()
                return UniqueID.make(at: now, using: &random)
            }
            guard !posted.isEmpty else { continue }
            before[id] = ledger
            after[id] = member.ledger
            transactions += posted
            released += member.holds.map { (key: $0.key, hold: $0.value) }
        }
        let rows = LedgerRows(ledgers: after, before: before, transactions: transactions, cycle: cycle, now: now)
        try connection.pipeline(rows.calls + holdCalls(released.sorted { $0.key < $1.key }))
        return after.count
    }

    private static func holdCalls(_ holds: [(key: MessageKey, hold: PostedRedemption)]) -> [StatementCall] {
        guard !holds.isEmpty else { return [] }
        return [
            WriteStatements.redemptions(
                .identities(holds.map(\.hold.transaction)), .identities(holds.map(\.hold.member)),
                .int64Array(holds.map(\.hold.points)), .textArray(holds.map(\.hold.state.rawValue)),
                .instants(holds.map(\.hold.holdExpiresAt))),
            PieceRows.call(holds.map(\.hold)),
        ]
    }
}

/// Due time-outs and expiries in PostgreSQL.
public struct PostgresMaintenanceStore: MaintenanceStore {
    private let settings: StoreSettings
    private let pool: PostgresPool

    /// A store over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.settings = settings
        self.pool = pool
    }

    /// See ``MaintenanceStore/due(limit:)``.
    public func due(limit: Int) async throws(StoreError) -> [UniqueID] {
        let offset = settings.clockOffset()
        do {
            return try await pool.withConnection { connection in
                let now = try connection.execute(GateStatements.clock, [.int64(offset)]).only().instant("now")
                return try MaintenanceRows.due(limit: limit, at: now, connection)
            }
        } catch {
            throw StoreError(any: error)
        }
    }

    /// See ``MaintenanceStore/post(_:)``.
    public func post(_ members: [UniqueID]) async throws(StoreError) -> Int {
        let settings = settings
        do {
            return try await pool.withTransaction { connection in
                let answers = try connection.pipeline([
                    StatementCall(GateStatements.share), StatementCall(GateStatements.openCycle),
                    GateStatements.clock(.int64(settings.clockOffset())),
                ])
                guard let terms = try BindingTerms.read(connection, settings) else { return 0 }
                return try MaintenanceRows.post(
                    members, cycle: try answers[1].only().int64("id"), at: try answers[2].only().instant("now"),
                    terms: terms, connection)
            }
        } catch {
            throw StoreError(any: error)
        }
    }
}
