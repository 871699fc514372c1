/// One movement of points that settlement or conservation counts; entries are only ever added.
public struct ModelEntry: Hashable, Sendable {
    /// What moved.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// Posted to a member by an accrual.
        case issued
        /// Taken back from a member.
        case reversed
        /// Spent at a redeemer, or paid to it for arrears.
        case redeemed
        /// Given back by the reversal of a redemption.
        case returned
        /// Ran out.
        case expired
        /// Taken out of what had expired, to be reversed.
        case expiryReversed
    }

    /// What moved.
    public let kind: Kind
    /// Who answers for the points.
    public let issuer: String
    /// Where they were redeemed; nil for entries that are no redemption or return.
    public let redeemer: String?
    /// How many; above 0.
    public let points: Int
    /// Of the taking for redemptions and returns, of the lot for all else; millionths.
    public let issuePrice: Int
    /// Of the taking, for redemptions and returns; else 0.
    public let redemptionRate: Int
    /// The member, by first identifier.
    public let member: String
    /// The lot's place in ``ModelCoalition/lots``.
    public let lot: Int
}

/// Both sides of the law of conservation for one issuer, in points.
public struct ModelConservation: Hashable, Sendable {
    /// From the entries.
    public var issued = 0
    /// From the entries.
    public var reversed = 0
    /// From the entries.
    public var redeemed = 0
    /// From the entries.
    public var returned = 0
    /// From the entries, less what was reversed out of it.
    public var expired = 0
    /// From the lots: can be spent, or waits for the expiry run.
    public var available = 0
    /// From the lots: not available yet.
    public var pending = 0
    /// From the lots.
    public var held = 0

    /// `issued − reversed = available + pending + held + redeemed − returned + expired`.
    public var holds: Bool {
        issued - reversed == available + pending + held + redeemed - returned + expired
    }

    mutating func count(_ entry: ModelEntry) {
        switch entry.kind {
        case .issued: issued += entry.points
        case .reversed: reversed += entry.points
        case .redeemed: redeemed += entry.points
        case .returned: returned += entry.points
        case .expired: expired += entry.points
        case .expiryReversed: expired -= entry.points
        }
    }
}
