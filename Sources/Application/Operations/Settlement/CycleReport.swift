import Partners
import Quantities
import Settlement

/// A cycle as a list shows it.
public struct CycleSummary: Hashable, Sendable {
    /// The cycle; ``CycleName`` makes its name.
    public let id: Int64
    /// Where it stands.
    public let state: SettlementCycle.Name
    /// The version in force; 0 when there is none.
    public let version: Int64
    /// When it was opened.
    public let openedAt: Instant
    /// When it closed; none while it is open.
    public let closedAt: Instant?

    /// A summary of these facts.
    public init(
        id: Int64, state: SettlementCycle.Name, version: Int64, openedAt: Instant, closedAt: Instant?
    ) {
        self.id = id
        self.state = state
        self.version = version
        self.openedAt = openedAt
        self.closedAt = closedAt
    }
}

/// A cycle with its figures (PROTOCOL.md section 7, `cycle show`).
public struct CycleReport: Hashable, Sendable {
    /// The cycle, its state, and the version in force.
    public let summary: CycleSummary
    /// Its figures: of the version in force, or as they would be now; none before a coalition was applied.
    public let settlement: Settlement?
    /// What names the figures for an approval; none before they are calculated.
    public let digest: String?
    /// Who approved the version in force.
    public let approvals: [CycleApproval]
    /// How many different people must approve, as the coalition says now.
    public let approvalsNeeded: Int64

    /// A report of these parts.
    public init(
        summary: CycleSummary, settlement: Settlement?, digest: String?, approvals: [CycleApproval],
        approvalsNeeded: Int64
    ) {
        self.summary = summary
        self.settlement = settlement
        self.digest = digest
        self.approvals = approvals
        self.approvalsNeeded = approvalsNeeded
    }
}
