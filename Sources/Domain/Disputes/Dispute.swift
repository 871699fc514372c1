import Partners
import Quantities

/// A dispute as its parties and the operator see it.
public struct Dispute: Hashable, Sendable {
    /// Its number in the hub.
    public let id: Int64
    /// The cycle whose statement is disputed.
    public let cycle: Int64
    /// The version of the statement.
    public let version: Int64
    /// Its number among the partner's disputes of the cycle, from 1.
    public let number: Int64
    /// Who disputes.
    public let partner: PartnerID
    /// Whom it concerns besides; the operator where no other partner takes part in the lines.
    public let counterparty: PartnerID
    /// Why, the evidence and the comment; and the lines as they were named.
    public let claim: DisputeClaim
    /// The disputed lines of the partner's statement.
    public let lines: [Int64]
    /// What upholding it moves in all, in minor units by party; empty where no money moved.
    public let legs: [PartnerID: Int64]
    /// What was credited provisionally; empty when nothing was.
    public let provisional: [PartnerID: Int64]
    /// Where it stands.
    public let state: DisputeState
    /// When it was raised.
    public let raisedAt: Instant
    /// By whom: `partner:<id>` or who gave the command.
    public let raisedBy: String
    /// The last local day for the counterparty's answer; `nil` without a deadline.
    public let answerBy: LocalDay?
    /// What the counterparty said.
    public let answer: DisputeAnswer?
    /// Who ended it and why; `nil` while it is open.
    public let decision: DisputeDecision?
    /// The adjustments it has posted, oldest first.
    public let adjustments: [UniqueID]

    /// A dispute of these facts.
    public init(
        id: Int64, cycle: Int64, version: Int64, number: Int64, partner: PartnerID, counterparty: PartnerID,
        claim: DisputeClaim, lines: [Int64], legs: [PartnerID: Int64], provisional: [PartnerID: Int64],
        state: DisputeState, raisedAt: Instant, raisedBy: String, answerBy: LocalDay?, answer: DisputeAnswer?,
        decision: DisputeDecision?, adjustments: [UniqueID]
    ) {
        self.id = id
        self.cycle = cycle
        self.version = version
        self.number = number
        self.partner = partner
        self.counterparty = counterparty
        self.claim = claim
        self.lines = lines
        self.legs = legs
        self.provisional = provisional
        self.state = state
        self.raisedAt = raisedAt
        self.raisedBy = raisedBy
        self.answerBy = answerBy
        self.answer = answer
        self.decision = decision
        self.adjustments = adjustments
    }

    /// What the disputing partner gets when it is upheld, in minor units; below zero when it gives money back.
    public var amount: Int64 { legs[partner] ?? 0 }

    /// Whether the counterparty may still answer on `today`.
    ///
    /// The operator is never waited for, since it is the operator who decides.
    public func answering(on today: LocalDay) -> DisputeEvent.Answering {
        if counterparty == .operator { return .over }
        return answerBy.map { today > $0 } ?? false ? .over : .possible
    }
}

/// What the counterparty said to a dispute.
public struct DisputeAnswer: Hashable, Sendable {
    /// Whether it agrees.
    public let stance: DisputeStance
    /// A sentence for people.
    public let comment: String?
    /// SHA-256 of what proves it, 64 lower-case hexadecimal digits.
    public let evidenceSHA256: String?

    /// An answer of these facts.
    public init(stance: DisputeStance, comment: String? = nil, evidenceSHA256: String? = nil) {
        self.stance = stance
        self.comment = comment
        self.evidenceSHA256 = evidenceSHA256
    }
}

/// How a dispute ended.
public struct DisputeDecision: Hashable, Sendable {
    /// When.
    public let at: Instant
    /// By whom: `partner:<id>` for a withdrawal, else who gave the command.
    public let by: String
    /// A sentence for people.
    public let reason: String

    /// A decision of these facts.
    public init(at: Instant, by: String, reason: String) {
        self.at = at
        self.by = by
        self.reason = reason
    }
}

/// Where one version of a partner's statement stands.
public struct AcknowledgementStanding: Hashable, Sendable {
    /// The cycle.
    public let cycle: Int64
    /// The version of the statement.
    public let version: Int64
    /// Where it stands.
    public let state: AcknowledgementState
    /// When its first push arrived; `nil` before.
    public let deliveredAt: Instant?
    /// The last local day for an answer; `nil` without a deadline or before the first push.
    public let lastDay: LocalDay?
    /// The partner's disputes of this version, by number.
    public let disputes: [Dispute]

    /// A standing of these facts.
    public init(
        cycle: Int64, version: Int64, state: AcknowledgementState, deliveredAt: Instant?, lastDay: LocalDay?,
        disputes: [Dispute]
    ) {
        self.cycle = cycle
        self.version = version
        self.state = state
        self.deliveredAt = deliveredAt
        self.lastDay = lastDay
        self.disputes = disputes
    }
}
