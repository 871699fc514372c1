/// Arrays of one dimension (or empty); their elements may be null.
extension Row {
    /// A `boolean[]`.
    public func boolArray(_ column: ColumnReference) throws(PostgresError) -> [Bool?] {
        try array(column, "bool[]", BinaryDecoding.bool)
    }

    /// An `integer[]` or `smallint[]`.
    public func int4Array(_ column: ColumnReference) throws(PostgresError) -> [Int32?] {
        try array(column, "int4[]", BinaryDecoding.int4)
    }

    /// A `bigint[]`, or an array of any shorter integer.
    public func int64Array(_ column: ColumnReference) throws(PostgresError) -> [Int64?] {
        try array(column, "int8[]", BinaryDecoding.int64)
    }

    /// A `text[]`, or an array of any type that ``text(_:)`` reads.
    public func textArray(_ column: ColumnReference) throws(PostgresError) -> [String?] {
        try array(column, "text[]", BinaryDecoding.text)
    }

    /// A `bytea[]`.
    public func bytesArray(_ column: ColumnReference) throws(PostgresError) -> [[UInt8]?] {
        try array(column, "bytea[]", BinaryDecoding.bytes)
    }

    /// A `uuid[]`.
    public func uuidArray(_ column: ColumnReference) throws(PostgresError) -> [PostgresUUID?] {
        try array(column, "uuid[]", BinaryDecoding.uuid)
    }

    /// A `timestamptz[]` in microseconds since 1970.
    public func timestampArray(_ column: ColumnReference) throws(PostgresError) -> [Int64?] {
        try array(column, "timestamptz[]", BinaryDecoding.timestamp)
    }

    private func array<Element>(
        _ column: ColumnReference, _ expected: String,
        _ element: (PostgresType, UnsafeRawBufferPointer) -> Element?
    ) throws(PostgresError) -> [Element?] {
        try required(column, expected) { type, bytes in
            type.isArray ? BinaryDecoding.array(bytes, element) : nil
        }
    }
}

/// How every reader finds its field.
extension Row {
    func required<Value>(
        _ column: ColumnReference, _ expected: String,
        _ decode: (PostgresType, UnsafeRawBufferPointer) -> Value?
    ) throws(PostgresError) -> Value {
        guard let value = try optional(column, expected, decode) else {
            throw mismatch(column, expected, found: "null")
        }
        return value
    }

    func optional<Value>(
        _ column: ColumnReference, _ expected: String,
        _ decode: (PostgresType, UnsafeRawBufferPointer) -> Value?
    ) throws(PostgresError) -> Value? {
        // A row exists only where there is a result.
        guard let storage = rows.storage else { throw mismatch(column, expected, found: "no row") }
        let found: Int? =
            switch column {
            case .name(let name): storage.columns[name]
            case .index(let index): (0..<storage.result.columnCount).contains(index) ? index : nil
            }
        guard let number = found else { throw mismatch(column, expected, found: "no such column") }
        let type = storage.result.columnType(number)
        switch storage.result.withField(row: index, column: number, { bytes in decode(type, bytes) }) {
        case nil: return nil
        case .some(.some(let value)): return value
        case .some(nil): throw mismatch(column, expected, found: "\(type)")
        }
    }

    private func mismatch(_ column: ColumnReference, _ expected: String, found: String) -> PostgresError {
        let name =
            switch column {
            case .name(let name): name
            case .index(let index): String(index)
            }
        return .columnMismatch(
            ColumnMismatch(statement: rows.statement, column: name, expected: expected, found: found))
    }
}
