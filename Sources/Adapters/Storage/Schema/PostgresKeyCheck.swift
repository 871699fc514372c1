import Operations
import Postgres

/// Remembers a sample hash of the identifier secret, so that a node with another secret is noticed at once.
public struct PostgresKeyCheck: Sendable {
    private let pool: PostgresPool

    /// A check over a pool of connections.
    public init(pool: PostgresPool) {
        self.pool = pool
    }

    private static let remember = Statement(
        "schema.remember-key", "update configuration set key_check = $1 where key_check is null")
    private static let known = Statement("schema.known-key", "select key_check from configuration")

    /// Whether `sample` is the one of the first node that asked.
    public func isKnown(_ sample: [UInt8]) async throws(StoreError) -> Bool {
        do {
            return try await pool.withTransaction { connection in
                let answers = try connection.pipeline([
                    Self.remember(.bytes(sample)), StatementCall(Self.known),
                ])
                return try answers[1].only().bytes("key_check") == sample
            }
        } catch {
            throw StoreError(any: error)
        }
    }
}
