import Foundation
import Wire

/// What closing and calculating a cycle took while posting went on.
struct CloseRound: Sendable, Codable {
    /// Postings in the cycle before posting began.
    let postings: Int
    /// Seconds of `cycle close` and `cycle calculate` in all, the commands' own start included.
    let seconds: Double
    let closeSeconds: Double
    let calculateSeconds: Double
    /// The longest that a message under way meanwhile took.
    let longestStallMs: Double
    /// The longest that a message took before, for comparison.
    let longestBeforeMs: Double
    /// Messages a second that were posted meanwhile.
    let messagesPerSecond: Double
    let latency: LatencyFigures
}

extension Bench {
    /// Seconds of posting before a close is begun, so that there is something to compare with.
    private static let leadSeconds = 3.0

    /// Fills the open cycle; without postings it is closed as it is.
    func fillCycle(_ hub: HubRun, postings: Int) async throws {
        guard postings > 0 else { return }
        progress.say("seeding \(postings) postings")
        let members = Int64(max(1, postings / 10))
        let seeding = Seeding(first: Int64(postings), members: members, lotsEach: 10, partners: options.partners)
        try await seeding.write(to: cluster, hub.database)
        try await cluster.settle(hub.database)
    }

    /// Closes and calculates the open cycle while messages are posted at a steady rate.
    func close(_ hub: HubRun, postings: Int, messagesPerSecond: Double) async throws -> CloseRound {
        progress.say("closing a cycle of \(postings) postings beside \(Int(messagesPerSecond)) messages a second")
        var traffic = plan(
            hub, .traffic, "close-\(postings)", connections: options.connections,
            pace: .open(perSecond: max(1, messagesPerSecond)))
        traffic.seconds = 900
        let stopPath = traffic.resultPath + ".stop"
        traffic.stopPath = stopPath
        let posting = Task { [traffic] in try await load(traffic) }
        do {
            try await Task.sleep(for: .seconds(Self.leadSeconds))
            let start = SteadyClock.seconds()
            let closed = try await hub.command(["cycle", "close", "--json"])
            let closedAt = SteadyClock.seconds()
            guard let id = (try? JSONReader.read(text: closed))?["id"]?.string else {
                throw BenchmarkFailure("`cycle close` does not name the cycle: \(closed)")
            }
            try await hub.command(["cycle", "calculate", id, "--json"])
            let end = SteadyClock.seconds()
            try await Task.sleep(for: .seconds(1))
            _ = FileManager.default.createFile(atPath: stopPath, contents: nil)
            let result = try await posting.value
            return CloseRound(
                postings: postings, seconds: end - start, closeSeconds: closedAt - start,
                calculateSeconds: end - closedAt,
                longestStallMs: SlowestMessages.longest(of: result.slowest, from: start, to: end),
                longestBeforeMs: SlowestMessages.longest(
                    of: result.slowest, from: start - Self.leadSeconds / 2, to: start - 0.2),
                messagesPerSecond: result.perSecond, latency: result.latency)
        } catch {
            _ = FileManager.default.createFile(atPath: stopPath, contents: nil)
            _ = try? await posting.value
            throw error
        }
    }
}
