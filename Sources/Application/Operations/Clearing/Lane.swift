import Clearing
import Logging
import Messages
import Metrics
import Quantities
import Telemetry

/// One lane: takes what is queued, decides it in one transaction, commits, answers; again and again.
///
/// A message is answered only after its commit is durable. One bad message never fails its neighbours.
struct Lane: Sendable {
    let index: Int
    let queue: LaneQueue
    /// The queues of the desk's other lanes.
    let others: [LaneQueue]
    let turns: LaneTurns
    let store: any ClearingStore
    let answers: any AnswerWriter
    let clock: @Sendable () -> Instant
    let logger: Logger
    /// How often a transaction is tried again after a conflict before its messages go in two.
    static let conflictsBeforeSplitting = 4

    /// Runs until the queue is closed and empty.
    func run() async {
        var session: (any ClearingSession)?
        while await run(with: &session) {}
        await session?.close()
    }

    /// Posts beside a session, where that one does its work, for as long as it lasts; whether there is more to do.
    private func run(with session: inout (any ClearingSession)?) async -> Bool {
        let first = session
        return await withTaskExecutorPreference(first?.executor) {
            while let entries = await queue.next(besides: others) {
                await post(entries, &session)
                turns.end()
                for queue in others { queue.nudge() }
                if session !== first { return true }
            }
            return false
        }
    }

    /// Posts what goes together, trying again as long as that can help and somebody waits.
    ///
    /// `unavailable` is answered only while it is certain that nothing was posted: after a lost commit they go
    /// on until the messages are seen, or seen to be missing and posted.
    private func post(
        _ entries: [LaneQueue.Entry], _ session: inout (any ClearingSession)?, isUncertain wasUncertain: Bool = false
    ) async {
        var waiting = entries
        var delayMilliseconds: Int64 = 20
        var conflicts = 0
        var isUncertain = wasUncertain
        while true {
            if !isUncertain { waiting = refuseLate(waiting) }
            guard !waiting.isEmpty else { return }
            do {
                return try await post(waiting, try await openSession(&session))
            } catch {
                switch error {
                case .conflict where conflicts < Self.conflictsBeforeSplitting:
                    conflicts += 1
                    Counter(label: MetricName.conflicts).increment()
                    continue
                case .conflict, .failed:
                    if waiting.count > 1 {
                        // Halves again and again, so that the one at fault is soon alone.
                        await post(Array(waiting[..<(waiting.count / 2)]), &session, isUncertain: isUncertain)
                        await post(Array(waiting[(waiting.count / 2)...]), &session, isUncertain: isUncertain)
                        return
                    }
                    logger.error(
                        "a message cannot be posted", metadata: [LogKey.lane: "\(index)", LogKey.error: "\(error)"])
                case .outcomeUnknown:
                    isUncertain = true
                case .unavailable:
                    logger.warning("the database cannot be reached", metadata: [LogKey.lane: "\(index)"])
                }
            }
            await session?.close()
            session = nil
            try? await Task.sleep(for: .milliseconds(delayMilliseconds))
            delayMilliseconds = min(delayMilliseconds * 2, 1000)
        }
    }

    /// Answers those whose deadline has passed, of whom nothing was posted, and leaves the others.
    private func refuseLate(_ entries: [LaneQueue.Entry]) -> [LaneQueue.Entry] {
        let now = clock()
        return entries.filter { entry in
            if now < entry.request.deadline { return true }
            entry.giveUp()
            return false
        }
    }

    private func openSession(_ session: inout (any ClearingSession)?) async throws(StoreError) -> any ClearingSession {
        if let session { return session }
        let opened = try await store.openSession()
        session = opened
        return opened
    }

    private func post(_ entries: [LaneQueue.Entry], _ session: any ClearingSession) async throws(StoreError) {
        let start = clock()
        let requests = entries.map(\.request)
        let facts = try await session.begin(requests)
        let decisions = LaneDecisions(
            requests, over: facts, random: BulkRandom(), answers: answers)
        try await session.commit(decisions.write)
        for (entry, outcome) in zip(entries, decisions.outcomes) {
            entry.answer(outcome)
        }
        record(decisions, took: clock().microseconds - start.microseconds)
    }

    private func record(_ decisions: LaneDecisions, took microseconds: Int64) {
        Metrics.Timer(label: MetricName.transactionDuration).recordMicroseconds(microseconds)
        Recorder(label: MetricName.batchSize).record(Int64(decisions.outcomes.count))
        for (result, count) in decisions.counts {
            Counter(
                label: MetricName.messages, dimensions: [("kind", result.kind.rawValue), ("outcome", result.outcome)]
            ).increment(by: count)
        }
        for alert in decisions.write.alerts {
            logger.notice(
                "a partner's net debit reached a threshold of its cap",
                metadata: [
                    LogKey.partner: "\(alert.partner)", LogKey.count: "\(alert.percent)",
                ])
        }
    }
}
