/// One row of an answer. Columns are named (`"points"`) or numbered from 0.
///
/// Each reader throws ``PostgresError/columnMismatch(_:)`` when the column is missing, is of another type, or (without
/// `optional`) is null. `numeric` is read as text.
public struct Row: Sendable {
    let rows: Rows
    let index: Int

    /// A `boolean`.
    public func bool(_ column: ColumnReference) throws(PostgresError) -> Bool {
        try required(column, "bool", BinaryDecoding.bool)
    }

    /// A `boolean` or nil.
    public func optionalBool(_ column: ColumnReference) throws(PostgresError) -> Bool? {
        try optional(column, "bool", BinaryDecoding.bool)
    }

    /// An `integer` or `smallint`.
    public func int4(_ column: ColumnReference) throws(PostgresError) -> Int32 {
        try required(column, "int4", BinaryDecoding.int4)
    }

    /// An `integer`, `smallint` or nil.
    public func optionalInt4(_ column: ColumnReference) throws(PostgresError) -> Int32? {
        try optional(column, "int4", BinaryDecoding.int4)
    }

    /// A `bigint`, or any shorter integer.
    public func int64(_ column: ColumnReference) throws(PostgresError) -> Int64 {
        try required(column, "int8", BinaryDecoding.int64)
    }

    /// A `bigint`, any shorter integer, or nil.
    public func optionalInt64(_ column: ColumnReference) throws(PostgresError) -> Int64? {
        try optional(column, "int8", BinaryDecoding.int64)
    }

    /// A `text`, `varchar`, `char`, `name`, `json`, `jsonb` (as JSON) or `numeric` (as decimal digits).
    public func text(_ column: ColumnReference) throws(PostgresError) -> String {
        try required(column, "text", BinaryDecoding.text)
    }

    /// What ``text(_:)`` reads, or nil.
    public func optionalText(_ column: ColumnReference) throws(PostgresError) -> String? {
        try optional(column, "text", BinaryDecoding.text)
    }

    /// A `bytea`.
    public func bytes(_ column: ColumnReference) throws(PostgresError) -> [UInt8] {
        try required(column, "bytea", BinaryDecoding.bytes)
    }

    /// A `bytea` or nil.
    public func optionalBytes(_ column: ColumnReference) throws(PostgresError) -> [UInt8]? {
        try optional(column, "bytea", BinaryDecoding.bytes)
    }

    /// A `uuid`.
    public func uuid(_ column: ColumnReference) throws(PostgresError) -> PostgresUUID {
        try required(column, "uuid", BinaryDecoding.uuid)
    }

    /// A `uuid` or nil.
    public func optionalUUID(_ column: ColumnReference) throws(PostgresError) -> PostgresUUID? {
        try optional(column, "uuid", BinaryDecoding.uuid)
    }

    /// A `timestamptz` in microseconds since 1970; the 64-bit extremes stand for the infinities.
    public func timestamp(_ column: ColumnReference) throws(PostgresError) -> Int64 {
        try required(column, "timestamptz", BinaryDecoding.timestamp)
    }

    /// A `timestamptz` in microseconds since 1970, or nil.
    public func optionalTimestamp(_ column: ColumnReference) throws(PostgresError) -> Int64? {
        try optional(column, "timestamptz", BinaryDecoding.timestamp)
    }

    /// A `date` in days since 1970-01-01; the 32-bit extremes stand for the infinities.
    public func date(_ column: ColumnReference) throws(PostgresError) -> Int32 {
        try required(column, "date", BinaryDecoding.date)
    }

    /// A `date` in days since 1970-01-01, or nil.
    public func optionalDate(_ column: ColumnReference) throws(PostgresError) -> Int32? {
        try optional(column, "date", BinaryDecoding.date)
    }

    /// Whether the column is null, of whatever type.
    public func isNull(_ column: ColumnReference) throws(PostgresError) -> Bool {
        try optional(column, "any") { _, _ in true } == nil
    }
}
