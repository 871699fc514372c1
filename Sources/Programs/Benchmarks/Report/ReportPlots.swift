/// The plots of a report.
struct ReportPlots: Sendable {
    private let report: FullReport

    init(_ report: FullReport) {
        self.report = report
    }

    /// Names and contents.
    var files: [(name: String, text: String)] {
        var files = [("rates.svg", rates.svg), ("latencies.svg", latencies.svg)]
        if !report.close.isEmpty { files.append(("close.svg", close.svg)) }
        if !report.growth.isEmpty { files.append(("growth.svg", growth.svg)) }
        return files
    }

    private var rates: BarChart {
        BarChart(
            title: "Rates", unit: "transactions or messages a second; median and range",
            bars: [BarChart.Bar(label: "pgbench TPC-B", value: report.yardsticks.pgbench)]
                + report.single.filter { $0.name.hasPrefix("closed") }.map {
                    BarChart.Bar(label: "single, \($0.name)", value: $0.perSecond)
                }
                + report.batch.map { BarChart.Bar(label: "batch, \($0.messages) messages", value: $0.perSecond) })
    }

    private var latencies: BarChart {
        BarChart(
            title: "Latencies of single messages",
            unit: "milliseconds; in open loops from the moment a message was due",
            bars: report.single.flatMap { load in
                [
                    BarChart.Bar(label: "p50, \(load.name)", value: load.latency(\.p50)),
                    BarChart.Bar(label: "p99, \(load.name)", value: load.latency(\.p99)),
                ]
            })
    }

    private var close: BarChart {
        BarChart(
            title: "Closing and calculating a cycle while posting goes on", unit: "milliseconds",
            bars: report.close.flatMap { close in
                [
                    BarChart.Bar(label: "\(close.postings) postings", value: Spread([close.seconds * 1000])),
                    BarChart.Bar(label: "longest stall of a posting", value: Spread([close.longestStallMs])),
                ]
            })
    }

    private var growth: BarChart {
        BarChart(
            title: "With more members, ten lots each", unit: "messages a second",
            bars: report.growth.flatMap { growth in
                [
                    BarChart.Bar(label: "single, \(growth.members) members", value: Spread([growth.single.perSecond])),
                    BarChart.Bar(label: "batch, \(growth.members) members", value: Spread([growth.batch.perSecond])),
                ]
            })
    }
}
