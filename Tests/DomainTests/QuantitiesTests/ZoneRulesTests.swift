import CoalitionTestKit
import Quantities
import Testing

/// Bucharest in 2026: three hours ahead of UTC from 29 March 01:00 UTC, two from 25 October 01:00 UTC.
@Suite struct `Days of a time zone` {
    private let zone = ZoneRules(
        name: "Europe/Bucharest", firstOffsetSeconds: 7200,
        transitions: [
            ZoneRules.Transition(start: Instant(seconds: 1_774_746_000), offsetSeconds: 10_800),
            ZoneRules.Transition(start: Instant(seconds: 1_792_890_000), offsetSeconds: 7200),
        ])

    @Test func `the builder's rules are the same in that year`() {
        #expect(
            ZoneRules.bucharest.transitions.filter { $0.start > .at("2026-01-01T00:00:00Z") }.prefix(2)
                == zone.transitions[...])
    }

    @Test(
        arguments: [
            ("2026-01-15T21:59:59Z", "2026-01-15"), ("2026-01-15T22:00:00Z", "2026-01-16"),
            ("2026-07-15T20:59:59Z", "2026-07-15"), ("2026-07-15T21:00:00Z", "2026-07-16"),
            ("2026-03-29T00:59:59Z", "2026-03-29"), ("2026-03-28T22:00:00Z", "2026-03-29"),
            ("2026-03-28T21:59:59Z", "2026-03-28"), ("2026-03-29T20:59:59Z", "2026-03-29"),
            ("2026-10-25T21:59:59Z", "2026-10-25"), ("2026-10-25T22:00:00Z", "2026-10-26"),
        ])
    func `a moment lies in its local day`(moment: String, day: String) {
        #expect(zone.day(of: .at(moment)).description == day)
    }

    @Test(
        arguments: [
            ((2026, 1, 31), "2026-01-31T22:00:00Z"), ((2026, 7, 31), "2026-07-31T21:00:00Z"),
            ((2026, 3, 28), "2026-03-28T22:00:00Z"), ((2026, 3, 29), "2026-03-29T21:00:00Z"),
            ((2026, 10, 24), "2026-10-24T21:00:00Z"), ((2026, 10, 25), "2026-10-25T22:00:00Z"),
        ] as [((Int64, Int64, Int64), String)])
    func `a day ends at local midnight`(day: (Int64, Int64, Int64), end: String) {
        #expect(zone.end(of: LocalDay(year: day.0, month: day.1, day: day.2)) == .at(end))
    }

    @Test(
        arguments: [
            // 29 March has no 03:30: the clock goes from 03:00 to 04:00
            ((2026, 3, 29), 3, 0, "2026-03-29T01:00:00Z"), ((2026, 3, 29), 3, 30, "2026-03-29T01:00:00Z"),
            ((2026, 3, 29), 4, 0, "2026-03-29T01:00:00Z"), ((2026, 3, 29), 2, 59, "2026-03-29T00:59:00Z"),
            ((2026, 3, 29), 4, 1, "2026-03-29T01:01:00Z"),
            // 25 October has 03:30 twice: the first counts
            ((2026, 10, 25), 3, 0, "2026-10-25T00:00:00Z"), ((2026, 10, 25), 3, 30, "2026-10-25T00:30:00Z"),
            ((2026, 10, 25), 2, 59, "2026-10-24T23:59:00Z"), ((2026, 10, 25), 4, 0, "2026-10-25T02:00:00Z"),
            ((2026, 6, 1), 12, 0, "2026-06-01T09:00:00Z"),
        ] as [((Int64, Int64, Int64), Int64, Int64, String)])
    func `a local time is a moment, skipped and repeated ones too`(
        day: (Int64, Int64, Int64), hour: Int64, minute: Int64, moment: String
    ) {
        let local = LocalDay(year: day.0, month: day.1, day: day.2)
        #expect(zone.instant(of: local, secondOfDay: hour * 3600 + minute * 60) == .at(moment))
    }

    @Test func `every second belongs to the day whose end comes next`() {
        for number in LocalDay(year: 2026, month: 1, day: 1)
            .dayNumber..<LocalDay(year: 2027, month: 1, day: 1).dayNumber
        {
            let day = LocalDay(dayNumber: number)
            let end = zone.end(of: day)
            #expect(zone.day(of: end.advanced(bySeconds: -1)) == day)
            #expect(zone.day(of: end) == day.adding(days: 1))
        }
    }

    @Test func `UTC has no surprises`() {
        #expect(ZoneRules.utc.end(of: LocalDay(dayNumber: 0)) == Instant(seconds: 86_400))
        #expect(ZoneRules.utc.day(of: Instant(seconds: -1)) == LocalDay(dayNumber: -1))
    }
}
