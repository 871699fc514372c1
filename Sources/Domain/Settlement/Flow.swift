import Partners
import Quantities

/// What moved points between the parties of a coalition in a cycle (PROTOCOL.md section 4).
public enum FlowKind: String, Hashable, Sendable, CaseIterable {
    /// Pieces taken by a redeemer; pieces that came back count below zero under the same key.
    case redeemed
    /// Points posted to members.
    case issued
    /// Points of an accrual taken back from its lots.
    case reversed
    /// Points that expired.
    case expired
    /// Expired points that a reversal turned into reversed ones; they lessen the expired.
    case expiryReversed = "expiry_reversed"
}

/// One term of a cycle: what moved, between whom, at which prices. The points under it are a sum over postings.
///
/// For every kind but ``FlowKind/redeemed`` the redeemer is the issuer itself, and the issue price is the lot's own.
public struct FlowKey: Hashable, Sendable {
    /// What moved.
    public let kind: FlowKind
    /// Who answers for the points.
    public let issuer: PartnerID
    /// Who took them.
    public let redeemer: PartnerID
    /// What the issuer pays for one of the points; without meaning where the operator is the issuer, which pays
    /// ``redemptionRate``.
    public let issuePrice: Rate
    /// What the redeemer receives for one of the points; zero for every kind but ``FlowKind/redeemed``.
    public let redemptionRate: Rate

    /// A term of these facts.
    public init(kind: FlowKind, issuer: PartnerID, redeemer: PartnerID, issuePrice: Rate, redemptionRate: Rate) {
        self.kind = kind
        self.issuer = issuer
        self.redeemer = redeemer
        self.issuePrice = issuePrice
        self.redemptionRate = redemptionRate
    }

    /// Pieces of `issuer` taken at `redeemer`.
    public static func redeemed(
        issuer: PartnerID, redeemer: PartnerID, issuePrice: Rate, redemptionRate: Rate
    ) -> FlowKey {
        FlowKey(
            kind: .redeemed, issuer: issuer, redeemer: redeemer, issuePrice: issuePrice, redemptionRate: redemptionRate)
    }

    /// A movement that concerns the issuer alone: issuing, reversing, expiring.
    public static func own(_ kind: FlowKind, issuer: PartnerID, issuePrice: Rate) -> FlowKey {
        FlowKey(kind: kind, issuer: issuer, redeemer: issuer, issuePrice: issuePrice, redemptionRate: .zero)
    }
}
