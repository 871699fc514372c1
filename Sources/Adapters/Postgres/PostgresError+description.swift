extension PostgresError {
    /// The SQLSTATE, when there is one; a passed deadline counts as 57014.
    public var state: SQLState? {
        switch self {
        case .server(let failure): failure.state
        case .deadlineExceeded: .queryCanceled
        case .connectFailed, .serverTooOld, .connectionLost, .outcomeUnknown, .transactionRolledBack, .transactionEnded,
            .parameterRefused, .columnMismatch, .rowCountMismatch, .copyMismatch, .pool:
            nil
        }
    }

    /// Whether the whole transaction, run again on the same connection, may well succeed: serialization failures,
    /// deadlocks, lock time-outs, and plans gone stale.
    public var isRetryable: Bool {
        if case .server(let failure) = self { failure.isRetryable } else { false }
    }

    /// Whether the connection is gone, so that the next attempt needs another one.
    ///
    /// A transaction whose COMMIT had not been sent did not take effect then; ``outcomeUnknown(statement:)`` is the
    /// other case.
    public var isConnectionLoss: Bool {
        switch self {
        case .server(let failure): failure.endsTheSession
        case .connectFailed, .connectionLost, .outcomeUnknown: true
        case .serverTooOld, .transactionRolledBack, .transactionEnded, .deadlineExceeded, .parameterRefused,
            .columnMismatch, .rowCountMismatch, .copyMismatch, .pool:
            false
        }
    }

    /// Whether the constraint `name` refused a row.
    public func isViolation(of name: String) -> Bool {
        if case .server(let failure) = self { failure.constraint == name } else { false }
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    /// One line without values.
    public var description: String {
        switch self {
        case .server(let failure): failure.description
        case .connectFailed(let reason): "no connection to PostgreSQL: \(reason)"
        case .serverTooOld(let version):
            "PostgreSQL 15 or later is needed; this server is \(version / 10000).\(version % 10000)"
        case .connectionLost(let statement, let loss): "\(Self.prefix(statement))connection lost: \(loss.rawValue)"
        case .outcomeUnknown(let statement): "statement \(statement): connection lost, the outcome is unknown"
        case .transactionRolledBack: "COMMIT was answered with ROLLBACK: an earlier failure was passed over"
        case .transactionEnded(let statement): "statement \(statement): its transaction had already ended"
        case .deadlineExceeded(let statement): "\(Self.prefix(statement))the deadline passed"
        case .parameterRefused(let statement, let parameter, let refusal):
            "statement \(statement), parameter \(parameter): \(refusal.rawValue)"
        case .columnMismatch(let mismatch):
            "statement \(mismatch.statement), column \(mismatch.column): expected \(mismatch.expected), "
                + "found \(mismatch.found)"
        case .rowCountMismatch(let statement, let expected, let found):
            "statement \(statement): expected rows: \(expected), found: \(found)"
        case .copyMismatch(let statement): "statement \(statement): not the binary COPY that the rows need"
        case .pool(let refusal): "pool: \(refusal.rawValue)"
        }
    }

    /// The same as `description`.
    public var debugDescription: String { description }

    private static func prefix(_ statement: String?) -> String {
        statement.map { "statement \($0): " } ?? ""
    }
}
