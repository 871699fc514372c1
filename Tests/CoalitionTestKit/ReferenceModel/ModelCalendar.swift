/// The coalition's time zone, as two functions between seconds of UTC since 1970 and local day numbers.
///
/// Day 0 is 1970-01-01 of the local calendar. Counting goes year by year and month by month, so that it can be checked
/// by eye.
public struct ModelCalendar: Sendable {
    /// The local day in which an instant lies.
    public let day: @Sendable (_ secondsUTC: Int) -> Int
    /// The first instant that no longer belongs to a local day; the last one shown, 23:59:59, is a second before.
    public let endOfDay: @Sendable (_ day: Int) -> Int

    /// A zone given by its two functions.
    public init(
        day: @escaping @Sendable (_ secondsUTC: Int) -> Int, endOfDay: @escaping @Sendable (_ day: Int) -> Int
    ) {
        self.day = day
        self.endOfDay = endOfDay
    }

    /// UTC itself.
    public static let utc = ModelCalendar(day: { wholeDays($0) }, endOfDay: { ($0 + 1) * 86_400 })

    /// Europe/Bucharest by the rule in force since 1997: UTC+2, and UTC+3 from the last Sunday of March, 01:00 UTC,
    /// to the last Sunday of October, 01:00 UTC.
    public static let bucharest = ModelCalendar(
        day: { wholeDays($0 + bucharestOffset($0)) },
        endOfDay: { day in
            // The clock never changes at midnight, so exactly one of the two offsets agrees with itself.
            let summer = (day + 1) * 86_400 - 3 * 3600
            return bucharestOffset(summer) == 3 * 3600 ? summer : (day + 1) * 86_400 - 2 * 3600
        })

    /// The day `months` months later: the same day of the month, or the month's last when it has no such day.
    public static func day(_ day: Int, plusMonths months: Int) -> Int {
        let date = date(ofDay: day)
        let monthsSinceYearZero = date.year * 12 + (date.month - 1) + months
        let year = monthsSinceYearZero / 12
        let month = monthsSinceYearZero % 12 + 1
        return dayNumber(year: year, month: month, day: min(date.day, length(ofMonth: month, year: year)))
    }

    /// The day number of a date from 1970 on; month 1 to 12, day 1 to 31.
    public static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        var days = 0
        for earlier in 1970..<year { days += isLeap(earlier) ? 366 : 365 }
        for earlier in 1..<month { days += length(ofMonth: earlier, year: year) }
        return days + day - 1
    }

    /// Seconds since 1970 of a date and time of day in UTC.
    public static func seconds(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Int {
        dayNumber(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60
    }

    static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        var rest = day
        var year = 1970
        while rest >= (isLeap(year) ? 366 : 365) {
            rest -= isLeap(year) ? 366 : 365
            year += 1
        }
        var month = 1
        while rest >= length(ofMonth: month, year: year) {
            rest -= length(ofMonth: month, year: year)
            month += 1
        }
        return (year, month, rest + 1)
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func wholeDays(_ seconds: Int) -> Int {
        seconds >= 0 ? seconds / 86_400 : -((-seconds + 86_399) / 86_400)
    }

    private static func bucharestOffset(_ secondsUTC: Int) -> Int {
        let year = date(ofDay: wholeDays(secondsUTC)).year
        let begins = lastSunday(dayNumber(year: year, month: 3, day: 31)) * 86_400 + 3600
        let ends = lastSunday(dayNumber(year: year, month: 10, day: 31)) * 86_400 + 3600
        return secondsUTC >= begins && secondsUTC < ends ? 3 * 3600 : 2 * 3600
    }

    /// Day 0 was a Thursday, so a day is a Sunday when `(day + 4) % 7` is 0.
    private static func lastSunday(_ lastDayOfMonth: Int) -> Int {
        lastDayOfMonth - (lastDayOfMonth + 4) % 7
    }
}
