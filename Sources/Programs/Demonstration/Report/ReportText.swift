import Composition
import Operations
import PartnerClient
import Partners
import Quantities
import Settlement
import Wire

/// The summary as a finance person reads it.
struct ReportText {
    /// What it tells.
    let report: DemonstrationReport

    private var settlements: [Settlement] { report.weeks.compactMap(\.cycle.settlement) }
    private var digits: Int { settlements.first?.currency.minorUnitDigits ?? 2 }
    private var currency: String { settlements.first?.currency.description ?? "" }

    private func amount(_ minorUnits: Int64) -> String { Console.amount(minorUnits, digits: digits) }
    private func count(_ number: Int) -> String { Console.count(Int64(number)) }

    /// All of it.
    var text: String {
        var parts = [messages, outcomes, speed]
        if !settlements.isEmpty {
            let matrix = MatrixTotal(settlements)
            parts.append(
                "Points redeemed, all weeks: whose points (rows) were spent where (columns)\n"
                    + Console.table(matrix.rows(\.points, Console.count)))
            parts.append("What issuers pay for them, \(currency)\n" + Console.table(matrix.rows(\.debit, amount)))
            parts.append(
                "What redeemers receive for them, \(currency)\n" + Console.table(matrix.rows(\.credit, amount)))
            parts += report.weeks.map(positions)
            parts.append(payments)
        }
        parts += [deliveries, verification, duration, verdict]
        return parts.joined(separator: "\n\n")
    }

    private var messages: String {
        let refused = report.score.answered - report.score.accepted
        return "Messages: \(count(report.score.answered)) sent, \(count(report.score.accepted)) accepted, "
            + "\(count(refused)) refused. \(count(report.members)) members.\n"
            + "Receipts checked: \(count(report.score.receipts)). Sent twice on purpose: \(count(report.score.repeated)), "
            + "answered by the same bytes: \(count(report.score.repeatedAlike)). "
            + "Not sent, because what they refer to was refused: \(count(report.score.needless))."
    }

    private var outcomes: String {
        let codes = Set(report.score.outcomes.keys.map(\.code)).subtracting([ScoreBoard.Outcome.accepted]).sorted()
        let columns = [ScoreBoard.Outcome.accepted] + codes
        var rows = [["message"] + columns]
        for kind in ScriptStep.Kind.allCases {
            let counts = columns.map { report.score.outcomes[ScoreBoard.Outcome(kind: kind, code: $0)] ?? 0 }
            rows.append([kind.rawValue] + counts.map(count))
        }
        return Console.table(rows)
    }

    private var speed: String {
        let figures = Latencies(report.score.latencies).figures.map { name, microseconds in
            "\(name) \(microseconds / 1000).\(microseconds % 1000 / 100) ms"
        }
        return "Answers: \(Console.count(report.messagesPerSecond)) messages a second; as the tills saw them: "
            + figures.joined(separator: ", ")
    }

    private func positions(_ week: DemonstrationReport.Week) -> String {
        guard let settlement = week.cycle.settlement else { return "" }
        var rows = [["partner", "gross debit", "gross credit", "fee", "carried in", "net", "carried out", "paid"]]
        var sum: Int64 = 0
        for position in settlement.positions + [settlement.operatorPosition] {
            sum += position.net
            let figures = [
                position.grossDebit, position.grossCredit, position.fee, position.carriedIn, position.net,
                position.carriedOut, position.net - position.carriedOut,
            ]
            rows.append([position.partner.text] + figures.map(amount))
        }
        rows.append(["sum of nets", "", "", "", "", amount(sum)])
        let people = week.cycle.approvals.map(\.approver).joined(separator: ", ")
        return "Positions of cycle \(CycleName.text(week.cycle.summary.id)), week of \(week.monday), \(currency): "
            + "\(week.cycle.summary.state.rawValue), value date \(settlement.valueDay)"
            + (people.isEmpty ? "" : ", approved by \(people)") + "\n" + Console.table(rows)
    }

    private var payments: String {
        let parties = Set(settlements.flatMap { $0.positions.map(\.partner) }).sorted()
        var rows = [["paid to (+) or by (−)"] + report.weeks.map { "week of \($0.monday)" } + ["all weeks"]]
        for party in parties {
            let paid = settlements.map { $0.position(of: party)?.payment ?? 0 }
            rows.append([party.text] + (paid + [paid.reduce(0, +)]).map(amount))
        }
        return "Payments, \(currency)\n" + Console.table(rows)
    }

    private var deliveries: String {
        "Settlement files were pushed to\n"
            + report.deliveries.map { "  \($0.partner): \($0.url)  (here: \($0.folder))" }.joined(separator: "\n")
    }

    private var verification: String {
        var rows = [["partner", "folders", "statement rows", "faults"]]
        for (partner, found) in report.findings.sorted(by: { $0.key < $1.key }) {
            let lines = found.folders.reduce(0) { $0 + ($1.manifest?.totals.rows ?? 0) }
            let faults = found.folders.reduce(0) { $0 + $1.findings.count }
            rows.append([partner.text, count(found.folders.count), Console.count(lines), count(faults)])
        }
        return "What the partners checked: signatures, digests, control totals, matrix, sequence\n"
            + Console.table(rows)
    }

    private var duration: String {
        let rows = report.phases.map { [$0.name, Progress.seconds($0.milliseconds) + " s"] }
        let whole = Progress.seconds(report.phases.reduce(0) { $0 + $1.milliseconds }) + " s"
        return "How long it took\n" + Console.table(rows + [["all", whole]])
    }

    private var verdict: String {
        guard report.isSound else {
            return "Something is wrong:\n" + report.faults.map { "  \($0)" }.joined(separator: "\n")
        }
        let postings = Console.count(report.audit?.postings ?? 0)
        return "Audit passed: \(postings) postings agree with every balance, position and file. Every check passed."
    }
}
