import Partners
import Quantities
import Settlement

/// What the schedule has to know, from one consistent state.
public struct ScheduleFacts: Sendable {
    /// The database's clock.
    public let now: Instant
    /// The open cycle.
    public let open: Int64
    /// When it was opened.
    public let openedAt: Instant
    /// The cut-off that the newest closed cycle was closed for; none when a person closed it, and before any closed.
    public let lastCutOff: Instant?
    /// The coalition's terms; none before any were applied.
    public let terms: CoalitionTerms?
    /// Cycles that the schedule closed and nobody has touched since, oldest first.
    public let unattended: [Unattended]

    /// A cycle that the schedule closed and carries on with.
    public struct Unattended: Hashable, Sendable {
        /// The cycle.
        public let id: Int64
        /// Closed and never calculated, or calculated for the first time.
        public let state: SettlementCycle.Name

        /// A cycle in a state.
        public init(id: Int64, state: SettlementCycle.Name) {
            self.id = id
            self.state = state
        }
    }

    /// Facts of these parts.
    public init(
        now: Instant, open: Int64, openedAt: Instant, lastCutOff: Instant? = nil, terms: CoalitionTerms?,
        unattended: [Unattended]
    ) {
        self.now = now
        self.open = open
        self.openedAt = openedAt
        self.lastCutOff = lastCutOff
        self.terms = terms
        self.unattended = unattended
    }
}

/// What the schedule does next.
public enum ScheduleDecision: Hashable, Sendable {
    /// Close the open cycle, whose cut-off has passed.
    case close(cycle: Int64, cutOff: Instant)
    /// Work a cycle out that the schedule closed.
    case calculate(cycle: Int64)
    /// Make the folders of a cycle that the schedule calculated, where nobody has to approve.
    case dispatch(cycle: Int64)
    /// The coalition's cut-off cannot be read.
    case malformed(cutOff: String)

    /// What is to be done at `facts.now`, in order; nothing for a manual schedule.
    ///
    /// Cut-offs that were missed while no hub ran are caught up in order, the oldest first and one close each: one of
    /// these decisions at a time, the next from the facts after it. What was posted meanwhile stands in the first of
    /// those cycles, since no posting is dated back into another; the others are empty, so that every period has its
    /// cycle, its statement and its minimum fee. A close by hand starts the count anew. A cycle that somebody closed by
    /// hand, or whose version somebody aborted, is left to people.
    public static func decide(_ facts: ScheduleFacts) -> [ScheduleDecision] {
        guard let terms = facts.terms, terms.snapshot.coalition.settlement.schedule != .manual else { return [] }
        let settlement = terms.snapshot.coalition.settlement
        var decisions: [ScheduleDecision] = []
        for cycle in facts.unattended {
            switch cycle.state {
            case .closed: decisions.append(.calculate(cycle: cycle.id))
            case .calculated where settlement.approvals == 0: decisions.append(.dispatch(cycle: cycle.id))
            case .calculated, .open, .approved, .dispatched, .settled, .aborted: break
            }
        }
        do {
            let schedule = try CutOffSchedule(settlement)
            let since = facts.lastCutOff ?? facts.openedAt
            if let cutOff = schedule.next(after: since, zone: terms.zone), cutOff <= facts.now {
                decisions.append(.close(cycle: facts.open, cutOff: cutOff))
            }
        } catch {
            decisions.append(.malformed(cutOff: settlement.cutOff ?? ""))
        }
        return decisions
    }
}
