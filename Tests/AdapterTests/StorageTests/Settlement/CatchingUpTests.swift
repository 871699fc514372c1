import CoalitionTestKit
import Operations
import Partners
import Quantities
import Settlement
import Storage
import Testing

@Suite struct `Missed cut-offs` {
    private static func worker(_ world: SettlementWorld) -> ScheduleWorker {
        ScheduleWorker(
            desk: world.desk, store: world.store, maintenance: MaintenanceRun(store: world.maintenance),
            logger: SettlementWorld.logger)
    }

    /// Cut-offs of the closed cycles, a week apart each, and as many as there are.
    private static func weeks(_ world: SettlementWorld) async throws -> (count: Int64, apart: Int64) {
        let apart = """
            select count(*) from (select cut_off - lag(cut_off) over (order by id) as gap from cycle) g
            where gap between interval '167 hours' and interval '169 hours'
            """
        return (
            try await world.scalar("select count(*) from cycle where cut_off is not null"),
            try await world.scalar(apart)
        )
    }

    @Test func `are closed for in order, one cycle each, by two nodes at once`() async throws {
        try await SettlementWorld.with(approvals: 0, schedule: .weekly, cutOff: "MON 00:00") { world in
            try await `A settlement cycle in the database`.trade(world)
            world.pass(days: 35)
            let workers = [Self.worker(world), Self.worker(world)]
            for _ in 0..<2 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in workers { group.addTask { try await worker.step() } }
                    try await group.waitForAll()
                }
            }
            let states = try await world.desk.list().map(\.state)
            #expect(states == [.open] + [SettlementCycle.Name](repeating: .dispatched, count: 5))
            #expect(try await Self.weeks(world) == (5, 4))
            // What was posted before stands in the first; what is posted now stands in the open one.
            #expect(try await world.scalar("select count(distinct cycle) from posting") == 1)
            #expect(try await world.post(.spending(50, by: .phone(1)), from: .cafe) == "posted in 6")
            for worker in workers { try await worker.step() }
            #expect(try await world.desk.list().count == 6)
            world.pass(days: 7)
            for worker in workers { try await worker.step() }
            #expect(try await Self.weeks(world) == (6, 5))
            #expect(try await world.scalar("select count(*) from audit_entry where action = 'cycle.close'") == 6)
        }
    }

    @Test func `are caught up a few at a step, until none is left`() async throws {
        try await SettlementWorld.with(approvals: 2, schedule: .daily, cutOff: "03:30") { world in
            world.pass(days: 25)
            let worker = Self.worker(world)
            var closed: [Int] = []
            for _ in 0..<4 {
                try await worker.step()
                closed.append(try await world.desk.list().count - 1)
            }
            #expect(closed == [10, 20, 25, 25])
            // Each is calculated in its turn; approvals are people's.
            #expect(try await world.desk.list().dropFirst().allSatisfy { $0.state == .calculated })
        }
    }

    @Test func `a close by hand starts the count anew`() async throws {
        try await SettlementWorld.with(approvals: 0, schedule: .weekly, cutOff: "MON 00:00") { world in
            world.pass(days: 35)
            _ = try await world.desk.close(by: "ana")
            try await Self.worker(world).step()
            #expect(try await world.desk.list().map(\.state) == [.open, .closed])
        }
    }

    @Test func `one cut-off is closed for once, however many desks race for it`() async throws {
        try await SettlementWorld.with(approvals: 0, schedule: .weekly, cutOff: "MON 00:00") { world in
            try await `A settlement cycle in the database`.trade(world)
            let (pool, kept, maintenance) = (
                world.database.pool(connections: 4), world.kept, MaintenanceRun(store: world.maintenance)
            )
            let other = SettlementDesk(
                store: PostgresSettlementStore(world.settings, pool: pool, sealing: SettlementWorld.sealing),
                maintenance: maintenance, keeper: kept, logger: SettlementWorld.logger)
            let cutOff = Instant.at("2026-11-23T00:00:00Z")
            let outcomes = await withTaskGroup(of: SettlementFailure?.self) { group in
                for turn in 0..<8 {
                    let desk = turn % 2 == 0 ? world.desk : other
                    group.addTask {
                        do throws(SettlementFailure) {
                            _ = try await desk.close(by: "schedule", expecting: 1, cutOff: cutOff)
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                return await group.reduce(into: [SettlementFailure?]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.compactMap { $0 }.allSatisfy { $0 == .notOpen(expected: 1, open: 2) })
            #expect(try await world.desk.list().count == 2)
            #expect(try await world.scalar("select count(*) from audit_entry where action = 'cycle.close'") == 1)
            await pool.close()
        }
    }

    @Test func `a node that dies after any step leaves the rest to another`() async throws {
        try await SettlementWorld.with(approvals: 0, schedule: .weekly, cutOff: "MON 00:00") { world in
            try await `A settlement cycle in the database`.trade(world)
            let cutOff = try await world.store.scheduleFacts().now
            // After the close.
            _ = try await world.desk.close(by: ScheduleWorker.actor, expecting: 1, cutOff: cutOff)
            try await Self.worker(world).step()
            try await Self.worker(world).step()
            #expect(try await world.desk.list().map(\.state) == [.open, .dispatched])
            // After the calculation.
            _ = try await world.desk.close(by: ScheduleWorker.actor, expecting: 2, cutOff: cutOff)
            _ = try await world.desk.calculate(2, by: ScheduleWorker.actor)
            try await Self.worker(world).step()
            #expect(try await world.desk.list().map(\.state) == [.open, .dispatched, .dispatched])
            // After the dispatch, before the folders were written here.
            await world.kept.forget()
            try await Self.worker(world).step()
            #expect(await world.kept.folders.count == 6)
            #expect(try await world.scalar("select count(*) from settlement_folder") == 6)
        }
    }
}
