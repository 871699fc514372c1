/// An error the server reported, with the name of the statement it belongs to.
public struct ServerFailure: Hashable, Sendable {
    /// The SQLSTATE.
    public let state: SQLState
    /// The server's first line; for some classes of error it quotes a value, so prefer `description` in logs.
    public let message: String
    /// The server's second line, if any. It often quotes the row: never log it.
    public let detail: String?
    /// The constraint that was broken, if one was.
    public let constraint: String?
    /// The table concerned, if the server names one.
    public let table: String?
    /// The column concerned, if the server names one.
    public let column: String?
    /// The name of the statement.
    public let statement: String
    /// Whether the session ended with this error: its severity is FATAL or PANIC.
    public let endsTheSession: Bool
    /// Whether a cached plan no longer fits the tables it reads, which preparing the statement anew cures.
    public let planIsStale: Bool

    /// Whether the same transaction, run again from its beginning, may well succeed.
    public var isRetryable: Bool {
        planIsStale
            || [.serializationFailure, .deadlockDetected, .lockNotAvailable, .invalidStatementName].contains(state)
    }
}

extension ServerFailure: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// One line without values: statement, SQLSTATE, message (left out for class 22, whose messages quote data),
    /// table, column and constraint.
    public var description: String {
        var text = "statement \(statement): SQLSTATE \(state)"
        if state.errorClass != "22" { text += " \(message)" }
        if let table { text += ", table \(table)" }
        if let column { text += ", column \(column)" }
        if let constraint { text += ", constraint \(constraint)" }
        return text
    }

    /// The same as `description`, so that no way of printing shows the detail.
    public var debugDescription: String { description }

    /// Shows nothing more than `description`.
    public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
