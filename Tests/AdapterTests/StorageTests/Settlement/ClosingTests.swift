import CoalitionTestKit
import Members
import Messages
import Operations
import Partners
import Postgres
import Quantities
import Testing

@testable import Storage

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
                    for _ in 0..<40 { try? await world.store.fold(.whole, of: world.store.scheduleFacts().open) }
                }
            }
            #expect(try await world.desk.list().count == 6)
            #expect(
                try await world.scalar("select count(*) from message where kind in (3, 4)") == 360)
            // Every posting is in the cycle of its transaction and of its message's answer, and flows tell the same.
            #expect(
                try await world.scalar(
                    """
                    select count(*) from posting p join ledger_transaction t on t.id = p.transaction_id
                        left join message m on m.transaction_id = t.id
                    where p.cycle <> t.cycle or p.cycle <> m.cycle
                    """) == 0)
            let answers = try await world.pool.withConnection { connection in
                let rows = try connection.execute(
                    Statement(
                        "tests.answers",
                        "select cycle, transaction_id, content_digest, record from message where transaction_id is not null"
                    ))
                return try rows.map {
                    (
                        "posted in \(try $0.int64("cycle"))",
                        String(decoding: try RecordCodec().record($0).answer, as: UTF8.self)
                    )
                }
            }
            #expect(answers.count >= 360 && answers.allSatisfy { $0.0 == $0.1 })
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

    @Test func `waits for a posting that takes long without holding up the others, and gets its turn`() async throws {
        try await SettlementWorld.with { world in
            _ = try await world.post(.enrolment(.phone(1)))
            // A transaction that shares the gate and does not end before it has seen another posting through.
            let slow = try await world.database.connect()
            _ = try await slow.simple("begin; select pg_advisory_xact_lock_shared(7204620001)", name: "tests.slow")
            async let closed = world.desk.close(by: "ana")
            while try await world.scalar(
                """
                select count(*) from pg_locks where locktype = 'advisory' and not granted and mode = 'ExclusiveLock'
                    and database = (select oid from pg_database where datname = current_database())
                """)
                == 0
            { await Task.yield() }
            #expect(try await world.post(.purchase(10_000, by: .phone(1))) == "posted in 1")
            _ = try await slow.simple("commit", name: "tests.slow-end")
            await slow.close()
            #expect(try await closed.id == 1)
            #expect(try await world.post(.purchase(10_000, by: .phone(1))) == "posted in 2")
        }
    }

    @Test func `what much becomes due at the last moment is posted beside other postings, and none is left out`()
        async throws
    {
        try await SettlementWorld.with { world in
            let members = PostgresSettlementStore.mostDueAtTheGate + 1
            for number in 0..<members {
                _ = try await world.post(.enrolment(.phone(number)))
                _ = try await world.post(.purchase(10_000, by: .phone(number)))
            }
            world.pass(days: 3 * 366)
            // Straight at the gate: too much is due, so nothing happens.
            #expect(try await world.store.close(expecting: 1, cutOff: nil, by: "ana") == false)
            #expect(try await world.desk.list().map(\.state) == [.open])
            #expect(try await world.scalar("select sum(expired)::bigint from lot") == 0)
            _ = try await world.desk.close(by: "ana")
            #expect(
                try await world.scalar("select sum(points)::bigint from flow where kind = 'expired' and cycle = 1")
                    == Int64(members) * 100)
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
