import Composition
import Operations
import PartnerClient
import Partners
import Quantities
import Wire

/// The summary as one JSON document.
struct ReportDocument {
    /// What it tells.
    let report: DemonstrationReport

    /// The document's bytes.
    var bytes: [UInt8] { JSONWriter.encode(json) }

    /// The document.
    var json: JSONValue {
        .object([
            "ok": .bool(report.isSound), "faults": .array(report.faults.map(JSONValue.string)),
            "hub": .string(report.hubURL), "members": count(report.members), "messages": messages, "latency": latency,
            "messages_per_second": .integer(report.messagesPerSecond), "weeks": .array(report.weeks.map(week)),
            "deliveries": .array(report.deliveries.map(delivery)), "audit": audit,
            "phases": .array(
                report.phases.map {
                    .object([
                        "name": .string($0.name), "milliseconds": .integer($0.milliseconds),
                        "messages": count($0.messages),
                    ])
                }),
        ])
    }

    private func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }

    private var messages: JSONValue {
        let score = report.score
        let outcomes = score.outcomes.sorted {
            ($0.key.kind.rawValue, $0.key.code) < ($1.key.kind.rawValue, $1.key.code)
        }
        return .object([
            "sent": count(score.answered), "accepted": count(score.accepted),
            "refused": count(score.answered - score.accepted), "not_sent": count(score.needless),
            "receipts_checked": count(score.receipts), "sent_twice": count(score.repeated),
            "answered_alike": count(score.repeatedAlike),
            "outcomes": .array(
                outcomes.map {
                    .object([
                        "message": .string($0.key.kind.rawValue), "outcome": .string($0.key.code),
                        "count": count($0.value),
                    ])
                }),
        ])
    }

    /// Microseconds.
    private var latency: JSONValue {
        .object(
            Latencies(report.score.latencies).figures.map {
                JSONMember(name: $0.name + "_microseconds", value: .integer(Int64($0.microseconds)))
            })
    }

    /// The cycle as `cycle show --json` has it.
    private func week(_ week: DemonstrationReport.Week) -> JSONValue {
        .object([
            "monday": .string(week.monday.description),
            "cycle": (try? JSONReader.read(CycleText.document(week.cycle))) ?? .null,
        ])
    }

    private func delivery(_ delivery: DemonstrationReport.Delivery) -> JSONValue {
        .object([
            "partner": .string(delivery.partner.text), "url": .string(delivery.url),
            "folder": .string(delivery.folder), "verification": report.findings[delivery.partner]?.json ?? .null,
        ])
    }

    private var audit: JSONValue {
        guard let audit = report.audit else { return .null }
        return .object([
            "ok": .bool(audit.findings.isEmpty), "postings": .integer(audit.postings),
            "messages": .integer(audit.messages),
            "findings": .array(
                audit.findings.map {
                    .object([
                        "law": .string($0.law), "subject": .string($0.subject), "detail": .string($0.detail),
                    ])
                }),
        ])
    }
}
