/// What can go wrong between this program and PostgreSQL.
///
/// Its text names statements, columns and constraints, never a value, so that it may be logged.
public enum PostgresError: Error, Hashable, Sendable {
    /// The server refused a statement.
    case server(ServerFailure)
    /// No connection could be made; libpq's words, which name host, user and database but no password.
    case connectFailed(reason: String)
    /// The server is older than PostgreSQL 15; `version` is its number as libpq gives it, such as 140011.
    case serverTooOld(version: Int)
    /// The connection went away before `statement` was answered; outside a transaction block the statement may or may
    /// not have taken effect.
    case connectionLost(statement: String?, ConnectionLoss)
    /// The connection went away while COMMIT was under way: the transaction may or may not have taken effect.
    case outcomeUnknown(statement: String)
    /// COMMIT was answered with ROLLBACK, because an earlier failure in the transaction was passed over.
    case transactionRolledBack
    /// A statement came after its transaction block had already been ended by an explicit COMMIT or ROLLBACK.
    case transactionEnded(statement: String)
    /// The deadline of the call passed; the statement was cancelled, or never sent.
    case deadlineExceeded(statement: String?)
    /// A parameter (counted from 1) cannot be sent; nothing was.
    case parameterRefused(statement: String, parameter: Int, ParameterRefusal)
    /// A result does not have the shape the caller expects.
    case columnMismatch(ColumnMismatch)
    /// A statement meant to give exactly one row gave another number.
    case rowCountMismatch(statement: String, expected: Int, found: Int)
    /// A COPY call was given SQL that is no binary COPY in that direction, or whose column count differs from the rows'.
    case copyMismatch(statement: String)
    /// The pool gave no connection.
    case pool(PoolRefusal)
}

/// How a connection was lost.
public enum ConnectionLoss: String, Hashable, Sendable {
    /// ``PostgresConnection/close()`` was called before.
    case closedHere = "the connection had been closed"
    /// End of file or an error while reading.
    case whileReading = "the server closed the connection"
    /// An error while writing.
    case whileWriting = "sending to the server failed"
    /// Neither an answer nor a cancellation came, so the connection was given up.
    case unresponsive = "no answer to the cancel request"
    /// libpq lost step with the server, so the connection was given up.
    case outOfStep = "an answer came out of order"
}

/// Why a parameter cannot be sent.
public enum ParameterRefusal: String, Hashable, Sendable {
    /// PostgreSQL texts hold no U+0000.
    case textHoldsNull = "the text holds U+0000"
    /// The instant lies outside PostgreSQL's years (4713 BC to 294276 AD).
    case instantOutOfRange = "the instant is out of range"
    /// The value is longer than 1 GiB less some bytes.
    case tooLong = "the value is too long"
    /// The database has no composite type of the rows' name.
    case rowTypeMissing = "the rows are of a type that the database does not have"
}

/// Why the pool gave no connection.
public enum PoolRefusal: String, Hashable, Sendable {
    /// As many callers wait as may.
    case tooManyWaiting = "too many callers wait for a connection"
    /// No connection came free before the deadline.
    case deadlineExceeded = "no connection came free in time"
    /// The pool is closed, or closing.
    case closed = "the pool is closed"
    /// The waiting task was cancelled.
    case cancelled = "the waiting task was cancelled"
}

/// A result column that is not what the caller expects.
public struct ColumnMismatch: Hashable, Sendable {
    /// The name of the statement.
    public let statement: String
    /// The column, by name or by number from 0.
    public let column: String
    /// The type asked for.
    public let expected: String
    /// What is there instead: a type's name, `null`, or `no such column`.
    public let found: String
}
