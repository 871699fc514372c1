import Ledger
import Partners
import Quantities
import Settlement

/// What a settlement is worked out from besides the postings; kept with it, so that it replays.
public struct SettlementBasis: Hashable, Sendable {
    /// The coalition's name as files show it.
    public let coalition: String
    /// The local day of the close.
    public let closeDay: LocalDay
    /// What was agreed, and what was carried in.
    public let terms: SettlementTerms

    /// A basis of these parts.
    public init(coalition: String, closeDay: LocalDay, terms: SettlementTerms) {
        self.coalition = coalition
        self.closeDay = closeDay
        self.terms = terms
    }
}

/// What earlier cycles leave to this one.
public enum CarriedIn: Hashable, Sendable {
    /// Carried forward by the version in force of the cycle before, in minor units; nothing for the first cycle.
    case known([PartnerID: Int64])
    /// The cycle before this one has no version in force yet.
    case unknown(before: Int64)
}

/// Everything that a decision about a cycle may know; read in one transaction, the cycle's row locked.
public struct CycleFacts: Sendable {
    /// The cycle.
    public let id: Int64
    /// Where it stands.
    public let state: SettlementCycle
    /// When it took its first posting at the earliest.
    public let openedAt: Instant
    /// When it closed; none while it is open.
    public let closedAt: Instant?
    /// The database's clock.
    public let now: Instant
    /// The coalition and its partners as they bind now; none before any were applied.
    public let terms: CoalitionTerms?
    /// The sums of the cycle's postings.
    public let flows: [FlowKey: PointsDelta]
    /// What the cycle before leaves to this one.
    public let carriedIn: CarriedIn
    /// What the cycle after this one has carried in, where that has a version in force.
    public let carriedOn: CarriedOn?
    /// What the version in force was worked out from.
    public let basis: SettlementBasis?
    /// Who approved the version in force, and when; in the order of approval.
    public let approvals: [CycleApproval]
    /// What is settled besides postings.
    public let settling: SettlingFacts

    /// What a later cycle took over from this one.
    public struct CarriedOn: Hashable, Sendable {
        /// The later cycle.
        public let cycle: Int64
        /// In minor units; nothing where absent.
        public let amounts: [PartnerID: Int64]

        /// Amounts taken over by a cycle.
        public init(cycle: Int64, amounts: [PartnerID: Int64]) {
            self.cycle = cycle
            self.amounts = amounts
        }
    }

    /// Facts as a store read them.
    public init(
        id: Int64, state: SettlementCycle, openedAt: Instant, closedAt: Instant?, now: Instant, terms: CoalitionTerms?,
        flows: [FlowKey: PointsDelta], carriedIn: CarriedIn, carriedOn: CarriedOn?, basis: SettlementBasis?,
        approvals: [CycleApproval], settling: SettlingFacts = .none
    ) {
        self.id = id
        self.state = state
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.now = now
        self.terms = terms
        self.flows = flows
        self.carriedIn = carriedIn
        self.carriedOn = carriedOn
        self.basis = basis
        self.approvals = approvals
        self.settling = settling
    }
}

/// Somebody's agreement to a calculated cycle.
public struct CycleApproval: Hashable, Sendable {
    /// Who agreed.
    public let approver: String
    /// When.
    public let at: Instant

    /// An agreement.
    public init(approver: String, at: Instant) {
        self.approver = approver
        self.at = at
    }
}

/// A settlement and what it was worked out from.
public struct CalculatedSettlement: Hashable, Sendable {
    /// What it was worked out from.
    public let basis: SettlementBasis
    /// The figures.
    public let settlement: Settlement

    /// A settlement over its basis.
    public init(basis: SettlementBasis, settlement: Settlement) {
        self.basis = basis
        self.settlement = settlement
    }
}

/// What a decision makes of a cycle: the store writes it in the transaction that read the facts.
public struct CycleChange: Sendable {
    /// Where the cycle stands now.
    public let state: SettlementCycle
    /// What is to be done in the same transaction.
    public let effects: [SettlementCycle.Effect]
    /// The settlement that the effects speak of, where they speak of one.
    public let calculated: CalculatedSettlement?
    /// What was asked, as the audit trail names it.
    public let action: String
    /// What the audit trail tells besides.
    public let detail: String

    /// A change of these parts.
    public init(
        state: SettlementCycle, effects: [SettlementCycle.Effect], calculated: CalculatedSettlement? = nil,
        action: String, detail: String
    ) {
        self.state = state
        self.effects = effects
        self.calculated = calculated
        self.action = action
        self.detail = detail
    }
}
