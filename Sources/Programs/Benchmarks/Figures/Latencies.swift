import Histogram

/// Latencies in a histogram of three significant digits, up to two minutes.
struct Latencies: Sendable {
    private static let mostMicroseconds: UInt64 = 120_000_000
    private var histogram = Histogram<UInt64>(
        lowestDiscernibleValue: 1, highestTrackableValue: Self.mostMicroseconds, numberOfSignificantValueDigits: .three)

    /// Adds one; what takes longer than two minutes counts as two minutes.
    mutating func add(nanoseconds: UInt64) {
        histogram.record(min(max(nanoseconds / 1000, 1), Self.mostMicroseconds))
    }

    /// The figures that a report shows.
    var figures: LatencyFigures {
        func milliseconds(_ percentile: Double) -> Double {
            histogram.totalCount == 0 ? 0 : Double(histogram.valueAtPercentile(percentile)) / 1000
        }
        return LatencyFigures(
            count: Int(histogram.totalCount), p50: milliseconds(50), p90: milliseconds(90), p99: milliseconds(99),
            p999: milliseconds(99.9), most: milliseconds(100))
    }
}

/// What is reported of latencies, in milliseconds.
public struct LatencyFigures: Hashable, Sendable, Codable {
    /// How many were measured.
    public let count: Int
    /// Half were at most this.
    public let p50: Double
    /// Nine of ten were at most this.
    public let p90: Double
    /// 99 of 100 were at most this.
    public let p99: Double
    /// 999 of 1,000 were at most this.
    public let p999: Double
    /// The longest.
    public let most: Double
}
