/// The five characters with which PostgreSQL classifies an error (PostgreSQL manual, appendix A).
public struct SQLState: Hashable, Sendable, CustomStringConvertible {
    /// The code: five characters of `0-9A-Z`, such as `23505`.
    public let code: String

    /// Takes a code as the server sent it.
    public init(_ code: String) {
        self.code = code
    }

    /// The code itself.
    public var description: String { code }

    /// The first two characters: the class of the error.
    public var errorClass: Substring { code.prefix(2) }
}

extension SQLState {
    /// 0A000: also a prepared plan whose result type changed under it.
    public static let featureNotSupported = SQLState("0A000")
    /// 22P02: a text that is no value of the type asked for.
    public static let invalidTextRepresentation = SQLState("22P02")
    /// 23502: null where the column allows none.
    public static let notNullViolation = SQLState("23502")
    /// 23503: the row referred to is missing, or is still referred to.
    public static let foreignKeyViolation = SQLState("23503")
    /// 23505: a unique index holds this key already.
    public static let uniqueViolation = SQLState("23505")
    /// 23514: a CHECK said no.
    public static let checkViolation = SQLState("23514")
    /// 25P02: the transaction has failed and only waits for ROLLBACK.
    public static let inFailedTransaction = SQLState("25P02")
    /// 26000: the prepared statement is not there.
    public static let invalidStatementName = SQLState("26000")
    /// 40001: serializable transactions crossed; run it again.
    public static let serializationFailure = SQLState("40001")
    /// 40P01: this transaction was chosen to end a deadlock; run it again.
    public static let deadlockDetected = SQLState("40P01")
    /// 42601: our SQL is wrong.
    public static let syntaxError = SQLState("42601")
    /// 42703: our SQL names a column that is not there.
    public static let undefinedColumn = SQLState("42703")
    /// 42P01: our SQL names a table that is not there.
    public static let undefinedTable = SQLState("42P01")
    /// 53300: the server has no connection left.
    public static let tooManyConnections = SQLState("53300")
    /// 55P03: NOWAIT or `lock_timeout` ended the wait for a lock.
    public static let lockNotAvailable = SQLState("55P03")
    /// 57014: cancelled by a time-out or on request.
    public static let queryCanceled = SQLState("57014")
    /// 57P01: the backend was told to end.
    public static let adminShutdown = SQLState("57P01")
    /// 57P02: another backend crashed, so this one ended too.
    public static let crashShutdown = SQLState("57P02")
    /// 57P03: the server is starting up or shutting down.
    public static let cannotConnectNow = SQLState("57P03")
    /// 57P05: `idle_session_timeout` ended the session.
    public static let idleSessionTimeout = SQLState("57P05")
}
