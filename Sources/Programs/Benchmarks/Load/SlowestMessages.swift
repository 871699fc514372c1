/// The slowest messages of a run, each with the moments of its sending and its answer.
struct SlowestMessages: Sendable {
    private static let most = 4_000
    /// Only what takes longer than this is of interest.
    private var threshold: UInt64 = 2_000_000
    private var spans: [(from: UInt64, to: UInt64)] = []

    /// Notes a message when it is among the slowest.
    mutating func add(from: UInt64, to: UInt64) {
        guard to > from, to - from >= threshold else { return }
        spans.append((from, to))
        guard spans.count >= 2 * Self.most else { return }
        spans.sort { $0.to - $0.from > $1.to - $1.from }
        spans.removeLast(spans.count - Self.most)
        if let last = spans.last { threshold = last.to - last.from }
    }

    /// The moments in seconds of the steady clock, the slowest first.
    var all: [[Double]] {
        spans.sorted { $0.to - $0.from > $1.to - $1.from }.prefix(Self.most).map {
            [Double($0.from) / 1e9, Double($0.to) / 1e9]
        }
    }

    /// The longest that a message under way at any moment of a span took, in milliseconds.
    static func longest(of slowest: [[Double]], from: Double, to: Double) -> Double {
        slowest.reduce(0) { longest, message in
            guard message.count == 2, message[0] <= to, message[1] >= from else { return longest }
            return max(longest, (message[1] - message[0]) * 1000)
        }
    }
}
