import Foundation

/// What `compare` prints.
struct ComparisonReport: Codable, Sendable {
    /// Rates of messages, their median over that of pgbench.
    struct Rates<Round: Codable & Sendable>: Codable, Sendable {
        let ratio: Double
        let messagesPerSecond: Spread
        let rounds: [Round]
    }

    let single: Rates<SingleRound>?
    let batch: Rates<BatchRound>?
    let close: CloseRound?
    /// pgbench's transactions a second.
    let yardstick: Spread
    /// The most memory the hub has held.
    let hubMebibytes: Double
}

/// Runs of the benchmark program.
public enum BenchmarkProgram {
    /// `clearinghouse-bench compare`
    ///
    /// - Throws: ``BenchmarkFailure`` and what the parts throw.
    public static func compare(_ options: BenchmarkOptions, json: Bool) async throws {
        let report = try await Bench.with(options) { try await $0.compare() }
        print(json ? try ReportText.json(report) : ReportText.summary(report))
    }

    /// `clearinghouse-bench load`
    public static func load(planPath: String) throws {
        let plan = try JSONDecoder().decode(LoadPlan.self, from: Data(contentsOf: URL(fileURLWithPath: planPath)))
        let result: LoadResult
        if let shape = plan.batch {
            result = try BatchClient(plan, shape).run()
        } else {
            var client = try LoadClient(plan)
            result = try client.run()
        }
        try JSONEncoder().encode(result).write(to: URL(fileURLWithPath: plan.resultPath))
    }
}

extension Bench {
    /// The yardstick and the hub in alternation, and a close at the end.
    func compare() async throws -> ComparisonReport {
        progress.say("filling pgbench's tables")
        let yardstick = try await PgbenchYardstick.prepare(
            programs.pgbench, cluster, folder, scale: options.pgbenchScale, clients: options.pgbenchClients)
        return try await withHub(Self.database) { hub in
            let parts = Set(options.parts)
            if parts.contains(.batch), try !takesBatches(hub) {
                throw BenchmarkFailure("This hub takes no batches: POST \(BatchClient.path) is answered with 404.")
            }
            try await enrol(hub, members: options.members)
            try await cluster.settle(Self.database)
            var transactions: [Double] = []
            var singles: [SingleRound] = []
            var batches: [BatchRound] = []
            for round in 1...max(1, options.rounds) {
                progress.say("round \(round): pgbench")
                transactions.append(try await yardstick.measure(seconds: options.seconds))
                if parts.contains(.single) {
                    progress.say("round \(round): single")
                    singles.append(
                        try await single(hub, "s\(round)", connections: options.connections))
                }
                if parts.contains(.batch) {
                    progress.say("round \(round): batch")
                    batches.append(
                        try await batch(
                            hub, "b\(round)", messages: options.batchMessages, sender: round))
                }
                try await hub.audit()
            }
            let closing = parts.contains(.close) ? try await closing(hub, singles) : nil
            let tps = Spread(transactions)
            return ComparisonReport(
                single: Self.rates(singles, \.perSecond, tps), batch: Self.rates(batches, \.perSecond, tps),
                close: closing, yardstick: tps, hubMebibytes: hub.peakMebibytes)
        }
    }

    private func closing(_ hub: HubRun, _ singles: [SingleRound]) async throws -> CloseRound {
        try await fillCycle(hub, postings: options.closePostings)
        let half = Spread(singles.map(\.perSecond)).median / 2
        let closed = try await close(
            hub, postings: options.closePostings,
            messagesPerSecond: options.closeMessagesPerSecond ?? (half > 0 ? half : 500))
        try await hub.audit()
        return closed
    }

    private static func rates<Round>(
        _ rounds: [Round], _ rate: (Round) -> Double, _ yardstick: Spread
    ) -> ComparisonReport.Rates<Round>? {
        guard !rounds.isEmpty else { return nil }
        let rates = Spread(rounds.map(rate))
        return ComparisonReport.Rates(
            ratio: rates.median / max(yardstick.median, 1), messagesPerSecond: rates, rounds: rounds)
    }
}
