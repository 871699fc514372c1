/// A report for people.
struct MarkdownReport: Sendable {
    private let report: FullReport

    init(_ report: FullReport) {
        self.report = report
    }

    /// The document.
    var text: String {
        let parts = [head, yardsticks, single, batch, read, beside, close, growth]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var head: [String] {
        let machine = report.machine
        return [
            "# Measured \(machine.at)", "",
            "\(machine.processors) processors, \(machine.memoryMebibytes) MiB of memory, \(machine.system); hub, client "
                + "and PostgreSQL on the same machine; fsync and synchronous_commit on. Medians of \(report.rounds) "
                + "rounds with their ranges; \(report.members) members. Every request was signed when it was sent; of "
                + "every answer status, digest and signature were checked before the clock went on; every receipt was "
                + "verified after it had been stopped, and an audit found nothing wrong after each round.",
            "", "The hub held \(number(report.hubMebibytes)) MiB at most.", "", "![Rates](rates.svg)",
        ]
    }

    private var yardsticks: [String] {
        let yardsticks = report.yardsticks
        return ["## Yardsticks", ""]
            + table(
                ["yardstick", "a second"],
                [
                    ["pgbench TPC-B, prepared", ReportText.spread(yardsticks.pgbench)],
                    ["rows by binary COPY, with primary key", ReportText.spread(yardsticks.copyRows)],
                    ["Ed25519 verifications, one thread", ReportText.spread(yardsticks.ed25519Verifications)],
                    ["P-256 verifications, one thread", ReportText.spread(yardsticks.p256Verifications)],
                    ["Ed25519 signatures, one thread", ReportText.spread(yardsticks.ed25519Signatures)],
                ])
    }

    private var single: [String] {
        ["## Single messages", ""]
            + table(
                ["load", "messages/s", "× pgbench", "p50 ms", "p99 ms", "p99.9 ms", "µs CPU: hub, database, client"],
                report.single.map { load in
                    [
                        load.name, ReportText.spread(load.perSecond), ratio(load.perSecond),
                        ReportText.spread(load.latency(\.p50), 1), ReportText.spread(load.latency(\.p99), 1),
                        ReportText.spread(load.latency(\.p999), 1), cost(load.rounds.map(\.cost)),
                    ]
                })
            + ["", "![Latencies](latencies.svg)", "", stored(report.single.flatMap { $0.rounds.map(\.cost) })]
    }

    private var batch: [String] {
        guard !report.batch.isEmpty else { return [] }
        return ["## Batches", ""]
            + table(
                ["messages in the file", "messages/s", "× pgbench", "µs CPU: hub, database, client"],
                report.batch.map { files in
                    [
                        "\(files.messages)", ReportText.spread(files.perSecond), ratio(files.perSecond),
                        cost(files.rounds.map(\.cost)),
                    ]
                }) + ["", stored(report.batch.flatMap { $0.rounds.map(\.cost) })]
    }

    private var read: [String] {
        guard !report.read.isEmpty else { return [] }
        return ["## Balances while posting", ""]
            + table(
                ["balances/s", "p99 ms", "messages/s beside", "their p99 ms"],
                [
                    [
                        ReportText.spread(Spread(report.read.map(\.balancesPerSecond))),
                        ReportText.spread(Spread(report.read.map(\.latency.p99)), 1),
                        ReportText.spread(Spread(report.read.map(\.messagesPerSecond))),
                        ReportText.spread(Spread(report.read.map(\.postingLatency.p99)), 1),
                    ]
                ])
    }

    private var beside: [String] {
        guard let first = report.beside.first else { return [] }
        return ["## Tills beside \(first.batches) batches of another partner", ""]
            + table(
                [
                    "messages/s of the tills", "p99 ms alone", "p99 ms beside", "p50 ms alone", "p50 ms beside",
                    "lines/s beside",
                ],
                [
                    [
                        ReportText.spread(Spread(report.beside.map(\.messagesPerSecond))),
                        ReportText.spread(Spread(report.beside.map(\.alone.p99)), 1),
                        ReportText.spread(Spread(report.beside.map(\.beside.p99)), 1),
                        ReportText.spread(Spread(report.beside.map(\.alone.p50)), 1),
                        ReportText.spread(Spread(report.beside.map(\.beside.p50)), 1),
                        ReportText.spread(Spread(report.beside.map(\.linesPerSecond))),
                    ]
                ])
    }

    private var close: [String] {
        guard !report.close.isEmpty else { return [] }
        return ["## Closing and calculating while posting goes on", ""]
            + table(
                ["postings", "seconds", "close", "calculate", "longest stall ms", "longest before ms", "messages/s"],
                report.close.map {
                    [
                        "\($0.postings)", number($0.seconds, 2), number($0.closeSeconds, 2),
                        number($0.calculateSeconds, 2), number($0.longestStallMs), number($0.longestBeforeMs),
                        number($0.messagesPerSecond),
                    ]
                }) + ["", "![Closing](close.svg)"]
    }

    private var growth: [String] {
        guard !report.growth.isEmpty else { return [] }
        return ["## Growth, ten lots a member", ""]
            + table(
                ["members", "database MiB", "single/s", "batch/s", "p99 ms", "hub MiB"],
                report.growth.map {
                    [
                        "\($0.members)", "\($0.databaseBytes >> 20)", number($0.single.perSecond),
                        number($0.batch.perSecond), number($0.single.latency.p99, 1), number($0.hubMebibytes),
                    ]
                }) + ["", "![Growth](growth.svg)"]
    }

    private func table(_ head: [String], _ rows: [[String]]) -> [String] {
        ([head, head.map { _ in "---" }] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
    }

    private func number(_ value: Double, _ digits: Int = 0) -> String { ReportText.number(value, digits) }

    private func ratio(_ rate: Spread) -> String { number(rate.median / max(report.yardsticks.pgbench.median, 1), 2) }

    private func cost(_ costs: [MessageCost]) -> String {
        [\MessageCost.hubMicroseconds, \.databaseMicroseconds, \.clientMicroseconds].map { figure in
            number(Spread(costs.map { $0[keyPath: figure] }).median)
        }.joined(separator: ", ")
    }

    private func stored(_ costs: [MessageCost]) -> String {
        "A message took \(ReportText.spread(Spread(costs.map(\.diskBytes)))) bytes of disk and "
            + "\(ReportText.spread(Spread(costs.map(\.logBytes)))) bytes of write-ahead log."
    }
}
