import CoalitionTestKit
import Quantities
import Testing

@Suite struct `Days of the calendar` {
    @Test(
        arguments: [
            // year, month, day, number since 1970, weekday from Monday
            (1970, 1, 1, 0, 4), (1969, 12, 31, -1, 3), (2000, 2, 29, 11_016, 2), (2000, 3, 1, 11_017, 3),
            (2026, 11, 20, 20_777, 5), (1900, 3, 1, -25_508, 4), (2024, 2, 29, 19_782, 4), (1600, 1, 1, -135_140, 6),
            (2038, 1, 19, 24_855, 2), (1, 1, 1, -719_162, 1),
        ] as [(Int64, Int64, Int64, Int64, Int)])
    func `known dates`(year: Int64, month: Int64, day: Int64, number: Int64, weekday: Int) {
        let date = LocalDay(year: year, month: month, day: day)
        #expect(date.dayNumber == number)
        #expect(date.weekday == weekday)
        #expect(date.civil == (year, month, day))
    }

    @Test func `every day of eight centuries follows the one before`() {
        var before = LocalDay(year: 1599, month: 12, day: 31)
        for number in (before.dayNumber + 1)...LocalDay(year: 2400, month: 1, day: 1).dayNumber {
            let day = LocalDay(dayNumber: number)
            let (year, month, date) = day.civil
            let (lastYear, lastMonth, lastDate) = before.civil
            let isNext = (year, month, date) == (lastYear, lastMonth, lastDate + 1)
            let isNewMonth = date == 1 && lastDate == LocalDay.daysInMonth(year: lastYear, month: lastMonth)
            guard isNext || isNewMonth, LocalDay(year: year, month: month, day: date) == day else {
                Issue.record("\(before) is followed by \(day)")
                return
            }
            before = day
        }
    }

    @Test(
        arguments: [
            ((2026, 1, 31), 1, "2026-02-28"), ((2024, 1, 31), 1, "2024-02-29"), ((2026, 1, 31), 2, "2026-03-31"),
            ((2026, 12, 15), 1, "2027-01-15"), ((2026, 2, 28), 12, "2027-02-28"), ((2024, 2, 29), 12, "2025-02-28"),
            ((2024, 2, 29), 48, "2028-02-29"), ((2026, 3, 31), -1, "2026-02-28"), ((2026, 1, 1), -13, "2024-12-01"),
            ((2026, 5, 31), 0, "2026-05-31"),
        ] as [((Int64, Int64, Int64), Int64, String)])
    func `months keep the day or end with the month`(from: (Int64, Int64, Int64), months: Int64, to: String) {
        let day = LocalDay(year: from.0, month: from.1, day: from.2)
        #expect(day.adding(months: months).description == to)
    }
}

@Suite struct `Reading a day` {
    @Test(arguments: [Int64(-1), 0, 20_512, 21_183, 2_932_896])
    func `what is written reads back`(number: Int64) {
        let day = LocalDay(dayNumber: number)
        #expect(LocalDay(iso8601: day.description) == day)
    }

    @Test(arguments: [
        "", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-01", "20260101", "2026-01-01Z",
        "2026/01/01",
        "٢026-01-01",
    ])
    func `another text is none`(text: String) {
        #expect(LocalDay(iso8601: text) == nil)
    }
}
