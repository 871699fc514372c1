import Foundation
import Signatures

/// Everything a report shows.
struct FullReport: Codable, Sendable {
    /// The machine it ran on.
    struct Machine: Codable, Sendable {
        let processors: Int
        let memoryMebibytes: Int
        let system: String
        let at: String
    }

    /// What is compared with.
    struct Yardsticks: Codable, Sendable {
        let pgbench: Spread
        let copyRows: Spread
        let ed25519Verifications: Spread
        let p256Verifications: Spread
        let ed25519Signatures: Spread
    }

    /// One kind of load on single messages.
    struct Load: Codable, Sendable {
        /// Such as `closed, 64 connections`.
        let name: String
        let rounds: [SingleRound]

        var perSecond: Spread { Spread(rounds.map(\.perSecond)) }
        func latency(_ figure: (LatencyFigures) -> Double) -> Spread { Spread(rounds.map { figure($0.latency) }) }
    }

    /// Files of one size.
    struct Files: Codable, Sendable {
        let messages: Int
        let rounds: [BatchRound]

        var perSecond: Spread { Spread(rounds.map(\.perSecond)) }
    }

    let machine: Machine
    let rounds: Int
    let members: Int
    let yardsticks: Yardsticks
    let single: [Load]
    let batch: [Files]
    let read: [ReadRound]
    let beside: [BesideRound]
    let close: [CloseRound]
    let growth: [GrowthRound]
    /// The most memory the hub held, in MiB, growth apart.
    let hubMebibytes: Double
}

extension BenchmarkProgram {
    /// `clearinghouse-bench run`: everything, written to the output folder as JSON, Markdown and plots.
    ///
    /// - Throws: ``BenchmarkFailure`` and what the parts throw.
    public static func run(_ options: BenchmarkOptions) async throws {
        let report = try await Bench.with(options) { try await $0.runAll() }
        try FileManager.default.createDirectory(atPath: options.output, withIntermediateDirectories: true)
        var files = [("report.json", try ReportText.json(report) + "\n")]
        files.append(("report.md", MarkdownReport(report).text))
        files += ReportPlots(report).files
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(options.output)/\(name)"))
        }
        print("The report is at \(options.output)/report.md.")
    }
}

extension Bench {
    /// Yardsticks and hub in alternation, round by round; then closing; then growth, each size with a hub of its own.
    func runAll() async throws -> FullReport {
        progress.say("filling pgbench's tables")
        let pgbench = try await PgbenchYardstick.prepare(
            programs.pgbench, cluster, folder, scale: options.pgbenchScale, clients: options.pgbenchClients)
        let copy = try await CopyYardstick.prepare(cluster)
        var figures = FullFigures()
        try await withHub(Self.database) { hub in
            try await enrol(hub, members: options.members)
            try await cluster.settle(Self.database)
            for round in 1...max(1, options.rounds) {
                try await yardsticks(round, pgbench, copy, &figures)
                try await singles(hub, round, &figures)
                for messages in [options.batchMessages, options.batchMessages * 10] {
                    progress.say("round \(round): a file of \(messages) messages")
                    figures.batches[messages, default: []].append(
                        try await batch(hub, "b\(messages)-\(round)", messages: messages, sender: round))
                }
                progress.say("round \(round): balances")
                figures.reads.append(
                    try await read(hub, "r\(round)", messagesPerSecond: (figures.maximum ?? 1000) * 0.3))
                progress.say("round \(round): tills beside batches")
                figures.besides.append(
                    try await beside(hub, "t\(round)", messagesPerSecond: (figures.maximum ?? 1000) * 0.3))
                progress.say("round \(round): audit")
                try await hub.audit()
            }
            for postings in [options.closePostings / 5, options.closePostings] {
                figures.closes.append(try await closing(hub, postings: postings, half: (figures.maximum ?? 1000) / 2))
            }
            figures.hubMebibytes = hub.peakMebibytes
        }
        try await cluster.drop(Self.database)
        for members in options.growthMembers { figures.growth.append(try await growth(members: members)) }
        return figures.report(options)
    }

    private func yardsticks(
        _ round: Int, _ pgbench: PgbenchYardstick, _ copy: CopyYardstick, _ figures: inout FullFigures
    ) async throws {
        progress.say("round \(round): yardsticks")
        figures.pgbench.append(try await pgbench.measure(seconds: options.seconds))
        figures.copyRows.append(try await copy.measure(rows: 1_000_000))
        let (ed25519, p256) = (try SignatureYardstick(.ed25519), try SignatureYardstick(.ecdsaP256SHA256))
        figures.ed25519Verifications.append(try ed25519.verifications(seconds: 1))
        figures.ed25519Signatures.append(try ed25519.signatures(seconds: 1))
        figures.p256Verifications.append(try p256.verifications(seconds: 1))
    }

    private func singles(_ hub: HubRun, _ round: Int, _ figures: inout FullFigures) async throws {
        for connections in [1, 16, options.connections] {
            progress.say("round \(round): single, \(connections) connections")
            let found = try await single(hub, "s\(connections)-\(round)", connections: connections)
            figures.add("closed loop, \(connections) connections", found)
            if connections == options.connections { figures.maximum = found.perSecond }
        }
        for percent in [50, 70] {
            let rate = (figures.maximum ?? 1000) * Double(percent) / 100
            progress.say("round \(round): single, open loop at \(percent) %")
            let found = try await single(
                hub, "o\(percent)-\(round)", connections: options.connections, pace: .open(perSecond: rate))
            figures.add("open loop, \(percent) % of the maximum", found)
        }
    }

    private func closing(_ hub: HubRun, postings: Int, half: Double) async throws -> CloseRound {
        try await fillCycle(hub, postings: postings)
        let closed = try await close(
            hub, postings: postings, messagesPerSecond: options.closeMessagesPerSecond ?? half)
        try await hub.audit()
        return closed
    }
}
