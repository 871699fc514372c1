import Metrics
import Telemetry
import Testing

@Suite struct `Metrics as text` {
    @Test func `families are typed once and series sorted`() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "b_total", dimensions: [("route", "/v1/x"), ("method", "POST")]).increment(by: 2)
        metrics.makeCounter(label: "b_total", dimensions: [("method", "POST"), ("route", "/v1/x")]).increment(by: 1)
        metrics.makeCounter(label: "b_total", dimensions: []).increment(by: 5)
        metrics.makeMeter(label: "a", dimensions: []).set(1.5)
        #expect(
            metrics.text == """
                # TYPE a gauge
                a 1.5
                # TYPE b_total counter
                b_total 5
                b_total{method="POST",route="/v1/x"} 3

                """)
    }

    @Test func `a histogram counts upwards`() {
        let metrics = PrometheusMetrics()
        let timer = metrics.makeTimer(label: "t_seconds", dimensions: [("route", "x")])
        for nanoseconds: Int64 in [500_000, 1_000_000, 7_000_000, 20_000_000_000] {
            timer.recordNanoseconds(nanoseconds)
        }
        let lines = metrics.text.split(separator: "\n")
        #expect(lines.contains(#"t_seconds_bucket{route="x",le="0.001"} 2"#))
        #expect(lines.contains(#"t_seconds_bucket{route="x",le="0.01"} 3"#))
        #expect(lines.contains(#"t_seconds_bucket{route="x",le="10"} 3"#))
        #expect(lines.contains(#"t_seconds_bucket{route="x",le="+Inf"} 4"#))
        #expect(lines.contains(#"t_seconds_count{route="x"} 4"#))
        #expect(lines.contains(#"t_seconds_sum{route="x"} 20.0085"#))
    }

    @Test func `names are cleaned and values escaped`() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "9a.b-c", dimensions: [("x.y", "a\"b\\c\nd")]).increment(by: 1)
        #expect(metrics.text.contains(#"_9a_b_c{x_y="a\"b\\c\nd"} 1"#))
    }

    @Test func `a name belongs to the kind that took it first`() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "x", dimensions: []).increment(by: 1)
        metrics.makeMeter(label: "x", dimensions: []).set(Int64(7))
        #expect(metrics.text == "# TYPE x counter\nx 1\n")
    }
}
