/// Rows of a composite type of the database, handed over as one parameter: an array that `unnest` spreads into columns.
///
/// One array of rows costs the server a third of what an array for each column does. A row is begun, its columns are put in
/// the order of the type's, each as the type has it, and it is ended. Rows are kept as they are sent (`record_recv` and
/// `array_recv` in PostgreSQL's `src/backend/utils/adt`).
public struct PostgresRows: Hashable, Sendable {
    /// The type's name, found by the session's search path.
    let type: String
    /// The rows, each behind its length.
    private(set) var bytes: [UInt8] = []
    /// How many there are.
    public private(set) var count = 0
    /// Why they cannot be sent.
    private(set) var refusal: ParameterRefusal?

    private let columns: Int
    private var start = 0
    private var columnsPut = 0

    /// No rows yet.
    ///
    /// - Parameters:
    ///   - type: the composite type's name.
    ///   - columns: how many columns it has.
    ///   - reserving: bytes to make room for.
    public init(of type: String, columns: Int, reserving size: Int = 0) {
        self.type = type
        self.columns = columns
        bytes.reserveCapacity(size)
    }

    /// Whether there are none.
    public var isEmpty: Bool { count == 0 }

    /// Begins a row.
    public mutating func begin() {
        start = bytes.count
        columnsPut = 0
        put(word: 0)
        put(word: UInt32(truncatingIfNeeded: columns))
    }

    /// Ends the row that was begun.
    public mutating func end() {
        // The type has so many columns; another number would be our mistake.
        precondition(columnsPut == columns, "a row of \(type) has \(columns) columns, not \(columnsPut)")
        let size = UInt32(truncatingIfNeeded: bytes.count - start - 4).bigEndian
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: size, toByteOffset: start, as: UInt32.self) }
        count += 1
    }

    /// A `boolean`.
    public mutating func put(_ value: Bool) {
        beginColumn(.bool, size: 1)
        bytes.append(value ? 1 : 0)
    }

    /// A `smallint`, of a number that is one.
    public mutating func put(small value: Int32) {
        beginColumn(.int2, size: 2)
        put(bytesOf: Int16(truncatingIfNeeded: value).bigEndian)
    }

    /// A `bigint`.
    public mutating func put(_ value: Int64?) {
        guard let value else { return putNull(.int8) }
        beginColumn(.int8, size: 8)
        put(bytesOf: value.bigEndian)
    }

    /// A `timestamptz`, in microseconds since 1970.
    public mutating func put(timestamp microseconds: Int64?) {
        guard let microseconds else { return putNull(.timestampWithZone) }
        guard let shifted = Epoch.shifted(microseconds) else {
            refusal = refusal ?? .instantOutOfRange
            return putNull(.timestampWithZone)
        }
        beginColumn(.timestampWithZone, size: 8)
        put(bytesOf: shifted.bigEndian)
    }

    /// A `uuid`.
    public mutating func put(_ value: PostgresUUID?) {
        guard let value else { return putNull(.uuid) }
        beginColumn(.uuid, size: 16)
        put(bytesOf: value.high.bigEndian)
        put(bytesOf: value.low.bigEndian)
    }

    /// A `text`; U+0000 is refused.
    public mutating func put(_ value: String?) {
        guard var value else { return putNull(.text) }
        value.withUTF8 { characters in
            if characters.contains(0) { refusal = refusal ?? .textHoldsNull }
            beginColumn(.text, size: characters.count)
            bytes.append(contentsOf: characters)
        }
    }

    /// A `bytea`.
    public mutating func put(_ value: [UInt8]?) {
        guard let value else { return putNull(.bytea) }
        beginColumn(.bytea, size: value.count)
        bytes.append(contentsOf: value)
    }

    private mutating func putNull(_ type: PostgresType) {
        beginColumn(type, size: -1)
    }

    /// A column's type and length; -1 is NULL.
    private mutating func beginColumn(_ type: PostgresType, size: Int) {
        columnsPut += 1
        put(
            bytesOf: (UInt64(type.identifier) << 32 | UInt64(UInt32(truncatingIfNeeded: size))).bigEndian)
    }

    private mutating func put(word: UInt32) {
        put(bytesOf: word.bigEndian)
    }

    @inline(__always)
    private mutating func put<Number: BitwiseCopyable>(bytesOf number: Number) {
        withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
    }
}

extension Epoch {
    /// Microseconds as PostgreSQL counts them, where it can (`MIN_TIMESTAMP` and `END_TIMESTAMP` of its
    /// datatype/timestamp.h: 4713 BC to 294276 AD, and both infinities).
    static func shifted(_ microseconds: Int64) -> Int64? {
        if microseconds == .max || microseconds == .min { return microseconds }
        let (shifted, overflow) = microseconds.subtractingReportingOverflow(Epoch.microseconds)
        guard !overflow, shifted >= -211_813_488_000_000_000, shifted < 9_223_371_331_200_000_000 else { return nil }
        return shifted
    }
}
