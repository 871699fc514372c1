import CoalitionTestKit
import Operations
import Partners
import Quantities
import Settlement
import Testing

@Suite struct `The schedule` {
    private static func worker(_ world: SettlementWorld) -> ScheduleWorker {
        ScheduleWorker(
            desk: world.desk, store: world.store, maintenance: MaintenanceRun(store: world.maintenance),
            logger: SettlementWorld.logger)
    }

    @Test func `closes for each passed cut-off, calculates, and dispatches where nobody approves`() async throws {
        try await SettlementWorld.with(approvals: 0, schedule: .weekly, cutOff: "MON 00:00") { world in
            let workers = [Self.worker(world), Self.worker(world)]
            try await `A settlement cycle in the database`.trade(world)
            for worker in workers { try await worker.step() }
            #expect(try await world.desk.list().map(\.state) == [.open])
            world.pass(days: 21)
            for _ in 0..<3 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in workers { group.addTask { try await worker.step() } }
                    try await group.waitForAll()
                }
            }
            #expect(try await world.desk.list().map(\.state) == [.open, .dispatched, .dispatched, .dispatched])
            #expect(await world.kept.folders.count == 9)
        }
    }

    @Test func `leaves to people what people closed or aborted`() async throws {
        try await SettlementWorld.with(approvals: 0, schedule: .weekly, cutOff: "MON 00:00") { world in
            let worker = Self.worker(world)
            _ = try await world.desk.close(by: "ana")
            for _ in 0..<2 { try await worker.step() }
            #expect(try await world.desk.list().map(\.state) == [.open, .closed])
            world.pass(days: 7)
            for _ in 0..<2 { try await worker.step() }
            // The later one waits for the one in people's hands.
            #expect(try await world.desk.list().map(\.state) == [.open, .closed, .closed])
            _ = try await world.desk.calculate(1, by: "ana")
            for _ in 0..<2 { try await worker.step() }
            #expect(try await world.desk.list().map(\.state) == [.open, .dispatched, .calculated])
            _ = try await world.desk.abort(2, by: "ana")
            for _ in 0..<2 { try await worker.step() }
            #expect(try await world.desk.list().map(\.state) == [.open, .closed, .calculated])
        }
    }

    @Test func `with approvals it waits for them, and a manual one does nothing`() throws {
        func decide(
            _ schedule: SettlementSchedule, approvals: Int64, now: String, lastCutOff: String? = nil,
            unattended: [ScheduleFacts.Unattended] = []
        ) -> [ScheduleDecision] {
            let sample = Coalition.sample()
            let coalition = Coalition(
                name: sample.name, currency: sample.currency, timeZone: "UTC", defaultRegion: "RO", cardPrefix: "9990",
                pointValue: sample.pointValue,
                settlement: CoalitionSettlement(schedule: schedule, approvals: approvals))
            return ScheduleDecision.decide(
                ScheduleFacts(
                    now: .at(now), open: 7, openedAt: .at("2026-11-16T00:00:00Z"),
                    lastCutOff: lastCutOff.map { .at($0) },
                    terms: CoalitionTerms(
                        snapshot: CoalitionSnapshot(revision: 1, coalition: coalition, partners: [:]), zone: .utc),
                    unattended: unattended))
        }
        let waiting = [ScheduleFacts.Unattended(id: 6, state: .calculated)]
        #expect(decide(.weekly, approvals: 2, now: "2026-11-22T23:59:59Z", unattended: waiting).isEmpty)
        #expect(
            decide(.weekly, approvals: 0, now: "2026-11-22T23:59:59Z", unattended: waiting) == [.dispatch(cycle: 6)])
        #expect(
            decide(.weekly, approvals: 2, now: "2026-11-23T00:00:00Z")
                == [.close(cycle: 7, cutOff: .at("2026-11-23T00:00:00Z"))])
        #expect(
            decide(.daily, approvals: 2, now: "2028-12-15T10:00:00Z")
                == [.close(cycle: 7, cutOff: .at("2026-11-17T00:00:00Z"))])
        // The newest close was for an older cut-off than the moment it took place: the next one counts from the former.
        #expect(
            decide(.daily, approvals: 2, now: "2026-11-16T01:00:00Z", lastCutOff: "2026-11-13T00:00:00Z")
                == [.close(cycle: 7, cutOff: .at("2026-11-14T00:00:00Z"))])
        #expect(
            decide(.daily, approvals: 2, now: "2026-11-16T01:00:00Z", lastCutOff: "2026-11-16T00:00:00Z").isEmpty)
        #expect(decide(.manual, approvals: 0, now: "2028-12-15T10:00:00Z", unattended: waiting).isEmpty)
    }
}
