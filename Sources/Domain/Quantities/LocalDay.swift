/// A calendar day of the proleptic Gregorian calendar, without a time zone.
public struct LocalDay: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let dayNumber: Int64

    /// A day by its number since 1970-01-01.
    public init(dayNumber: Int64) {
        self.dayNumber = dayNumber
    }

    /// The day of a civil date; a day past the month's end becomes the month's last.
    ///
    /// Source: days-from-civil, the usual era arithmetic over 400-year cycles.
    public init(year: Int64, month: Int64, day: Int64) {
        let clamped = min(day, LocalDay.daysInMonth(year: year, month: month))
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + clamped - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.dayNumber = era * 146_097 + dayOfEra - 719_468
    }

    /// Year, month from 1 and day of month from 1.
    public var civil: (year: Int64, month: Int64, day: Int64) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Monday is 1, Sunday is 7 (ISO 8601).
    public var weekday: Int {
        let index = (dayNumber + 3) % 7
        return Int(index < 0 ? index + 7 : index) + 1
    }

    /// The day `days` later, or earlier when below zero.
    public func adding(days: Int64) -> LocalDay {
        LocalDay(dayNumber: dayNumber + days)
    }

    /// The same day of the month `months` later; a day past that month's end becomes its last.
    public func adding(months: Int64) -> LocalDay {
        let (year, month, day) = civil
        let total = year * 12 + (month - 1) + months
        let newYear = total >= 0 ? total / 12 : (total - 11) / 12
        return LocalDay(year: newYear, month: total - newYear * 12 + 1, day: day)
    }

    /// The day as `YYYY-MM-DD`.
    public var description: String {
        let (year, month, day) = civil
        return Instant.padded(year, 4) + "-" + Instant.padded(month, 2) + "-" + Instant.padded(day, 2)
    }

    /// Reads `YYYY-MM-DD`; nothing for another form, or a day that the calendar does not have.
    public init?(iso8601 text: String) {
        let bytes = Array(text.utf8)
        let digits = bytes.enumerated().filter { $0.offset != 4 && $0.offset != 7 }.map { Int64($0.element) - 0x30 }
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            digits.allSatisfy({ (0...9).contains($0) })
        else { return nil }
        let number = { (range: Range<Int>) in digits[range].reduce(0) { $0 * 10 + $1 } }
        let (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
        guard (1...12).contains(month), day >= 1, day <= Self.daysInMonth(year: year, month: month) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Days of a month, leap years counted.
    public static func daysInMonth(year: Int64, month: Int64) -> Int64 {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Orders days by time.
    public static func < (left: LocalDay, right: LocalDay) -> Bool { left.dayNumber < right.dayNumber }
}
