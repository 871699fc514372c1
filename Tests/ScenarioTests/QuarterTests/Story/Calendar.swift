import Quantities

/// A day of the story.
enum Weekday: Int64 {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

/// The story's weeks: the first begins on Monday, 2 January 2017.
enum StoryCalendar {
    /// The weeks with purchases.
    static let weeks: ClosedRange<Int64> = 1...13
    /// Its first midnight in Bucharest.
    static let beginning = Instant(seconds: 1_483_308_000)
    private static let first = LocalDay(year: 2017, month: 1, day: 2)

    /// A day by its week, from 1.
    static func day(_ weekday: Weekday, _ week: Int64) -> LocalDay {
        first.adding(days: 7 * (week - 1) + weekday.rawValue)
    }
}
