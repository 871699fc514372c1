import Postgres
import Quantities

/// A domain value as a column keeps it.
extension UniqueID {
    var column: PostgresUUID { PostgresUUID(high: high, low: low) }

    init(column: PostgresUUID) {
        self.init(high: column.high, low: column.low)
    }
}

extension Row {
    func identity(_ column: ColumnReference) throws(PostgresError) -> UniqueID {
        UniqueID(column: try uuid(column))
    }

    func instant(_ column: ColumnReference) throws(PostgresError) -> Instant {
        Instant(microseconds: try timestamp(column))
    }

    func optionalInstant(_ column: ColumnReference) throws(PostgresError) -> Instant? {
        try optionalTimestamp(column).map { Instant(microseconds: $0) }
    }
}

extension PostgresValue {
    /// `uuid[]` of identities.
    static func identities(_ values: [UniqueID?]) -> PostgresValue { .uuidArray(values.map { $0?.column }) }

    /// `timestamptz[]` of instants.
    static func instants(_ values: [Instant?]) -> PostgresValue { .timestampArray(values.map { $0?.microseconds }) }

    /// One `timestamptz`.
    static func instant(_ value: Instant) -> PostgresValue { .timestamp(value.microseconds) }
}

extension Row {
    /// A day.
    func day(_ column: ColumnReference) throws(PostgresError) -> LocalDay {
        LocalDay(dayNumber: Int64(try date(column)))
    }

    /// A day, where there is one.
    func optionalDay(_ column: ColumnReference) throws(PostgresError) -> LocalDay? {
        try optionalDate(column).map { LocalDay(dayNumber: Int64($0)) }
    }
}
