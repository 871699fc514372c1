import Partners
import Quantities
import Settlement
import Testing

@Suite struct `Cut-offs` {
    /// Bucharest in 2026 and 2027: summer time from the last Sunday of March, 03:00, to that of October, 04:00.
    static func bucharest() throws -> ZoneRules {
        let changes = [
            ("2026-03-29T01:00:00Z", 10_800), ("2026-10-25T01:00:00Z", 7_200), ("2027-03-28T01:00:00Z", 10_800),
            ("2027-10-31T01:00:00Z", 7_200),
        ]
        return ZoneRules(
            name: "Europe/Bucharest", firstOffsetSeconds: 7_200,
            transitions: try changes.map { text, offset in
                ZoneRules.Transition(start: try Instant(rfc3339: text), offsetSeconds: Int64(offset))
            })
    }

    @Test(
        arguments: [
            (SettlementSchedule.weekly, "MON 00:00", "2026-11-20T10:00:00Z", "2026-11-22T22:00:00Z"),
            (.weekly, "MON 00:00", "2026-11-22T22:00:00Z", "2026-11-29T22:00:00Z"),
            (.weekly, "MON 00:00", "2026-11-22T21:59:59Z", "2026-11-22T22:00:00Z"),
            // The week of the change to summer time: midnight moves from 22:00 to 21:00 in UTC.
            (.weekly, "MON 00:00", "2026-03-22T22:00:00Z", "2026-03-29T21:00:00Z"),
            (.weekly, nil, "2026-10-20T00:00:00Z", "2026-10-25T22:00:00Z"),
            // 03:30 is skipped on 29 March: the moment of the change. On 25 October it comes twice: the first.
            (.daily, "03:30", "2026-03-28T02:00:00Z", "2026-03-29T01:00:00Z"),
            (.daily, "03:30", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
            (.daily, "03:30", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
            (.daily, nil, "2026-06-30T20:59:59Z", "2026-06-30T21:00:00Z"),
            (.twiceMonthly, "02:00", "2026-11-01T00:00:00Z", "2026-11-16T00:00:00Z"),
            (.twiceMonthly, "5,20 12:00", "2026-11-05T10:00:00Z", "2026-11-20T10:00:00Z"),
            (.twiceMonthly, "15,31 00:00", "2027-02-20T00:00:00Z", "2027-02-27T22:00:00Z"),
            (.monthly, "31 00:00", "2026-11-20T00:00:00Z", "2026-11-29T22:00:00Z"),
            (.monthly, "00:00", "2026-12-31T22:00:00Z", "2027-01-31T22:00:00Z"),
            (.monthly, nil, "2026-10-05T00:00:00Z", "2026-10-31T22:00:00Z"),
            // The 31st of a shorter month is its last day, leap years counted.
            (.monthly, "31 00:00", "2027-01-30T22:00:00Z", "2027-02-27T22:00:00Z"),
            (.monthly, "31 00:00", "2028-01-30T22:00:00Z", "2028-02-28T22:00:00Z"),
            (.monthly, "31 00:00", "2027-03-30T22:00:00Z", "2027-04-29T21:00:00Z"),
            (.twiceMonthly, "30,31 12:00", "2027-02-01T00:00:00Z", "2027-02-28T10:00:00Z"),
            (.twiceMonthly, "30,31 12:00", "2027-02-28T10:00:00Z", "2027-03-30T09:00:00Z"),
        ] as [(SettlementSchedule, String?, String, String)])
    func `the next one is reckoned in local time`(
        schedule: SettlementSchedule, cutOff: String?, after: String, expected: String
    ) throws {
        let cutOffs = try CutOffSchedule(schedule: schedule, cutOff: cutOff)
        let next = try cutOffs.next(after: Instant(rfc3339: after), zone: Self.bucharest())
        #expect(next?.description == expected)
    }

    @Test func `a manual schedule has none`() throws {
        let manual = try CutOffSchedule(schedule: .manual, cutOff: nil)
        #expect(manual.next(after: Instant(seconds: 0), zone: .utc) == nil)
        #expect(manual.missed(since: Instant(seconds: 0), until: Instant(seconds: 1_790_000_000), zone: .utc) == [])
    }

    @Test func `those missed while the hub was down are listed, earliest first`() throws {
        let weekly = try CutOffSchedule(schedule: .weekly, cutOff: "MON 00:00")
        let missed = try weekly.missed(
            since: Instant(rfc3339: "2026-10-18T21:00:00Z"), until: Instant(rfc3339: "2026-11-08T22:00:00Z"),
            zone: Self.bucharest())
        #expect(
            missed.map(\.description) == ["2026-10-25T22:00:00Z", "2026-11-01T22:00:00Z", "2026-11-08T22:00:00Z"])
        let bounded = weekly.missed(
            since: Instant(seconds: 0), until: Instant(seconds: 1_790_000_000), zone: .utc, limit: 5)
        #expect(bounded.count == 5)
    }

    @Test(
        arguments: [
            (SettlementSchedule.manual, "00:00"), (.daily, ""), (.daily, "24:00"), (.daily, "MON 00:00"),
            (.daily, "0:00"),
            (.daily, "00:60"), (.weekly, "00:00"), (.weekly, "Mon 00:00"), (.weekly, "MON  00:00"), (.weekly, "MON"),
            (.twiceMonthly, "16,1 00:00"), (.twiceMonthly, "1 00:00"), (.twiceMonthly, "1,32 00:00"),
            (.monthly, "0 00:00"),
            (.monthly, "1,16 00:00"), (.monthly, "x 00:00"), (.monthly, "001 00:00"),
        ] as [(SettlementSchedule, String)])
    func `other forms are refused`(schedule: SettlementSchedule, cutOff: String) {
        #expect(throws: CutOffError.malformed(cutOff)) { try CutOffSchedule(schedule: schedule, cutOff: cutOff) }
    }
}
