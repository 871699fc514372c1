import Delivery
import Operations
import Partners
import Postgres
import Quantities

/// The queue of folders to push in PostgreSQL.
public struct PostgresDeliveryStore: DeliveryStore {
    private let settings: StoreSettings
    private let pool: PostgresPool
    private let policy: RetryPolicy

    /// A store over a pool of connections.
    ///
    /// - Parameter policy: how long to wait between attempts; the deadline is set when a delivery is queued.
    public init(_ settings: StoreSettings, pool: PostgresPool, policy: RetryPolicy = .delivery) {
        self.settings = settings
        self.pool = pool
        self.policy = policy
    }

    /// See ``DeliveryStore/claim(_:leaseSeconds:)``.
    public func claim(_ limit: Int, leaseSeconds: Int64) async throws(StoreError) -> [DeliveryClaim] {
        let (settings, policy) = (settings, policy)
        return try await transaction { connection in
            let rows = try connection.execute(DeliveryStatements.due, [.int64(Int64(limit))])
            guard !rows.isEmpty else { return [] }
            let partners = try BindingTerms.read(connection, settings)?.snapshot.partners ?? [:]
            var claims: [DeliveryClaim] = []
            var calls: [StatementCall] = []
            for row in rows {
                let delivery = try DeliveryRow(row)
                let now = try row.instant("now")
                let turn = try DeliveryTurn(
                    taking: delivery.state, at: now, deadline: delivery.deadline, policy: policy)
                let target = delivery.currentTarget(
                    partners[delivery.folder.party], siblings: try row.textArray("siblings").compactMap { $0 })
                calls += delivery.calls(
                    turn, at: now, detail: "", leaseSeconds: leaseSeconds, target: target?.url)
                if case .running(let attempt, _) = turn.state {
                    claims.append(
                        DeliveryClaim(id: delivery.id, folder: delivery.folder, attempt: attempt, target: target))
                }
            }
            try connection.pipeline(calls)
            return claims
        }
    }

    /// See ``DeliveryStore/renew(_:leaseSeconds:)``.
    public func renew(_ claim: DeliveryClaim, leaseSeconds: Int64) async throws(StoreError) -> Bool {
        try await transaction { connection in
            try connection.execute(
                DeliveryStatements.renew, [.int64(claim.id), .int64(claim.attempt), .int64(leaseSeconds)]
            ).affected == 1
        }
    }

    /// See ``DeliveryStore/files(of:)``.
    public func files(of claim: DeliveryClaim) async throws(StoreError) -> [FolderFile] {
        try await transaction { try CopyRows.files(of: claim.folder, $0) }
    }

    /// See ``DeliveryStore/record(_:_:random:)``.
    public func record(
        _ claim: DeliveryClaim, _ outcome: PushOutcome, random: UInt64
    ) async throws(StoreError) -> DeliveryState? {
        let policy = policy
        return try await transaction { connection in
            guard let row = try connection.execute(DeliveryStatements.lock, [.int64(claim.id)]).first else {
                return nil
            }
            let delivery = try DeliveryRow(row)
            guard case .running(claim.attempt, _) = delivery.state else { return nil }
            let now = try row.instant("now")
            let turn = try DeliveryTurn(
                ending: delivery.state, outcome, at: now, random: random, deadline: delivery.deadline, policy: policy)
            try connection.pipeline(delivery.calls(turn, at: now, detail: outcome.detail, leaseSeconds: 0))
            return turn.state
        }
    }

    /// See ``DeliveryStore/deliveries(of:)``.
    public func deliveries(of cycle: Int64?) async throws(StoreError) -> [DeliveryReport] {
        try await transaction { connection in
            try connection.execute(DeliveryStatements.list, [.orNull(cycle, PostgresValue.int64)]).map { row in
                let delivery = try DeliveryRow(row)
                return DeliveryReport(
                    id: delivery.id, folder: delivery.folder, target: delivery.target, state: delivery.state,
                    queuedAt: try row.instant("queued_at"), lastDetail: try row.optionalText("last_detail"))
            }
        }
    }

    private func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.withTransaction { try body($0) }
        } catch {
            throw StoreError(any: error)
        }
    }
}
