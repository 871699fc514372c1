import CoalitionTestKit
import Members
import Messages
import Operations
import Partners
import Quantities
import Storage
import Testing

@Suite struct `Closing a cycle` {
    @Test func `leaks no posting while lanes post and two nodes close at once`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            for number in 0..<12 { _ = try await world.post(.enrolment(.phone(number))) }
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        for _ in 0..<15 {
                            _ = try? await world.post(.purchase(10_000, by: .phone(number)))
                            _ = try? await world.post(.spending(30, by: .phone(number)), from: .cafe)
                        }
                    }
                }
                group.addTask {
                    for cycle in 1...5 {
                        async let first = Self.closes(world, Int64(cycle))
                        async let second = Self.closes(world, Int64(cycle))
                        let closed = await [first, second]
                        #expect(closed.filter { $0 }.count == 1)
                    }
                }
                group.addTask {
                    for _ in 0..<40 { try? await world.store.fold(world.store.scheduleFacts().open) }
                }
            }
            #expect(try await world.desk.list().count == 6)
            #expect(
                try await world.scalar("select count(*) from message where kind in ('accrual', 'redemption')") == 360)
            // Every posting is in the cycle of its transaction and of its message's answer, and flows tell the same.
            #expect(
                try await world.scalar(
                    """
                    select count(*) from posting p join ledger_transaction t
                        on t.member_id = p.member_id and t.id = p.transaction_id
                        left join message m on m.transaction_id = t.id
                    where p.cycle <> t.cycle or p.cycle <> m.cycle
                        or convert_from(m.answer, 'UTF8') <> 'posted in ' || p.cycle
                    """) == 0)
            #expect(
                try await world.scalar(
                    """
                    select count(*) from (
                        select cycle, case kind when 'issue' then 'issued' else 'redeemed' end as kind,
                            sum(points) as points from posting group by 1, 2) p
                    full join (select cycle, kind, sum(points) as points from flow group by 1, 2) f using (cycle, kind)
                    where p.points is distinct from f.points
                    """) == 0)
            #expect(
                try await world.scalar(
                    """
                    select count(*) from ledger_transaction t join cycle c on c.id = t.cycle
                    where t.posted_at < c.opened_at or t.posted_at > c.closed_at
                    """) == 0)
            for cycle in Int64(1)...5 {
                _ = try await world.desk.calculate(cycle, by: "ana")
                _ = try await world.desk.dispatch(cycle, by: "ana")
                #expect(try await world.desk.replay(cycle).differing.isEmpty)
            }
        }
    }

    @Test func `posts holds that timed out and points that expired first`() async throws {
        try await SettlementWorld.with { world in
            for number in 0..<5 {
                _ = try await world.post(.enrolment(.phone(number)))
                _ = try await world.post(.purchase(10_000, by: .phone(number)))
                _ = try await world.post(.spending(40, by: .phone(number), capture: .later), from: .cafe)
            }
            world.pass(days: 8)
            let run = MaintenanceRun(store: world.maintenance, chunk: 2)
            #expect(try await run.run() == 5)
            #expect(try await world.scalar("select count(*) from redemption where state = 'timed_out'") == 5)
            #expect(try await world.scalar("select sum(held)::bigint from member") == 0)
            #expect(try await world.scalar("select sum(unspent)::bigint from member") == 500)
            world.pass(days: 3 * 366)
            _ = try await world.desk.close(by: "ana")
            #expect(try await world.scalar("select sum(expired)::bigint from lot") == 500)
            #expect(
                try await world.scalar("select sum(points)::bigint from flow where kind = 'expired' and cycle = 1")
                    == 500)
            #expect(try await world.scalar("select count(*) from posting where cycle <> 1") == 0)
            #expect(try await world.scalar("select sum(unspent)::bigint from member") == 0)
            #expect(try await run.run() == 0)
            #expect(try await world.store.conservationBreaks().isEmpty)
        }
    }

    @Test func `a hold that outlives its lot gives the points a grace`() async throws {
        try await SettlementWorld.with { world in
            _ = try await world.post(.enrolment(.phone(1)))
            _ = try await world.post(.purchase(10_000, by: .phone(1)))
            _ = try await world.post(.spending(40, by: .phone(1), capture: .later), from: .cafe)
            world.pass(days: 3 * 366)
            #expect(try await MaintenanceRun(store: world.maintenance).run() == 1)
            #expect(try await world.scalar("select expired from lot where id = root_id") == 60)
            #expect(try await world.scalar("select remaining from lot where id <> root_id") == 40)
            world.pass(days: 31)
            #expect(try await MaintenanceRun(store: world.maintenance).run() == 1)
            #expect(try await world.scalar("select sum(expired)::bigint from lot") == 100)
            #expect(try await world.store.conservationBreaks().isEmpty)
        }
    }

    private static func closes(_ world: SettlementWorld, _ cycle: Int64) async -> Bool {
        do {
            return try await world.desk.close(by: "ana", expecting: cycle).id == cycle
        } catch {
            return false
        }
    }
}
