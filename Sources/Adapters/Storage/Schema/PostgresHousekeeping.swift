import Operations
import Postgres

/// Clears away what has served its time.
public struct PostgresHousekeeping: Sendable {
    private let settings: StoreSettings
    private let pool: PostgresPool

    /// Housekeeping over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.settings = settings
        self.pool = pool
    }

    private static let dropNonces = Statement(
        "housekeeping.drop-nonces", "delete from nonce where expires_at < clock_timestamp()")

    /// Drops nonces of signatures that are too old to be accepted again.
    public func step() async throws(StoreError) {
        do {
            _ = try await pool.withConnection { try $0.execute(Self.dropNonces) }
        } catch {
            throw StoreError(any: error)
        }
    }
}

/// Whether the database answers.
public struct PostgresHealth: Sendable {
    private let pool: PostgresPool

    /// Health over a pool of connections.
    public init(pool: PostgresPool) {
        self.pool = pool
    }

    private static let probe = Statement("health.probe", "select 1")

    /// Whether a statement was answered within two seconds.
    public func isReachable() async -> Bool {
        let deadline = ContinuousClock.now + .seconds(2)
        return
            (try? await pool.withConnection(deadline: deadline) { connection in
                try connection.execute(Self.probe, deadline: deadline)
            }) != nil
    }
}
