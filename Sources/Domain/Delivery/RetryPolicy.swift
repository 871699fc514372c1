/// When a failed delivery is tried again: exponential back-off with full jitter, bounded.
///
/// Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015: a delay drawn evenly from zero to the
/// bound spreads the load best.
public struct RetryPolicy: Hashable, Sendable {
    /// The bound of the first delay, in seconds; above zero.
    public let firstDelaySeconds: Int64
    /// The bound no delay passes, in seconds; at least the first.
    public let longestDelaySeconds: Int64
    /// Seconds from the moment a delivery is queued until it is given up; above zero.
    public let deadlineSeconds: Int64

    /// One second at first, ten minutes at most, given up after three days.
    public static let standard = RetryPolicy(
        firstDelaySeconds: 1, longestDelaySeconds: 600, deadlineSeconds: 3 * 86_400)

    /// A policy of these figures; those out of range are brought to the nearest in range, at most ten years.
    public init(firstDelaySeconds: Int64, longestDelaySeconds: Int64, deadlineSeconds: Int64) {
        let tenYears: Int64 = 3650 * 86_400
        self.firstDelaySeconds = min(max(1, firstDelaySeconds), tenYears)
        self.longestDelaySeconds = min(max(self.firstDelaySeconds, longestDelaySeconds), tenYears)
        self.deadlineSeconds = min(max(1, deadlineSeconds), tenYears)
    }

    /// The most a delay after so many failed attempts can be, in seconds: first × 2^(attempts − 1), up to the longest.
    public func boundSeconds(afterAttempts attempts: Int64) -> Int64 {
        var bound = firstDelaySeconds
        var left = attempts - 1
        while left > 0 && bound < longestDelaySeconds {
            bound = min(bound * 2, longestDelaySeconds)
            left -= 1
        }
        return bound
    }

    /// The delay after so many failed attempts, in microseconds: `random` scaled evenly from zero to the bound.
    ///
    /// - Parameter random: any 64 bits, drawn evenly.
    public func delayMicroseconds(afterAttempts attempts: Int64, random: UInt64) -> Int64 {
        let bound = UInt64(boundSeconds(afterAttempts: attempts)) * 1_000_000 + 1
        return Int64(bound.multipliedFullWidth(by: random).high)
    }
}
