import Operations
import Postgres
import Settlement

/// Adjustments in PostgreSQL.
public struct PostgresAdjustmentStore: AdjustmentStore {
    private let settings: StoreSettings
    private let pool: PostgresPool

    /// The most adjustments that a list of all cycles shows.
    private static let most: Int64 = 1_000

    /// A store over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.settings = settings
        self.pool = pool
    }

    /// See ``AdjustmentStore/post(_:by:)``.
    public func post(
        _ draft: AdjustmentDraft, by actor: String
    ) async throws(SettlementFailure) -> PostedAdjustment {
        let settings = settings
        do {
            return try await pool.withTransaction { connection in
                // The gate before the clock, so that an adjustment never seems older than its cycle.
                try connection.execute(GateStatements.share)
                let now = try connection.execute(GateStatements.clock, [.int64(settings.clockOffset())]).only()
                    .instant("now")
                let (posted, isNew) = try AdjustmentRows.post(draft, by: actor, at: now, connection)
                if isNew { try connection.pipeline([AdjustmentRows.entry(of: posted, by: actor)]) }
                return posted
            }
        } catch {
            throw SettlementFailure(any: error)
        }
    }

    /// See ``AdjustmentStore/adjustments(of:)``.
    public func adjustments(of cycle: Int64?) async throws(SettlementFailure) -> [PostedAdjustment] {
        do {
            return try await pool.withConnection { connection in
                let rows =
                    if let cycle {
                        try connection.execute(AdjustmentStatements.ofCycle, [.int64(cycle)])
                    } else {
                        try connection.execute(AdjustmentStatements.newest, [.int64(Self.most)])
                    }
                return try rows.map { try AdjustmentRows.read($0) }
            }
        } catch {
            throw SettlementFailure(any: error)
        }
    }
}
