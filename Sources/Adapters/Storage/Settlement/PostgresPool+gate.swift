import Operations
import Postgres

extension PostgresPool {
    /// Runs `body` in a transaction alone at the gate: postings under way have ended, and those after it see what it did.
    ///
    /// Whoever wants the gate alone holds up everybody who wants to share it, also while it still waits for a posting that
    /// takes long. So it waits a tenth of a second at most for any lock, lets the others pass and tries again, up to half
    /// a minute.
    ///
    /// - Parameter body: may run more than once, each time in a transaction of its own.
    /// - Throws: what `body` throws; the time-out of the last attempt.
    func withGateAlone<Value: Sendable>(
        _ body: @escaping @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws -> Value {
        let end = ContinuousClock.now + .seconds(30)
        while true {
            do {
                return try await withTransaction { connection in
                    try connection.pipeline([
                        StatementCall(ClosingStatements.patience), StatementCall(GateStatements.own),
                    ])
                    return try body(connection)
                }
            } catch PostgresError.server(let failure)
                where failure.state == .lockNotAvailable && ContinuousClock.now < end
            {
                try await Task.sleep(for: .milliseconds(Int.random(in: 50...150)))
            }
        }
    }
}
