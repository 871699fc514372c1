import CoalitionTestKit
import Members
import Messages
import Operations
import Partners
import Postgres
import Quantities
import Reconciliation
import Testing

@Suite struct `Comparing days with the ledger` {
    private static let ana = Identifier.phone(1)

    @Test func `a day of every kind of message is clean when the partner says the same`() async throws {
        try await ReconciliationWorld.with { world in
            try await world.post(.enrolment(Self.ana), "e-1")
            try await world.post(.purchase(100_000, by: Self.ana), "a-1")
            try await world.post(.purchase(99, by: Self.ana), "a-0")
            try await world.post(.spending(300, by: Self.ana), "r-1")
            try await world.post(.spending(200, by: Self.ana, capture: .later), "h-1")
            try await world.post(.capturing("h-1", 150), "c-1")
            try await world.post(.spending(100, by: Self.ana, capture: .later), "h-2")
            try await world.post(.voiding("h-2"), "v-1")
            try await world.post(
                .reversing("a-1", .refund(.of(20_000))), "b-1",
                body: #"{"original_message_id":"a-1","refund":{"amount":20000,"currency":"RON"}}"#)
            try await world.post(.reversing("r-1"), "b-2", body: #"{"original_message_id":"r-1"}"#)
            try await world.post(.spending(1_000_000, by: Self.ana), "x-1")
            try await world.post(.enrolment(.phone(2)), "e-2", from: .cafe)
            try await world.post(.purchase(5_000, by: .phone(2)), "a-1", from: .cafe)
            let rows = [
                "a-1,accrual,1000,100000", "a-0,accrual,0,99", "r-1,redemption,300,", "h-1,redemption,200,",
                "c-1,capture,150,", "h-2,redemption,100,", "v-1,void,100,", "b-1,reversal,200,20000",
                "b-2,reversal,300,",
            ]
            let report = try await world.compare(rows)
            #expect(report.comparison.isClean, "\(report.comparison)")
            #expect(report.record.counts.rows == 9 && report.record.counts.messages == 9)
            let wrong = try await world.compare(
                rows.dropLast(2) + [
                    "b-1,reversal,200,20001", "x-1,redemption,1000000,", "e-1,accrual,0,", "n-1,void,1,",
                ])
            #expect(wrong.comparison.different.map(\.here.amount) == [20_000])
            #expect(wrong.comparison.missingThere.map(\.messageID) == ["b-2"])
            #expect(wrong.comparison.missingHere.map(\.entry.messageID) == ["n-1"])
            #expect(
                wrong.comparison.apart.map(\.place) == [.refused(code: "insufficient_points"), .withoutPoints])
        }
    }

    @Test func `a message is of the local day it occurred on, whenever it came`() async throws {
        try await ReconciliationWorld.with { world in
            try await world.post(.enrolment(Self.ana), "e-1", at: world.moment(-90_000))
            let end = world.zone.instant(of: world.day.adding(days: 1))
            for (id, instant) in [
                ("before", world.moment(0).advanced(bySeconds: -1)), ("first", world.moment(0)),
                ("last", end.advanced(bySeconds: -1)), ("after", end),
            ] {
                try await world.post(.purchase(1_000, by: Self.ana), id, at: instant)
            }
            let rows = ["before", "first", "last", "after"].map { "\($0),accrual,10,1000" }
            let report = try await world.compare(rows)
            #expect(report.record.counts.messages == 2)
            #expect(
                report.comparison.apart.map(\.place) == [
                    .anotherDay(world.day.adding(days: -1)), .anotherDay(world.day.adding(days: 1)),
                ])
            #expect(try await world.compare(Array(rows[1...2])).comparison.isClean)
            #expect(try await world.compare([rows[0]], day: world.day.adding(days: -1)).comparison.isClean)
            #expect(try await world.compare([rows[3]], day: world.day.adding(days: 1)).comparison.isClean)
        }
    }

    @Test func `the newest comparison of a day stands, and each partner sees its own`() async throws {
        try await ReconciliationWorld.with { world in
            try await world.post(.enrolment(Self.ana), "e-1")
            try await world.post(.purchase(1_000, by: Self.ana), "a-1")
            let first = try await world.compare([])
            #expect(!first.record.isClean && first.record.counts.missingThere == 1)
            _ = try await world.compare([], day: world.day.adding(days: -1))
            let second = try await world.compare(["a-1,accrual,10,1000"])
            #expect(second.record.isClean && second.record.fileSHA256 != first.record.fileSHA256)
            let days = try await world.desk.days(of: .grocery)
            #expect(days == [second.record, days[1]])
            #expect(days.map(\.day) == [world.day, world.day.adding(days: -1)] && days.allSatisfy(\.isClean))
            #expect(days[0].comparedBy == "partner:grocery")
            #expect(try await world.desk.days(of: .cafe).isEmpty)
            let counted = try await world.pool.withConnection { connection in
                try connection.execute(
                    Statement("tests.comparisons", "select max(comparisons) as most from reconciliation")
                ).only().int64("most")
            }
            #expect(counted == 2)
        }
    }

    @Test func `an unknown partner and an unreadable file change nothing`() async throws {
        try await ReconciliationWorld.with { world in
            let stranger = try PartnerID("stranger")
            await #expect(throws: ReconciliationFailure.unknownPartner(stranger)) {
                try await world.desk.reconcile([], day: world.day, of: stranger, by: "tests")
            }
            await #expect(throws: ReconciliationFailure.file(.empty)) {
                try await world.desk.reconcile([], day: world.day, of: .grocery, by: "tests")
            }
            #expect(try await world.desk.days(of: .grocery).isEmpty)
            #expect(!ReconciliationFailure.file(.empty).description.isEmpty)
        }
    }

    @Test func `a day of 100,000 messages is read and compared in seconds`() async throws {
        try await ReconciliationWorld.with { world in
            let start = world.moment(0).seconds
            try await world.pool.withConnection { connection in
                try connection.simple(
                    """
                    insert into message (partner, message_id, kind, content_digest, outcome, status, transaction_id,
                        member_id, cycle, occurred_at, received_at, record)
                    select 'grocery', 't-' || n, 3, '', 1, 201,
                        ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,
                        '00000000-0000-0000-0000-000000000001', 1,
                        to_timestamp(\(start) + case when n <= 100000 then 0 else 86400 * 5 end + n % 80000), now(),
                        '\\x00'::bytea || int4send(0) || int4send(0) || int4send(0) || int4send(0)
                            || int4send(length(a.answer)) || a.answer
                    from generate_series(1, 200000) n, lateral (select convert_to(
                        '{"message_id":"t","points":{"base":1,"bonus":0,"total":' || n % 500 || '}}', 'UTF8') as answer
                    ) a;
                    analyze message;
                    """, name: "tests.day")
            }
            let rows = (1...100_000).map { "t-\($0),accrual,\($0 % 500)," }
            let clock = ContinuousClock.now
            let report = try await world.compare(rows)
            let elapsed = ContinuousClock.now - clock
            #expect(report.comparison.isClean && report.record.counts.messages == 100_000)
            #expect(elapsed < .seconds(60), "\(elapsed)")
            print("100,000 messages read and compared in \(elapsed)")
            let other = try await world.compare(rows, day: world.day.adding(days: 5))
            #expect(other.record.counts.apart == 100_000 && other.record.counts.missingThere == 100_000)
        }
    }
}
