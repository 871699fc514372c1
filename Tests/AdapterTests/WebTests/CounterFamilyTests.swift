import Metrics
import Telemetry
import Testing

@Suite struct `Counters that are looked up once` {
    @Test func `they count the same series as counters made anew each time`() {
        let (kept, anew) = (PrometheusMetrics(), PrometheusMetrics())
        let family = CounterFamily<Int>("answers_total", factory: kept) { [("status", "\($0)"), ("method", "POST")] }
        for status in [201, 422, 201, 503, 201] {
            family.increment(status)
            family.increment(status, by: 2)
            for amount: Int64 in [1, 2] {
                Counter(
                    label: "answers_total", dimensions: [("method", "POST"), ("status", "\(status)")], factory: anew
                ).increment(by: amount)
            }
        }
        #expect(kept.text == anew.text)
        #expect(kept.text.contains(#"answers_total{method="POST",status="201"} 9"#))
    }
}
