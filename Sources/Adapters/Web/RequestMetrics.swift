import Telemetry

/// Counts answered requests and times them.
struct RequestMetrics: Sendable {
    private struct Labels: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private let requests = CounterFamily<Labels>(MetricName.requests) { labels in
        [("route", labels.route), ("method", labels.method), ("status", String(labels.status))]
    }
    private let durations = TimerFamily<String>(MetricName.requestDuration) { [("route", $0)] }

    private static let namedMethods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Records one answer; a path that is not served has no route.
    func record(status: Int, method: String, route: Route?, took duration: Duration) {
        let template = route?.template ?? "none"
        let method = Self.namedMethods.contains(method) ? method : "other"
        requests.increment(Labels(route: template, method: method, status: status))
        durations.record(
            template,
            nanoseconds: Int64(clamping: duration.components.seconds) * 1_000_000_000
                + duration.components.attoseconds / 1_000_000_000)
    }
}
