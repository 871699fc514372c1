import Partners
import Quantities

/// Which days banks settle on: a rule for every year, less a list of further holidays (PROTOCOL.md section 6,
/// `calendar`).
public struct BusinessCalendar: Hashable, Sendable {
    /// The rule a calendar starts from.
    public enum Base: String, Hashable, Sendable, CaseIterable {
        /// The Eurosystem's T2 (formerly TARGET2): Monday to Friday but 1 January, Good Friday, Easter Monday, 1 May, 25
        /// and 26 December. Source: ECB, "TARGET closing days".
        case target
        /// Monday to Friday.
        case weekends
        /// Every day.
        case none
    }

    /// The name the coalition file gives it: that of its base, or of a list of holidays.
    public let name: String
    /// The rule it starts from.
    public let base: Base
    /// Further days on which banks do not settle; rising, each once.
    public let holidays: [LocalDay]

    /// TARGET without further holidays.
    public static let target = BusinessCalendar(.target)
    /// Monday to Friday without further holidays.
    public static let weekends = BusinessCalendar(.weekends)
    /// Every day.
    public static let none = BusinessCalendar(.none)

    /// A rule without further holidays, under its own name.
    public init(_ base: Base) {
        self.init(name: base.rawValue, base: base, holidays: [])
    }

    /// A calendar of these parts; the holidays may come in any order.
    public init(name: String, base: Base, holidays: some Sequence<LocalDay>) {
        self.name = name
        self.base = base
        self.holidays = Set(holidays).sorted()
    }

    /// The calendar that a coalition file names: a list of its own before a rule of the same name.
    ///
    /// `nil` when there is neither, or when the list adds to no known rule.
    public init?(named name: String, lists: [String: HolidayList]) {
        if let list = lists[name] {
            guard let base = Base(rawValue: list.base) else { return nil }
            self.init(name: name, base: base, holidays: list.holidays)
        } else {
            guard let base = Base(rawValue: name) else { return nil }
            self.init(base)
        }
    }

    /// Whether this is a rule without further holidays, under its own name.
    public var isPlain: Bool { holidays.isEmpty && name == base.rawValue }

    /// Whether payments settle on `day`.
    public func isBusinessDay(_ day: LocalDay) -> Bool {
        let isOpen =
            switch base {
            case .none: true
            case .weekends: day.weekday <= 5
            case .target: day.weekday <= 5 && !Self.isTargetHoliday(day)
            }
        return isOpen && !isListed(day)
    }

    /// The business day `count` after `day`, which itself never counts; with 0 or less, `day` itself.
    public func day(_ count: Int64, businessDaysAfter day: LocalDay) -> LocalDay {
        var day = day
        var left = count
        while left > 0 {
            day = day.adding(days: 1)
            if isBusinessDay(day) { left -= 1 }
        }
        return day
    }

    /// `day` itself when it is a business day, else where `roll` sends it.
    ///
    /// A month whose rest and past are all holidays has nowhere to roll back to; then the next business day serves.
    /// Source: ISDA 2006 Definitions, section 4.12.
    public func rolled(_ day: LocalDay, _ roll: DayRoll) -> LocalDay {
        var next = day
        while !isBusinessDay(next) { next = next.adding(days: 1) }
        let month = day.civil.month
        guard roll == .modifiedFollowing, next.civil.month != month else { return next }
        var before = day
        while !isBusinessDay(before), before.civil.month == month { before = before.adding(days: -1) }
        return before.civil.month == month ? before : next
    }

    /// The day payments of a cycle are due: `settlementDays` business days after `close`, whose own day never counts.
    ///
    /// Counting ends on a business day, so `roll` decides only where 0 days are agreed and the cycle closes on none.
    public func valueDay(close: LocalDay, settlementDays: Int64, roll: DayRoll = .following) -> LocalDay {
        rolled(day(settlementDays, businessDaysAfter: close), roll)
    }

    private func isListed(_ day: LocalDay) -> Bool {
        var (low, high) = (0, holidays.count)
        while low < high {
            let middle = (low + high) / 2
            if holidays[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low < holidays.count && holidays[low] == day
    }

    /// Easter Sunday of a year of the Gregorian calendar.
    ///
    /// Source: the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).
    public static func easterSunday(year: Int64) -> LocalDay {
        let golden = year % 19
        let century = year / 100
        let yearOfCentury = year % 100
        let correction = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - correction + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
        let shift = (golden + 11 * epact + 22 * weekday) / 451
        let sum = epact + weekday - 7 * shift + 114
        return LocalDay(year: year, month: sum / 31, day: sum % 31 + 1)
    }

    private static func isTargetHoliday(_ day: LocalDay) -> Bool {
        let (year, month, dayOfMonth) = day.civil
        switch (month, dayOfMonth) {
        case (1, 1), (5, 1), (12, 25), (12, 26):
            return true
        default:
            let easter = easterSunday(year: year)
            return day == easter.adding(days: -2) || day == easter.adding(days: 1)
        }
    }
}
