import Operations
import PartnerClient
import Partners
import Quantities
import Settlement

/// Everything the summary tells.
struct DemonstrationReport: Sendable {
    /// The weeks that were played, with the cycle of each.
    var weeks: [Week] = []
    /// What became of the messages.
    var score = ScoreBoard.Score()
    /// Members enrolled.
    var members = 0
    /// Where settlement files went.
    var deliveries: [Delivery] = []
    /// What each partner found in all it received; the newest check.
    var findings: [PartnerID: SettlementReport] = [:]
    /// The hub's own proof; none before it ran.
    var audit: AuditReport?
    /// The parts and how long each took.
    var phases: [Progress.Phase] = []
    /// The hub's address.
    var hubURL = ""

    /// A week and its cycle.
    struct Week: Sendable {
        /// The week's first day.
        let monday: LocalDay
        /// The cycle its messages were posted in.
        let cycle: CycleReport
    }

    /// Where one partner's files go.
    struct Delivery: Hashable, Sendable {
        let partner: PartnerID
        /// As its partner file says.
        let url: String
        /// Where that is on this machine.
        let folder: String
    }

    /// Whether audit and every check passed.
    var isSound: Bool { faults.isEmpty }

    /// What is wrong, a sentence each.
    var faults: [String] {
        var faults = score.faults
        for (partner, report) in findings.sorted(by: { $0.key < $1.key }) where !report.isSound {
            let count = report.folders.reduce(0) { $0 + $1.findings.count }
            let first = report.folders.lazy.flatMap(\.findings).first.map { ", such as: \($0)" } ?? ""
            faults.append("\(partner) found \(count) faults in its settlement files\(first)")
        }
        for (partner, report) in findings.sorted(by: { $0.key < $1.key }) where report.folders.count != weeks.count {
            faults.append("\(partner) received \(report.folders.count) settlement folders of \(weeks.count)")
        }
        for week in weeks where !Self.isBalanced(week.cycle) {
            faults.append("the nets of cycle \(CycleName.text(week.cycle.summary.id)) do not sum to zero")
        }
        faults += audit?.findings.map { "audit, \($0.law), \($0.subject): \($0.detail)" } ?? ["the audit did not run"]
        return faults
    }

    /// Messages a second over all the time in which messages were sent.
    var messagesPerSecond: Int64 {
        let sending = phases.filter { $0.messages > 0 }
        let milliseconds = sending.reduce(0) { $0 + $1.milliseconds }
        return milliseconds == 0 ? 0 : Int64(score.answered) * 1000 / milliseconds
    }

    private static func isBalanced(_ cycle: CycleReport) -> Bool {
        guard let settlement = cycle.settlement else { return false }
        return settlement.positions.reduce(settlement.operatorPosition.net) { $0 + $1.net } == 0
    }
}
