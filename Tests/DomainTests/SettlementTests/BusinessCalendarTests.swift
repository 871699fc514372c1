import Partners
import Quantities
import Settlement
import Testing

@Suite struct `Business days` {
    static func day(_ text: String) throws -> LocalDay { try #require(LocalDay(iso8601: text)) }

    // Source: the Astronomical Applications Department of the U.S. Naval Observatory, "The Date of Easter".
    @Test(
        arguments: [
            (1900, 4, 15), (1913, 3, 23), (1943, 4, 25), (1954, 4, 18), (1961, 4, 2), (1981, 4, 19), (2000, 4, 23),
            (2008, 3, 23), (2011, 4, 24), (2016, 3, 27), (2019, 4, 21), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5),
            (2027, 3, 28), (2028, 4, 16), (2029, 4, 1), (2030, 4, 21), (2031, 4, 13), (2032, 3, 28), (2033, 4, 17),
            (2034, 4, 9), (2035, 3, 25), (2038, 4, 25), (2049, 4, 18), (2076, 4, 19), (2099, 4, 12), (2100, 3, 28),
        ] as [(Int64, Int64, Int64)])
    func `Easter falls as published, and TARGET closes around it`(year: Int64, month: Int64, day: Int64) {
        let easter = LocalDay(year: year, month: month, day: day)
        #expect(BusinessCalendar.easterSunday(year: year) == easter)
        #expect(!BusinessCalendar.target.isBusinessDay(easter.adding(days: -2)))
        #expect(!BusinessCalendar.target.isBusinessDay(easter.adding(days: 1)))
        #expect(BusinessCalendar.target.isBusinessDay(easter.adding(days: -3)))
        #expect(BusinessCalendar.weekends.isBusinessDay(easter.adding(days: -2)))
        #expect(BusinessCalendar.none.isBusinessDay(easter))
    }

    @Test func `Easter is a Sunday from 22 March to 25 April in every year from 1900 to 2100`() {
        for year in Int64(1900)...2100 {
            let easter = BusinessCalendar.easterSunday(year: year)
            #expect(easter.weekday == 7)
            #expect(easter >= LocalDay(year: year, month: 3, day: 22), "\(year)")
            #expect(easter <= LocalDay(year: year, month: 4, day: 25), "\(year)")
        }
    }

    // Source: ECB, "TARGET closing days", those that fall on Monday to Friday.
    @Test(
        arguments: [
            (2024, ["01-01", "03-29", "04-01", "05-01", "12-25", "12-26"]),
            (2025, ["01-01", "04-18", "04-21", "05-01", "12-25", "12-26"]),
            (2026, ["01-01", "04-03", "04-06", "05-01", "12-25"]), (2027, ["01-01", "03-26", "03-29"]),
            (2028, ["04-14", "04-17", "05-01", "12-25", "12-26"]),
            (2029, ["01-01", "03-30", "04-02", "05-01", "12-25", "12-26"]),
            (2030, ["01-01", "04-19", "04-22", "05-01", "12-25", "12-26"]),
        ] as [(Int64, [String])])
    func `TARGET closes on these weekdays of a year and on no other`(year: Int64, closed: [String]) {
        let first = LocalDay(year: year, month: 1, day: 1)
        let days = (0..<LocalDay(year: year + 1, month: 1, day: 1).dayNumber - first.dayNumber).map {
            first.adding(days: $0)
        }
        let found = days.filter { $0.weekday <= 5 && !BusinessCalendar.target.isBusinessDay($0) }
        #expect(found.map(\.description) == closed.map { "\(year)-\($0)" })
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
        #expect(calendar.valueDay(close: try Self.day(close), settlementDays: days).description == expected)
    }

    static func romanianBanks() throws -> BusinessCalendar {
        BusinessCalendar(
            name: "ro-banks", base: .target,
            holidays: try ["2026-12-01", "2026-11-30", "2027-01-24", "2026-12-01"].map { try day($0) })
    }

    @Test(
        arguments: [
            // Monday 30 November and Tuesday 1 December are holidays of the list.
            ("2026-11-27", 1, DayRoll.following, "2026-12-02"), ("2026-11-26", 2, .following, "2026-12-02"),
            ("2026-11-26", 1, .following, "2026-11-27"), ("2026-11-28", 0, .following, "2026-12-02"),
            // The next business day lies in December, so a roll within the month goes back to Friday.
            ("2026-11-28", 0, .modifiedFollowing, "2026-11-27"), ("2026-11-30", 0, .modifiedFollowing, "2026-11-27"),
            ("2026-11-21", 0, .modifiedFollowing, "2026-11-23"), ("2026-11-27", 1, .modifiedFollowing, "2026-12-02"),
            ("2027-01-31", 0, .modifiedFollowing, "2027-01-29"), ("2026-12-01", 0, .modifiedFollowing, "2026-12-02"),
        ] as [(String, Int64, DayRoll, String)])
    func `named holidays count, and rolls go forward, or back at a month's end`(
        close: String, days: Int64, roll: DayRoll, expected: String
    ) throws {
        let value = try Self.romanianBanks().valueDay(close: Self.day(close), settlementDays: days, roll: roll)
        #expect(value.description == expected)
    }

    @Test func `a month of nothing but holidays is left forward`() throws {
        let february = (1...28).map { LocalDay(year: 2027, month: 2, day: $0) }
        let calendar = BusinessCalendar(name: "shut", base: .none, holidays: february)
        #expect(calendar.rolled(february[9], .modifiedFollowing).description == "2027-03-01")
    }

    @Test func `a name means a list of the coalition, or a rule`() throws {
        let holiday = try Self.day("2026-12-01")
        let lists = [
            "ro-banks": HolidayList(base: "target", holidays: [holiday]),
            "broken": HolidayList(base: "moon", holidays: []), "none": HolidayList(base: "weekends", holidays: []),
        ]
        let own = try #require(BusinessCalendar(named: "ro-banks", lists: lists))
        #expect(own.base == .target && own.holidays == [holiday] && !own.isPlain && !own.isBusinessDay(holiday))
        #expect(BusinessCalendar(named: "target", lists: lists) == .target)
        #expect(BusinessCalendar(named: "none", lists: lists)?.base == .weekends)
        #expect(BusinessCalendar(named: "broken", lists: lists) == nil)
        #expect(BusinessCalendar(named: "moon", lists: lists) == nil)
    }
}
