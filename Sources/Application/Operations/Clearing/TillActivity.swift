import Synchronization

/// Remembers when a till last sent a single message, so that batches make room for those to come.
final class TillActivity: Sendable {
    /// For so long after a single message more are expected, in milliseconds.
    static let expectedMilliseconds: Int64 = 500

    private let start = ContinuousClock.now
    /// Milliseconds from the start to the last single message; long ago at first.
    private let last = Atomic<Int64>(-TillActivity.expectedMilliseconds)

    private var milliseconds: Int64 {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// A single message came.
    func note() {
        last.store(milliseconds, ordering: .relaxed)
    }

    /// Whether single messages are expected.
    var areActive: Bool {
        milliseconds - last.load(ordering: .relaxed) < Self.expectedMilliseconds
    }
}
