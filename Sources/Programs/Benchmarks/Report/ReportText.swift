import Foundation

/// Reports as JSON and as short text.
enum ReportText {
    /// A document with members in `snake_case`, in the order of their names.
    static func json(_ report: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }

    /// A number with so many digits behind the point.
    static func number(_ value: Double, _ digits: Int = 0) -> String {
        String(format: "%.\(digits)f", value)
    }

    /// The median, and the range where there were several rounds.
    static func spread(_ spread: Spread, _ digits: Int = 0) -> String {
        let median = number(spread.median, digits)
        guard spread.values.count > 1 else { return median }
        return "\(median) (\(number(spread.least, digits)) to \(number(spread.most, digits)))"
    }

    /// What `compare` prints to people.
    static func summary(_ report: ComparisonReport) -> String {
        var lines = ["pgbench TPC-B: \(spread(report.yardstick)) transactions/s"]
        if let single = report.single {
            lines.append("single: \(spread(single.messagesPerSecond)) messages/s, \(number(single.ratio, 2)) × pgbench")
        }
        if let batch = report.batch {
            lines.append("batch: \(spread(batch.messagesPerSecond)) messages/s, \(number(batch.ratio, 2)) × pgbench")
        }
        if let close = report.close {
            lines.append(
                "close: \(number(close.seconds, 2)) s for \(close.postings) postings, longest stall "
                    + "\(number(close.longestStallMs)) ms")
        }
        lines.append("hub: \(number(report.hubMebibytes)) MiB at most")
        return lines.joined(separator: "\n")
    }
}
