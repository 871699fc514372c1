import Partners
import Quantities
import Settlement
import Testing
import Wire

@Suite struct `Cut-offs where clocks change` {
    @Test(
        arguments: [
            // Bucharest: 28 March 2027 has no hour from 03:00, 31 October has it twice.
            (
                "Europe/Bucharest", SettlementSchedule.daily, "03:30", "2027-03-26T12:00:00Z",
                ["2027-03-27T01:30:00Z", "2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"]
            ),
            (
                "Europe/Bucharest", .daily, "03:30", "2027-10-29T12:00:00Z",
                ["2027-10-30T00:30:00Z", "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"]
            ),
            (
                "Europe/Bucharest", .weekly, "SUN 03:30", "2027-03-21T01:30:00Z",
                ["2027-03-28T01:00:00Z", "2027-04-04T00:30:00Z"]
            ),
            (
                "Europe/Bucharest", .weekly, "SUN 03:30", "2027-10-24T00:30:00Z",
                ["2027-10-31T00:30:00Z", "2027-11-07T01:30:00Z"]
            ),
            (
                "Europe/Bucharest", .monthly, "28 03:30", "2027-03-01T00:00:00Z",
                ["2027-03-28T01:00:00Z", "2027-04-28T00:30:00Z"]
            ),
            (
                "Europe/Bucharest", .twiceMonthly, "15,31 03:30", "2027-10-16T00:00:00Z",
                ["2027-10-31T00:30:00Z", "2027-11-15T01:30:00Z", "2027-11-30T01:30:00Z"]
            ),
            // The moment of the change is itself a time shown twice.
            (
                "Europe/Bucharest", .monthly, "31 03:00", "2027-10-01T00:00:00Z",
                ["2027-10-31T00:00:00Z", "2027-11-30T01:00:00Z"]
            ),
            // Sydney, where summer ends in April: 4 October 2026 has no hour from 02:00, 4 April 2027 has it twice.
            (
                "Australia/Sydney", .daily, "02:30", "2026-10-02T00:00:00Z",
                ["2026-10-02T16:30:00Z", "2026-10-03T16:00:00Z", "2026-10-04T15:30:00Z"]
            ),
            (
                "Australia/Sydney", .daily, "02:30", "2027-04-02T00:00:00Z",
                ["2027-04-02T15:30:00Z", "2027-04-03T15:30:00Z", "2027-04-04T16:30:00Z"]
            ),
            (
                "Australia/Sydney", .twiceMonthly, "4,31 02:30", "2026-09-30T23:00:00Z",
                ["2026-10-03T16:00:00Z", "2026-10-30T15:30:00Z", "2026-11-03T15:30:00Z"]
            ),
            (
                "Australia/Sydney", .monthly, "31 00:00", "2027-01-31T00:00:00Z",
                ["2027-02-27T13:00:00Z", "2027-03-30T13:00:00Z", "2027-04-29T14:00:00Z"]
            ),
        ] as [(String, SettlementSchedule, String, String, [String])])
    func `a skipped time means the moment of the change, a repeated one the first of the two`(
        name: String, schedule: SettlementSchedule, cutOff: String, after: String, expected: [String]
    ) throws {
        let zone = try #require(ZoneRules(iana: name))
        let cutOffs = try CutOffSchedule(schedule: schedule, cutOff: cutOff)
        var found: [String] = []
        var last = try Instant(rfc3339: after)
        for _ in expected {
            last = try #require(cutOffs.next(after: last, zone: zone))
            found.append(last.description)
        }
        #expect(found == expected)
    }

    @Test(
        arguments: ["Europe/Bucharest", "Australia/Sydney", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"],
        ["00:00", "00:30", "01:30", "02:00", "02:15", "02:30", "03:00", "03:30", "23:59"])
    func `each local day has one cut-off, whatever the clocks do`(name: String, time: String) throws {
        let zone = try #require(ZoneRules(iana: name))
        let daily = try CutOffSchedule(schedule: .daily, cutOff: time)
        let first = LocalDay(year: 2026, month: 1, day: 1)
        let missed = daily.missed(
            since: zone.instant(of: first).advanced(bySeconds: -1), until: zone.end(of: first.adding(days: 729)),
            zone: zone, limit: 2000)
        let days = missed.map { zone.day(of: $0) }
        #expect(days.prefix(730) == ((0..<730).map { first.adding(days: $0) })[...])
        #expect(zip(missed, missed.dropFirst()).allSatisfy { $0 < $1 })
    }
}
