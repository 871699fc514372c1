import CPostgres
import Glibc

/// The owner of one `PGresult`, freed when it ends.
struct PostgresResult: ~Copyable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var status: ExecStatusType { PQresultStatus(pointer) }
    var rowCount: Int { Int(PQntuples(pointer)) }
    var columnCount: Int { Int(PQnfields(pointer)) }
    var isBinaryCopy: Bool { PQbinaryTuples(pointer) == 1 }

    /// The number in the command tag, 0 when there is none.
    var affected: Int {
        PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// The command tag, such as `INSERT 0 1`.
    var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    func columnName(_ column: Int) -> String {
        PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? ""
    }

    func columnType(_ column: Int) -> PostgresType {
        PostgresType(identifier: PQftype(pointer, Int32(column)))
    }

    /// Gives the bytes of a field to `body`; nil when the field is null.
    func withField<Value>(row: Int, column: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value? {
        let (row, column) = (Int32(row), Int32(column))
        if PQgetisnull(pointer, row, column) == 1 { return nil }
        let length = Int(PQgetlength(pointer, row, column))
        return body(UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: length))
    }

    /// The error this result stands for.
    func failure(statement: String) -> ServerFailure {
        // The routine that finds a cached plan stale; the message beside it may be translated.
        let routine = field(PostgresFieldRoutine)
        return ServerFailure(
            state: SQLState(field(PostgresFieldState) ?? "XX000"),
            message: field(PostgresFieldMessage) ?? "the server gave no message",
            detail: field(PostgresFieldDetail), constraint: field(PostgresFieldConstraint),
            table: field(PostgresFieldTable), column: field(PostgresFieldColumn), statement: statement,
            endsTheSession: ["FATAL", "PANIC"].contains(field(PostgresFieldSeverity)),
            planIsStale: routine == "RevalidateCachedQuery")
    }

    private func field(_ code: Int32) -> String? {
        PQresultErrorField(pointer, code).map { String(cString: $0) }
    }

    /// Whether libpq made this error itself, having lost the connection: those carry no SQLSTATE.
    var isFromServer: Bool { field(PostgresFieldState) != nil }
}
