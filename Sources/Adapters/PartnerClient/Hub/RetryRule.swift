/// How often and how patiently a request is tried again. Waits double, with jitter, and every series of them ends.
public struct RetryRule: Hashable, Sendable {
    /// The most attempts, the first included; 1 or more.
    public let attempts: Int
    /// The longest wait before the second attempt, in milliseconds.
    public let firstWaitMilliseconds: Int64
    /// The longest wait of all, in milliseconds; also for what `Retry-After` asks.
    public let longestWaitMilliseconds: Int64

    /// A rule; five attempts within about ten seconds unless said otherwise.
    public init(attempts: Int = 5, firstWaitMilliseconds: Int64 = 250, longestWaitMilliseconds: Int64 = 10_000) {
        self.attempts = max(1, attempts)
        self.firstWaitMilliseconds = max(0, firstWaitMilliseconds)
        self.longestWaitMilliseconds = max(0, longestWaitMilliseconds)
    }

    /// The wait after the attempt of this number, from 1.
    ///
    /// - Parameters:
    ///   - retryAfterSeconds: what the hub asked for; the wait is then no shorter, up to the longest.
    ///   - jitter: 0 to 1, random: it spreads the wait over its upper half, so that many clients do not come back at once.
    func waitMilliseconds(after attempt: Int, retryAfterSeconds: Int64?, jitter: Double) -> Int64 {
        let doubled = firstWaitMilliseconds.multipliedReportingOverflow(by: 1 << Int64(min(attempt - 1, 20)))
        let wait = min(doubled.overflow ? longestWaitMilliseconds : doubled.partialValue, longestWaitMilliseconds)
        let spread = wait / 2 + Int64(Double(wait - wait / 2) * jitter)
        let asked = min(max(0, retryAfterSeconds ?? 0), longestWaitMilliseconds / 1000 + 1) * 1000
        return max(spread, min(asked, longestWaitMilliseconds))
    }
}
