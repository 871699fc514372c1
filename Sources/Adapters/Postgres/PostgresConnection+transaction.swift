/// How much a transaction sees of others (PostgreSQL manual, chapter 13).
public enum TransactionIsolation: String, Hashable, Sendable {
    /// Each statement sees what was committed when it began.
    case readCommitted = "READ COMMITTED"
    /// All statements see what was committed when the first began.
    case repeatableRead = "REPEATABLE READ"
    /// As if transactions ran one after another; may fail with 40001.
    case serializable = "SERIALIZABLE"
}

/// Whether a transaction may write.
public enum TransactionAccess: String, Hashable, Sendable {
    /// It may.
    case readWrite = "READ WRITE"
    /// Writing fails with 25006.
    case readOnly = "READ ONLY"
}

/// Where a session stands in ``PostgresConnection/withTransaction(isolation:access:_:)``.
enum TransactionPhase: Equatable {
    /// Outside. Left by the call.
    case none
    /// Inside, and nothing sent yet: BEGIN goes ahead of the first statement, in the same round trip.
    case deferred(Statement)
    /// Inside, BEGIN sent. Left when the call ends.
    case begun
}

extension PostgresConnection {
    /// Runs `body` in a transaction block, commits when it returns and rolls back when it throws.
    ///
    /// BEGIN travels with the first statement. A body that ends with ``Statement/commit`` in its last pipeline saves the
    /// round trip of COMMIT too. Transactions do not nest.
    ///
    /// - Throws: what `body` throws; ``PostgresError/outcomeUnknown(statement:)`` when the connection went away while
    ///   COMMIT was under way; ``PostgresError/transactionRolledBack`` when `body` passed over a failure.
    public func withTransaction<Value: Sendable>(
        isolation: TransactionIsolation = .readCommitted, access: TransactionAccess = .readWrite,
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        // A transaction inside another is our mistake.
        precondition(transaction == .none, "transactions do not nest")
        transaction = .deferred(
            Statement(
                "transaction.begin.\(isolation).\(access)",
                "BEGIN ISOLATION LEVEL \(isolation.rawValue) \(access.rawValue)"))
        do {
            let value = try await body(self)
            try commitTransaction()
            return value
        } catch {
            abandonTransaction()
            throw error
        }
    }

    private func commitTransaction() throws(PostgresError) {
        switch (transaction, transactionStatus) {
        case (.none, _), (.deferred, _), (.begun, .idle): break
        case (.begun, .open): try pipeline([StatementCall(.commit)])
        case (.begun, .failed): throw .transactionRolledBack
        case (.begun, .active), (.begun, .unknown): throw lose(.outOfStep, at: Statement.commit.name)
        }
        transaction = .none
    }

    /// Rolls back what is open; when that fails, the server does it as the connection ends.
    private func abandonTransaction() {
        defer { transaction = .none }
        switch transactionStatus {
        case .idle, .unknown: break
        case .open, .failed:
            let deadline = ContinuousClock.now + .seconds(Self.graceSeconds)
            if (try? pipeline([StatementCall(.rollback)], deadline: deadline)) == nil { close() }
        case .active: close()
        }
    }

    /// For calls that do not go through a pipeline: sends a BEGIN that still waits for the first statement.
    func beginIfDeferred(_ deadline: ContinuousClock.Instant?) throws(PostgresError) {
        if case .deferred = transaction { try pipeline([], deadline: deadline) }
    }
}
