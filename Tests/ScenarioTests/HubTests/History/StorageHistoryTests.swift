import CoalitionTestKit
import Operations
import Postgres
import Testing

@Suite struct `Random histories, by the model and through the real database` {
    struct Mode: Sendable, CustomTestStringConvertible {
        let clawback: ModelClawback
        let settlement: ModelSettlementKind
        var testDescription: String { "\(clawback), \(settlement)" }

        static let all = ModelClawback.allCases.flatMap { clawback in
            ModelSettlementKind.allCases.map { Mode(clawback: clawback, settlement: $0) }
        }
    }

    @Test(arguments: Mode.all)
    func `give the same answers, balances and settlements over 10,000 steps in four ways`(mode: Mode) async throws {
        try await TestDatabase.with { database in
            var terms = RandomHistory.busyTerms(mode.clawback, mode.settlement)
            // Debts carried forward count against caps in the hub, and are beyond the model.
            terms.minimumPayment = 0
            var replay = try await StorageReplay(seed: 20_261_121, terms: terms, database: database)
            let lanes = replay.world.lanes
            let running = Task { await lanes.run() }
            do {
                try await replay.run(steps: 2500)
            } catch {
                lanes.close()
                throw error
            }
            lanes.close()
            await running.value
            await replay.world.pool.close()
            #expect(replay.history.model.settlements.count > 8)
        }
    }
}
