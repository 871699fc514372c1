/// One SQL statement under a name, a constant of the program.
///
/// The name goes into errors and, with a number, into `pg_prepared_statements`. A name belongs to one SQL text for
/// ever: each connection prepares it once, when it is first used.
public struct Statement: Hashable, Sendable {
    /// The name, such as `posting.insert-pieces`; unique in the program.
    public let name: String
    /// One SQL statement with parameters `$1`, `$2`, …
    public let sql: String

    /// Names a statement.
    public init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }

    /// A call of this statement, for ``PostgresConnection/pipeline(_:deadline:)``.
    public func callAsFunction(_ parameters: PostgresValue...) -> StatementCall {
        StatementCall(self, parameters)
    }
}

extension Statement {
    /// Ends the transaction and keeps its effects; may close a pipeline that writes, which saves a round trip.
    public static let commit = Statement("transaction.commit", "COMMIT")
    /// Ends the transaction and drops its effects.
    public static let rollback = Statement("transaction.rollback", "ROLLBACK")
}

/// A statement with the values of its parameters, in order.
public struct StatementCall: Sendable {
    /// What to run.
    public let statement: Statement
    /// `$1` first; at most 65,535.
    public let parameters: [PostgresValue]

    /// Pairs a statement with its parameters.
    public init(_ statement: Statement, _ parameters: [PostgresValue] = []) {
        self.statement = statement
        self.parameters = parameters
    }
}
