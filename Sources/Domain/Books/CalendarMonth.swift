import Quantities

/// A month of the Gregorian calendar in the coalition's time zone, such as `2026-11`.
public struct CalendarMonth: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Months since January of the year 0.
    public let number: Int64

    /// A month by its count since January of the year 0.
    public init(number: Int64) {
        self.number = number
    }

    /// The month that a day falls in.
    public init(of day: LocalDay) {
        let (year, month, _) = day.civil
        number = year * 12 + month - 1
    }

    /// Reads `YYYY-MM` with a month from 01 to 12.
    ///
    /// - Throws: ``QuantityError/malformed(_:)`` for any other form.
    public init(_ text: String) throws(QuantityError) {
        let bytes = Array(text.utf8)
        let digits = bytes.enumerated().allSatisfy { $0 == 4 ? $1 == 0x2D : (0x30...0x39).contains($1) }
        guard bytes.count == 7, digits else { throw .malformed(text) }
        let values = bytes.map { Int64($0) - 0x30 }
        let year = values[0] * 1000 + values[1] * 100 + values[2] * 10 + values[3]
        let month = values[5] * 10 + values[6]
        guard (1...12).contains(month) else { throw .malformed(text) }
        number = year * 12 + month - 1
    }

    /// Its first day.
    public var firstDay: LocalDay { LocalDay(year: number / 12, month: number % 12 + 1, day: 1) }

    /// Its last day.
    public var lastDay: LocalDay { next.firstDay.adding(days: -1) }

    /// The month after.
    public var next: CalendarMonth { CalendarMonth(number: number + 1) }

    /// The month before.
    public var previous: CalendarMonth { CalendarMonth(number: number - 1) }

    /// Year and month as `YYYY-MM`.
    public var description: String { String(firstDay.description.prefix(7)) }

    /// Orders months by time.
    public static func < (left: CalendarMonth, right: CalendarMonth) -> Bool { left.number < right.number }
}
