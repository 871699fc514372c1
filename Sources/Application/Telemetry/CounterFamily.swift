import Metrics
import Synchronization

/// The counters of one name, one for each set of labels, each found in the metrics system once and then kept.
///
/// Making a `Counter` sorts, joins and looks up its labels, which costs more than everything else about counting.
public final class CounterFamily<Labels: Hashable & Sendable>: Sendable {
    private let label: String
    private let dimensions: @Sendable (Labels) -> [(String, String)]
    private let factory: (any MetricsFactory)?
    private let counters = Mutex<[Labels: Counter]>([:])

    /// A family of this name.
    ///
    /// - Parameters:
    ///   - factory: where counters are kept; `nil` is the program's own.
    ///   - dimensions: names and values of the labels; they come from a closed set, since nothing is forgotten.
    public init(
        _ label: String, factory: (any MetricsFactory)? = nil,
        dimensions: @escaping @Sendable (Labels) -> [(String, String)]
    ) {
        self.label = label
        self.factory = factory
        self.dimensions = dimensions
    }

    /// Counts so many more under these labels.
    public func increment(_ labels: Labels, by amount: Int64 = 1) {
        let counter = counters.withLock { counters in
            if let known = counters[labels] { return known }
            let made = Counter(
                label: label, dimensions: dimensions(labels), factory: factory ?? MetricsSystem.factory)
            counters[labels] = made
            return made
        }
        counter.increment(by: amount)
    }
}

/// The timers of one name, one for each set of labels, each found in the metrics system once and then kept.
public final class TimerFamily<Labels: Hashable & Sendable>: Sendable {
    private let label: String
    private let dimensions: @Sendable (Labels) -> [(String, String)]
    private let timers = Mutex<[Labels: Metrics.Timer]>([:])

    /// A family of this name.
    ///
    /// - Parameter dimensions: as of ``CounterFamily``.
    public init(_ label: String, dimensions: @escaping @Sendable (Labels) -> [(String, String)]) {
        self.label = label
        self.dimensions = dimensions
    }

    /// Records a duration under these labels.
    public func record(_ labels: Labels, nanoseconds: Int64) {
        let timer = timers.withLock { timers in
            if let known = timers[labels] { return known }
            let made = Metrics.Timer(label: label, dimensions: dimensions(labels))
            timers[labels] = made
            return made
        }
        timer.recordNanoseconds(nanoseconds)
    }
}
