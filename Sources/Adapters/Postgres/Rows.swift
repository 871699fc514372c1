/// The answer to one statement: its rows, in order, and how many rows it touched.
///
/// The fields stay in the memory libpq gave them until they are read, so passing rows on copies nothing.
public struct Rows: RandomAccessCollection, Sendable {
    /// The name of the statement.
    public let statement: String
    /// How many rows were inserted, updated, deleted or selected; 0 for other commands.
    public let affected: Int
    /// The number of rows in the answer.
    public let count: Int
    let storage: ResultStorage?

    init(statement: String, result: consuming PostgresResult) {
        self.statement = statement
        affected = result.affected
        count = result.rowCount
        storage = count > 0 ? ResultStorage(result) : nil
    }

    /// Always 0.
    public var startIndex: Int { 0 }
    /// The number of rows.
    public var endIndex: Int { count }

    /// The row at `position`, counted from 0.
    public subscript(position: Int) -> Row {
        precondition(position >= 0 && position < count, "row index out of range")
        return Row(rows: self, index: position)
    }

    /// The only row.
    ///
    /// - Throws: ``PostgresError/rowCountMismatch(statement:expected:found:)`` when there are more or none.
    public func only() throws(PostgresError) -> Row {
        guard count == 1 else {
            throw .rowCountMismatch(statement: statement, expected: 1, found: count)
        }
        return self[0]
    }

    /// The number of the column `name`, from 0, to read many rows by number.
    ///
    /// - Throws: ``PostgresError/columnMismatch(_:)`` when there is none. Without rows any name answers 0.
    public func index(of name: String) throws(PostgresError) -> ColumnReference {
        guard let storage else { return .index(0) }
        guard let index = storage.columns[name] else {
            throw .columnMismatch(
                ColumnMismatch(statement: statement, column: name, expected: "a column", found: "no such column"))
        }
        return .index(index)
    }
}

/// A column of a result, by name or by number from 0; a literal of either kind serves.
public enum ColumnReference: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// By the name the statement gives it; the first of several alike.
    case name(String)
    /// By its place, from 0.
    case index(Int)

    /// By name.
    public init(stringLiteral value: String) { self = .name(value) }
    /// By place, from 0.
    public init(integerLiteral value: Int) { self = .index(value) }
}

/// A result that several rows share, and its column names.
///
/// Sendable by this: the result is never changed after `init`, and libpq promises that a `PGresult` may be read by any
/// number of threads (manual, "Behavior in Threaded Programs").
final class ResultStorage: @unchecked Sendable {
    let result: PostgresResult
    let columns: [String: Int]

    init(_ result: consuming PostgresResult) {
        var columns: [String: Int] = [:]
        for index in (0..<result.columnCount).reversed() { columns[result.columnName(index)] = index }
        self.columns = columns
        self.result = result
    }
}
