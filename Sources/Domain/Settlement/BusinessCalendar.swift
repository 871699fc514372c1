import Quantities

/// Which days banks settle on.
public enum BusinessCalendar: String, Hashable, Sendable, CaseIterable {
    /// The Eurosystem's T2 (formerly TARGET2): Monday to Friday but 1 January, Good Friday, Easter Monday, 1 May, 25 and
    /// 26 December. Source: ECB, "TARGET closing days".
    case target
    /// Monday to Friday.
    case weekends
    /// Every day.
    case none

    /// Whether payments settle on `day`.
    public func isBusinessDay(_ day: LocalDay) -> Bool {
        switch self {
        case .none: true
        case .weekends: day.weekday <= 5
        case .target: day.weekday <= 5 && !Self.isTargetHoliday(day)
        }
    }

    /// The business day `settlementDays` after `close`; the close's own day never counts.
    ///
    /// With 0, the day of the close itself, or the next business day when that is none.
    public func valueDay(close: LocalDay, settlementDays: Int64) -> LocalDay {
        var day = close
        while settlementDays <= 0 && !isBusinessDay(day) { day = day.adding(days: 1) }
        var left = settlementDays
        while left > 0 {
            day = day.adding(days: 1)
            if isBusinessDay(day) { left -= 1 }
        }
        return day
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
