import Signatures

/// Sends parts to the hub, each until every line of it has a result.
struct PartSender: Sendable {
    let client: HubClient
    let retries: RetryRule

    /// Sends a part, and again those of its lines for which the hub was not available.
    ///
    /// What was sent and whose answer was lost is sent again as it is: the hub answers what it took as replays.
    ///
    /// - Returns: a result for each line, in their order.
    /// - Throws: ``BatchError``.
    func send(_ part: BatchPart) async throws(BatchError) -> [ResultLine] {
        var results: [ResultLine?] = Array(repeating: nil, count: part.lines.count)
        var waiting = Array(part.lines.indices)
        var attempt = 1
        while true {
            let found = try await exchange(part, waiting)
            var left: [Int] = []
            for (index, result) in zip(waiting, found) {
                guard let result else { throw .result(line: part.lines[index].line) }
                // A key that was revoked meanwhile, or a defect of the hub: nothing of the line, and it may still be posted.
                if result.status == 401 || result.status >= 500 && !result.isForLater {
                    throw .refused(status: result.status, code: result.code)
                }
                if result.isForLater { left.append(index) } else { results[index] = result }
            }
            if left.isEmpty { return results.compactMap(\.self) }
            attempt = left.count < waiting.count ? 1 : attempt + 1
            guard attempt <= retries.attempts else { throw .unavailable(lines: left.count) }
            waiting = left
            let wait = retries.waitMilliseconds(
                after: attempt, retryAfterSeconds: nil, jitter: Double.random(in: 0...1))
            do { try await Task.sleep(for: .milliseconds(wait)) } catch { throw .cancelled }
        }
    }

    private func exchange(_ part: BatchPart, _ indexes: [Int]) async throws(BatchError) -> [ResultLine?] {
        let answer: HubAnswer
        do throws(HubClientError) {
            answer = try await client.send(.batch(part.bytes(of: indexes)))
        } catch {
            throw .access(.hub(error))
        }
        guard answer.status == 200 else { throw .refused(status: answer.status, code: answer.refusalCode) }
        let results = ResultLine.all(in: answer.body)
        guard results.count == indexes.count else { throw .results(count: results.count, lines: indexes.count) }
        return results
    }
}
