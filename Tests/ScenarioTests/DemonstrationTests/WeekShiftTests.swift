import Quantities
import Testing
import Wire

@testable import Demonstration

@Suite struct `Moving purchases by whole weeks` {
    private let zone: ZoneRules

    init() throws {
        zone = try Recording.zone.get()
    }

    private func shift(last: String, now: String) throws -> WeekShift {
        WeekShift(last: try Instant(rfc3339: last), now: try Instant(rfc3339: now), zone: zone)
    }

    @Test func `the last recorded week becomes the last whole week before now`() throws {
        // Saturday, 21 November 2026; the week before began on Monday the 9th.
        let shift = try shift(last: "2017-06-04T20:59:21Z", now: "2026-11-21T22:00:00Z")
        let moved = shift.moved(try Instant(rfc3339: "2017-06-04T20:59:21Z"))
        #expect(shift.days % 7 == 0)
        // 23:59:21 in Bucharest on both days; summer time is over in November.
        #expect(moved.description == "2026-11-15T21:59:21Z")
    }

    @Test(arguments: [
        // On Monday at midnight a week has just ended; a second earlier it has not.
        ("2026-11-15T22:00:00Z", "2026-11-15"), ("2026-11-15T21:59:59Z", "2026-11-08"),
    ])
    func `a week ends on Monday at midnight in the coalition's zone`(now: String, lastDay: String) throws {
        let shift = try shift(last: "2017-06-04T12:00:00Z", now: now)
        let moved = shift.moved(try Instant(rfc3339: "2017-06-04T12:00:00Z"))
        #expect(zone.day(of: moved).description == lastDay)
    }

    @Test(arguments: [
        // Summer time begins on Sunday, 29 March 2026, at three: half past three is skipped and becomes four.
        ("2017-06-03T23:30:00Z", "2026-03-29T00:30:00Z"), ("2017-06-04T00:30:00Z", "2026-03-29T01:00:00Z"),
        ("2017-06-04T01:30:00Z", "2026-03-29T01:30:00Z"), ("2017-06-04T20:59:59Z", "2026-03-29T20:59:59Z"),
        ("2017-06-03T20:59:59Z", "2026-03-28T21:59:59Z"),
    ])
    func `in the week summer time begins, the local clock shows the same`(recorded: String, moved: String) throws {
        let shift = try shift(last: "2017-06-04T20:59:21Z", now: "2026-04-01T12:00:00Z")
        #expect(shift.moved(try Instant(rfc3339: recorded)).description == moved)
    }

    @Test(arguments: [
        // Summer time ends on Sunday, 25 October 2026, at four; the hour from three comes twice, and the first is taken.
        ("2017-06-04T00:30:00Z", "2026-10-25T00:30:00Z"), ("2017-06-04T01:30:00Z", "2026-10-25T02:30:00Z"),
        ("2017-06-04T20:59:59Z", "2026-10-25T21:59:59Z"),
    ])
    func `in the week summer time ends, the local clock shows the same`(recorded: String, moved: String) throws {
        let shift = try shift(last: "2017-06-04T20:59:21Z", now: "2026-10-28T12:00:00Z")
        #expect(shift.moved(try Instant(rfc3339: recorded)).description == moved)
    }

    @Test func `every recorded purchase keeps its day of the week and lies in one of four weeks`() throws {
        let purchases = try Recording.purchases.get()
        let last = try #require(purchases.last)
        for now in ["2026-11-21T22:00:00Z", "2026-04-12T12:00:00Z", "2026-11-10T12:00:00Z"] {
            let instant = try Instant(rfc3339: now)
            let shift = WeekShift(last: last.occurredAt, now: instant, zone: zone)
            let moved = shift.moved(purchases)
            for (before, after) in zip(purchases, moved) {
                #expect(zone.day(of: before.occurredAt).weekday == zone.day(of: after.occurredAt).weekday)
            }
            #expect(Set(moved.map { WeekShift.monday(of: zone.day(of: $0.occurredAt)) }).count == 4)
            #expect(moved.allSatisfy { $0.occurredAt < instant })
        }
    }
}
