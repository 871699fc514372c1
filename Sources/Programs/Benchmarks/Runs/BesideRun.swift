import Foundation

/// Tills of some partners beside a back office of another that sends many batches at once.
struct BesideRound: Sendable, Codable {
    /// Messages a second that the tills sent, at moments fixed beforehand.
    let messagesPerSecond: Double
    /// Their latencies while nobody else sent.
    let alone: LatencyFigures
    /// Their latencies while the batches were posted.
    let beside: LatencyFigures
    /// Batches that were under way at once.
    let batches: Int
    /// Lines a second that were posted of them.
    let linesPerSecond: Double
}

extension Bench {
    /// Batches of the one partner that are under way at once.
    private static let batchesAtOnce = 64
    /// Lines of each of them.
    private static let linesEach = 400
    /// The most bytes of each, which about so many lines fill.
    private static let bytesEach = 100_000

    /// Lets all partners but the first send at a steady rate, alone and then beside the first one's batches.
    func beside(_ hub: HubRun, _ name: String, messagesPerSecond: Double) async throws -> BesideRound {
        var alone = tills(hub, "\(name)-alone", messagesPerSecond)
        alone.seconds = options.seconds
        let quiet = try await load(alone)

        var tills = tills(hub, "\(name)-beside", messagesPerSecond)
        tills.seconds = 900
        let stopPath = tills.resultPath + ".stop"
        tills.stopPath = stopPath
        var files = plan(hub, .traffic, "\(name)-files", connections: Self.batchesAtOnce)
        files.count = Self.batchesAtOnce * Self.linesEach
        files.batch = LoadPlan.BatchShape(partBytes: Self.bytesEach, parallel: Self.batchesAtOnce, sender: 0)
        let posting = Task { [tills] in try await load(tills) }
        do {
            try await Task.sleep(for: .seconds(tills.warmUpSeconds))
            let posted = try await load(files)
            _ = FileManager.default.createFile(atPath: stopPath, contents: nil)
            let busy = try await posting.value
            return BesideRound(
                messagesPerSecond: busy.perSecond, alone: quiet.latency, beside: busy.latency,
                batches: Self.batchesAtOnce, linesPerSecond: posted.perSecond)
        } catch {
            _ = FileManager.default.createFile(atPath: stopPath, contents: nil)
            _ = try? await posting.value
            throw error
        }
    }

    private func tills(_ hub: HubRun, _ name: String, _ messagesPerSecond: Double) -> LoadPlan {
        var tills = plan(
            hub, .traffic, name, connections: options.connections,
            pace: .open(perSecond: max(1, messagesPerSecond)))
        if tills.senders.count > 1 { tills.senders.removeFirst() }
        tills.warmUpSeconds = 1
        return tills
    }
}
