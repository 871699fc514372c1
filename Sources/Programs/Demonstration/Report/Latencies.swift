/// How long answers took, as their clients saw it.
struct Latencies: Hashable, Sendable {
    private let sorted: [UInt32]

    /// Takes durations in microseconds, in any order.
    init(_ microseconds: [UInt32]) {
        sorted = microseconds.sorted()
    }

    /// The smallest duration that so many hundredths of a percent of the answers did not exceed (nearest rank), in
    /// microseconds; 0 without any.
    func percentile(_ basisPoints: Int) -> UInt32 {
        guard !sorted.isEmpty else { return 0 }
        let rank = (sorted.count * basisPoints + 9_999) / 10_000
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }

    /// The figures of the summary: the median, 95 %, 99 %, and the longest, in microseconds.
    var figures: [(name: String, microseconds: UInt32)] {
        [
            ("p50", percentile(5_000)), ("p95", percentile(9_500)), ("p99", percentile(9_900)),
            ("max", percentile(10_000)),
        ]
    }
}
