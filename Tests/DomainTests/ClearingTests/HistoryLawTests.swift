import CoalitionTestKit
import Testing

@Suite struct `Random histories, by the model and by the real clearing` {
    struct Mode: Sendable, CustomTestStringConvertible {
        let clawback: ModelClawback
        let settlement: ModelSettlementKind
        var terms: ModelTerms { RandomHistory.busyTerms(clawback, settlement) }
        var testDescription: String { "\(clawback), \(settlement)" }

        static let all = ModelClawback.allCases.flatMap { clawback in
            ModelSettlementKind.allCases.map { Mode(clawback: clawback, settlement: $0) }
        }
    }

    @Test(arguments: Mode.all)
    func `give the same answers, balances and settlements over 10,000 steps`(mode: Mode) throws {
        var replay = HistoryReplay(seed: 20_261_120, terms: mode.terms, reading: .openLots, batchSize: 1)
        try replay.run(steps: 10_000)
        #expect(replay.store.settlements.count > 40)
    }

    @Test(arguments: Mode.all, [UInt64(3), 4])
    func `give the same with every lot at hand`(mode: Mode, seed: UInt64) throws {
        var replay = HistoryReplay(seed: seed, terms: mode.terms, reading: .everyLot, batchSize: 1, members: 12)
        try replay.run(steps: 1500)
    }

    @Test(arguments: Mode.all, [UInt64(11), 12])
    func `give the same when several messages are decided before anything is written`(
        mode: Mode, seed: UInt64
    ) throws {
        var replay = HistoryReplay(seed: seed, terms: mode.terms, reading: .openLots, batchSize: 16, members: 4)
        try replay.run(steps: 2500)
    }
}
