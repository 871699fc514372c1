/// A parameter of a statement, or a field of a COPY row, sent in PostgreSQL's binary format.
///
/// Instants are microseconds since 1970-01-01T00:00:00Z, `Int64.max` and `Int64.min` standing for `infinity` and
/// `-infinity`; days are counted from 1970-01-01. Each case fixes the SQL type of its parameter, so the SQL needs no
/// casts but for types that are not here: `$1::numeric` takes a `text`.
public enum PostgresValue: Hashable, Sendable {
    /// SQL NULL, of whatever type the statement needs.
    case null
    /// `boolean`.
    case bool(Bool)
    /// `smallint`.
    case int2(Int16)
    /// `integer`.
    case int4(Int32)
    /// `bigint`.
    case int64(Int64)
    /// `text`; U+0000 is refused.
    case text(String)
    /// `bytea`.
    case bytes([UInt8])
    /// `uuid`.
    case uuid(PostgresUUID)
    /// `timestamptz`, in microseconds.
    case timestamp(Int64)
    /// `date`, in days.
    case date(Int32)
    /// `jsonb`, as JSON text; U+0000 is refused.
    case jsonb(String)
    /// `boolean[]`.
    case boolArray([Bool?])
    /// `integer[]`.
    case int4Array([Int32?])
    /// `bigint[]`.
    case int64Array([Int64?])
    /// `text[]`.
    case textArray([String?])
    /// `bytea[]`.
    case bytesArray([[UInt8]?])
    /// `uuid[]`.
    case uuidArray([PostgresUUID?])
    /// `timestamptz[]`, in microseconds.
    case timestampArray([Int64?])
    /// An array of a composite type, which the SQL names: `$1::lot_row[]`.
    case rows(PostgresRows)
}

extension PostgresValue {
    /// `make(value)`, or NULL: `.orNull(phone, PostgresValue.text)`.
    public static func orNull<Value>(_ value: Value?, _ make: (Value) -> PostgresValue) -> PostgresValue {
        value.map(make) ?? .null
    }

    /// The type the statement is prepared with.
    var type: PostgresType {
        switch self {
        case .null, .rows: .unspecified
        case .bool: .bool
        case .int2: .int2
        case .int4: .int4
        case .int64: .int8
        case .text: .text
        case .bytes: .bytea
        case .uuid: .uuid
        case .timestamp: .timestampWithZone
        case .date: .date
        case .jsonb: .jsonb
        case .boolArray: .boolArray
        case .int4Array: .int4Array
        case .int64Array: .int8Array
        case .textArray: .textArray
        case .bytesArray: .byteaArray
        case .uuidArray: .uuidArray
        case .timestampArray: .timestampWithZoneArray
        }
    }
}

extension PostgresValue: ExpressibleByNilLiteral {
    /// NULL.
    public init(nilLiteral: ()) { self = .null }
}

/// The distance between PostgreSQL's epoch, 2000-01-01, and 1970-01-01.
enum Epoch {
    static let microseconds: Int64 = 946_684_800_000_000
    static let days: Int32 = 10_957
}
