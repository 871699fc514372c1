import Quantities
import Settlement
import Testing

@Suite struct `Business days` {
    // Source: the Astronomical Applications Department of the U.S. Naval Observatory, "The Date of Easter".
    @Test(
        arguments: [
            (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2029, 4, 1), (2030, 4, 21),
            (2031, 4, 13), (2032, 3, 28), (2033, 4, 17), (2034, 4, 9), (2035, 3, 25),
        ] as [(Int64, Int64, Int64)])
    func `Easter falls as published, and TARGET closes around it`(year: Int64, month: Int64, day: Int64) {
        let easter = LocalDay(year: year, month: month, day: day)
        #expect(BusinessCalendar.easterSunday(year: year) == easter)
        #expect(!BusinessCalendar.target.isBusinessDay(easter.adding(days: -2)))
        #expect(!BusinessCalendar.target.isBusinessDay(easter.adding(days: 1)))
        #expect(BusinessCalendar.target.isBusinessDay(easter.adding(days: -3)))
        #expect(BusinessCalendar.target.isBusinessDay(easter.adding(days: 2)))
        #expect(BusinessCalendar.weekends.isBusinessDay(easter.adding(days: -2)))
        #expect(BusinessCalendar.none.isBusinessDay(easter))
    }

    @Test(arguments: [(1, 1), (5, 1), (12, 25), (12, 26)] as [(Int64, Int64)])
    func `TARGET closes on its fixed days`(month: Int64, day: Int64) {
        for year in Int64(2024)...2035 {
            #expect(!BusinessCalendar.target.isBusinessDay(LocalDay(year: year, month: month, day: day)))
        }
    }

    // 2026-11-20 is a Friday; 2026-12-24 a Thursday before a long weekend.
    @Test(
        arguments: [
            (BusinessCalendar.target, "2026-11-20", 2, "2026-11-24"), (.target, "2026-11-21", 2, "2026-11-24"),
            (.target, "2026-11-22", 0, "2026-11-23"), (.target, "2026-11-20", 0, "2026-11-20"),
            (.target, "2026-12-24", 1, "2026-12-28"), (.target, "2026-04-02", 2, "2026-04-08"),
            (.weekends, "2026-12-24", 1, "2026-12-25"), (.none, "2026-11-20", 2, "2026-11-22"),
        ] as [(BusinessCalendar, String, Int64, String)])
    func `value dates count business days after the close`(
        calendar: BusinessCalendar, close: String, days: Int64, expected: String
    ) throws {
        let instant = try Instant(rfc3339: close + "T12:00:00Z")
        let value = calendar.valueDay(close: ZoneRules.utc.day(of: instant), settlementDays: days)
        #expect(value.description == expected)
    }
}
