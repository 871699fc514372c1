import CoalitionTestKit
import ScenarioKit
import Testing

@Suite struct `A dispatch that is cut off` {
    /// Stories side by side, each with a database of its own, and cycles that are cut off in each.
    static let stories = 8
    static let cyclesEach = 25

    @Test(arguments: 0..<stories)
    func `at any step, 200 times: nothing is paid twice, no file is lost, no number is skipped`(
        _ number: Int
    ) async throws {
        try await SettlementStory.run { story in
            try await story.layWires()
            // A settlement that nobody cuts off says how many rows one writes and how long it takes.
            var random = ModelRandom(seed: UInt64(number))
            let cycle = try await story.trade(&random)
            try await story.arm(1_000_000_000)
            let start = ContinuousClock.now
            try await story.settle(cycle, versions: 2, on: story.hub)
            let microseconds = Int((ContinuousClock.now - start) / .microseconds(1))
            let writes = try await story.rowsWritten()
            try await story.arm(0)
            try await story.expectDone(cycle, versions: 2, "afterwards")
            #expect(writes > 50)
            var cutOff = 0
            for run in 0..<Self.cyclesEach {
                let seed = UInt64(number * 1000 + run)
                do {
                    let isCut = try await Self.run(seed, story, writes: writes, microseconds: microseconds)
                    cutOff += isCut ? 1 : 0
                } catch {
                    throw StoryBroken("seed \(seed): \(error)")
                }
            }
            #expect(cutOff > Self.cyclesEach / 2)
            try story.expectReceived()
        }
    }

    /// One cycle, cut off once or twice, and done by the next node.
    ///
    /// - Returns: whether a cut came before all was done.
    private static func run(
        _ seed: UInt64, _ story: SettlementStory, writes: Int, microseconds: Int
    ) async throws -> Bool {
        var random = ModelRandom(seed: seed)
        let cycle = try await story.trade(&random)
        let versions: Int64 = random.chance(25) ? 2 : 1
        var cuts: [Cut] = []
        var isCut = false
        // Who comes to take over may be cut off as well.
        for _ in 0..<(random.chance(25) ? 2 : 1) {
            let cut = Cut(&random, writes: writes * Int(versions) / 2, microseconds: microseconds * Int(versions) / 2)
            cuts.append(cut)
            isCut = try await story.work(cycle, versions: versions, cut: cut, &random) || isCut
            try await story.expectNoFaults("seed \(seed), \(cuts)")
            try await story.timePasses()
        }
        // The next node does everything again.
        let next = try await story.node()
        try await story.settle(cycle, versions: versions, on: next)
        await next.close()
        try await story.expectNoFaults("seed \(seed), \(cuts)")
        try await story.expectDone(cycle, versions: versions, "seed \(seed), \(cuts)")
        return isCut
    }
}
