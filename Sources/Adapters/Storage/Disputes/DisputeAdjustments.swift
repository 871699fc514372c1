import Operations
import Postgres
import Settlement

extension DisputeTransactions {
    /// Posts into the open cycle, with its audit entry.
    static let posting: AdjustmentPosting = { draft, actor, now, connection in
        let (posted, isNew) = try AdjustmentRows.post(draft, by: actor, at: now, connection)
        if isNew { try connection.pipeline([AdjustmentRows.entry(of: posted, by: actor)]) }
    }
}

extension PostgresAcknowledgementStore {
    /// A store over a pool of connections, whose provisional credits are adjustments of the open cycle.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.init(settings, pool: pool, post: DisputeTransactions.posting)
    }
}

extension PostgresDisputeStore {
    /// A store over a pool of connections, whose decisions are adjustments of the open cycle.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.init(settings, pool: pool, post: DisputeTransactions.posting)
    }
}
