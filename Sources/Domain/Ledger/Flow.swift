import Partners
import Quantities

/// What a posting adds to its cycle, seen by settlement.
public enum FlowKind: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Pieces redeemed; pieces returned count below zero.
    case redeemed
    /// Points given out.
    case issued
    /// Points taken back.
    case reversed
    /// Points past their time.
    case expired
    /// Points taken back that had been counted as expired.
    case expiryReversed = "expiry_reversed"

    /// Orders kinds by name.
    public static func < (left: FlowKind, right: FlowKind) -> Bool { left.rawValue < right.rawValue }
}

/// Points of one kind between one issuer and one redeemer at one price; what one settlement product is made of.
public struct FlowKey: Hashable, Sendable, Comparable {
    /// What happened to the points.
    public let kind: FlowKind
    /// Who answers for them.
    public let issuer: PartnerID
    /// Who took them; the issuer itself for all kinds but ``FlowKind/redeemed``.
    public let redeemer: PartnerID
    /// What the issuer pays for one.
    public let issuePrice: Rate
    /// What the redeemer receives for one; nothing for all kinds but ``FlowKind/redeemed``.
    public let redemptionRate: Rate

    /// A key of these facts.
    public init(
        kind: FlowKind, issuer: PartnerID, redeemer: PartnerID, issuePrice: Rate, redemptionRate: Rate = .zero
    ) {
        self.kind = kind
        self.issuer = issuer
        self.redeemer = redeemer
        self.issuePrice = issuePrice
        self.redemptionRate = redemptionRate
    }

    /// Orders keys by issuer, redeemer, kind, issue price, redemption rate.
    public static func < (left: FlowKey, right: FlowKey) -> Bool {
        if left.issuer != right.issuer { return left.issuer < right.issuer }
        if left.redeemer != right.redeemer { return left.redeemer < right.redeemer }
        if left.kind != right.kind { return left.kind < right.kind }
        if left.issuePrice != right.issuePrice { return left.issuePrice < right.issuePrice }
        return left.redemptionRate < right.redemptionRate
    }
}

extension Posting {
    /// What this posting adds to its cycle: no, one or two flows.
    public var flows: [(key: FlowKey, points: Int64)] {
        func own(_ kind: FlowKind) -> FlowKey {
            FlowKey(kind: kind, issuer: issuer, redeemer: issuer, issuePrice: issuePrice)
        }
        let pair = FlowKey(
            kind: .redeemed, issuer: issuer, redeemer: redeemer ?? issuer, issuePrice: issuePrice,
            redemptionRate: redemptionRate)
        return switch kind {
        case .issue: [(own(.issued), points)]
        case .redeem, .capture, .settleArrears: [(pair, points)]
        case .giveBack: [(pair, -points)]
        case .reverse: [(own(.reversed), points)]
        case .reverseExpired: [(own(.reversed), points), (own(.expiryReversed), points)]
        case .expire: [(own(.expired), points)]
        case .hold, .release, .carry: []
        }
    }
}
