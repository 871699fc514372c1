import Metrics
import Synchronization

/// Keeps a program's metrics and prints them in the text format that Prometheus reads, version 0.0.4.
///
/// Series appear with their first value and stay; labels must come from closed sets, since nothing is ever forgotten.
public final class PrometheusMetrics: MetricsFactory, Sendable {
    /// The media type of ``text``.
    public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// What a family of series is; the first use of a name decides.
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// One label set of one name.
    struct Series: Hashable, Sendable {
        let name: String
        let labels: String
    }

    private struct State {
        var kinds: [String: Kind] = [:]
        var instruments: [Series: any PrometheusInstrument] = [:]
    }

    private let state = Mutex(State())

    /// A factory that has seen nothing.
    public init() {}

    /// The instrument of a series, made on first use; one of its own that is never printed where the name is taken by
    /// another kind.
    private func instrument<Instrument: PrometheusInstrument>(
        _ kind: Kind, _ label: String, _ dimensions: [(String, String)], make: () -> Instrument
    ) -> Instrument {
        let series = Series(
            name: PrometheusText.name(label), labels: PrometheusText.labels(dimensions))
        return state.withLock { state in
            if let known = state.instruments[series] as? Instrument { return known }
            let made = make()
            guard state.kinds[series.name, default: kind] == kind, state.instruments[series] == nil else { return made }
            state.kinds[series.name] = kind
            state.instruments[series] = made
            return made
        }
    }

    /// A counter, from zero up.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        instrument(.counter, label, dimensions) { PrometheusCounter() }
    }

    /// A histogram, or a gauge where values are not to be aggregated.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate {
            instrument(.histogram, label, dimensions) { PrometheusHistogram(bounds: PrometheusHistogram.counts) }
        } else {
            instrument(.gauge, label, dimensions) { PrometheusGauge() }
        }
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        instrument(.gauge, label, dimensions) { PrometheusGauge() }
    }

    /// A histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        instrument(.histogram, label, dimensions) { PrometheusHistogram(bounds: PrometheusHistogram.seconds) }
    }

    /// Series outlive the handles that write them.
    public func destroyCounter(_: any CounterHandler) {}
    /// Series outlive the handles that write them.
    public func destroyRecorder(_: any RecorderHandler) {}
    /// Series outlive the handles that write them.
    public func destroyMeter(_: any MeterHandler) {}
    /// Series outlive the handles that write them.
    public func destroyTimer(_: any TimerHandler) {}

    /// All series, by name and labels; each line ends with a line feed.
    public var text: String {
        let (kinds, instruments) = state.withLock { ($0.kinds, $0.instruments) }
        var lines = ""
        var family = ""
        let order = instruments.keys.sorted { ($0.name, $0.labels) < ($1.name, $1.labels) }
        for series in order {
            if series.name != family, let kind = kinds[series.name] {
                family = series.name
                lines += "# TYPE \(family) \(kind.rawValue)\n"
            }
            instruments[series]?.append(series, to: &lines)
        }
        return lines
    }
}
