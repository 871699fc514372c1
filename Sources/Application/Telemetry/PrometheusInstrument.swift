import Metrics
import Synchronization

/// A series that can print itself.
protocol PrometheusInstrument: AnyObject, Sendable {
    func append(_ series: PrometheusMetrics.Series, to lines: inout String)
}

/// A count that only grows.
final class PrometheusCounter: CounterHandler, PrometheusInstrument {
    private let count = Mutex<Int64>(0)

    func increment(by amount: Int64) {
        // A count past 64 bits starts anew, as a restart would make it.
        count.withLock { $0 &+= max(0, amount) }
    }

    func reset() {
        count.withLock { $0 = 0 }
    }

    func append(_ series: PrometheusMetrics.Series, to lines: inout String) {
        PrometheusText.append(series.name, series.labels, "\(count.withLock { $0 })", to: &lines)
    }
}

/// A value that goes up and down.
final class PrometheusGauge: RecorderHandler, MeterHandler, PrometheusInstrument {
    private let value = Mutex<Double>(0)

    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }

    func append(_ series: PrometheusMetrics.Series, to lines: inout String) {
        PrometheusText.append(series.name, series.labels, PrometheusText.number(value.withLock { $0 }), to: &lines)
    }
}

/// How values are spread over fixed buckets, with their count and sum.
final class PrometheusHistogram: RecorderHandler, TimerHandler, PrometheusInstrument {
    /// Upper bounds for durations, in seconds: a till's millisecond to a deadline.
    static let seconds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    /// Upper bounds for counts of things that go together.
    static let counts: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096]

    private struct Tally {
        /// Values at or below each bound and above the one before; the last is past all bounds.
        var buckets: [Int64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let tally: Mutex<Tally>

    init(bounds: [Double]) {
        self.bounds = bounds
        tally = Mutex(Tally(buckets: [Int64](repeating: 0, count: bounds.count + 1)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        tally.withLock { tally in
            tally.buckets[bucket] += 1
            tally.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

    func append(_ series: PrometheusMetrics.Series, to lines: inout String) {
        let now = tally.withLock { $0 }
        let before = series.labels.isEmpty ? "" : series.labels + ","
        var count: Int64 = 0
        for (bucket, values) in now.buckets.enumerated() {
            count += values
            let bound = bucket < bounds.count ? PrometheusText.number(bounds[bucket]) : "+Inf"
            PrometheusText.append(series.name + "_bucket", before + "le=\"\(bound)\"", "\(count)", to: &lines)
        }
        PrometheusText.append(series.name + "_sum", series.labels, PrometheusText.number(now.sum), to: &lines)
        PrometheusText.append(series.name + "_count", series.labels, "\(count)", to: &lines)
    }
}
