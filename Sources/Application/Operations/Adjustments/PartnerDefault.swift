import Partners
import Quantities
import Settlement

/// That a partner does not pay what a cycle asks of it.
public struct PartnerDefault: Hashable, Sendable {
    /// The most characters of a reason.
    public static let longestReason = 500

    /// The cycle it does not pay.
    public let cycle: Int64
    /// Who does not pay.
    public let partner: PartnerID
    /// The version that asked for the money.
    public let version: Int64
    /// Why it is declared; 1 to 500 characters on one line.
    public let reason: String
    /// When.
    public let declaredAt: Instant
    /// By whom.
    public let declaredBy: String
    /// What there is to meet its debt, without what this cycle's own versions drew on it.
    public let funds: DefaultFunds

    /// A default of these facts.
    public init(
        cycle: Int64, partner: PartnerID, version: Int64, reason: String, declaredAt: Instant, declaredBy: String,
        funds: DefaultFunds
    ) {
        self.cycle = cycle
        self.partner = partner
        self.version = version
        self.reason = reason
        self.declaredAt = declaredAt
        self.declaredBy = declaredBy
        self.funds = funds
    }
}

/// Why a default is not declared.
public enum DefaultRefusal: Error, Hashable, Sendable {
    /// The partner takes no part in the cycle.
    case unknownPartner(PartnerID)
    /// The cycle is in another state than dispatched, so that nothing is asked of anybody yet, or any more.
    case notDispatched(SettlementCycle.Name)
    /// Another version is in force than the one that was not paid.
    case otherVersion(expected: Int64, inForce: Int64)
    /// The reason is missing, longer than 500 characters, or on more than one line.
    case reasonLength
    /// The partner's default is declared already.
    case declaredBefore(PartnerID)
    /// The partner owes nothing for this cycle.
    case owesNothing(PartnerID)
    /// The partner has paid what this cycle asks of it.
    case hasPaid(PartnerID)
}

extension DefaultRefusal: CustomStringConvertible {
    /// A sentence for people.
    public var description: String {
        switch self {
        case .unknownPartner(let partner): "\(partner) takes no part in this cycle"
        case .notDispatched(let state): "a cycle that is \(state) asks nobody to pay"
        case .otherVersion(let expected, let inForce): "version \(inForce) is in force, not version \(expected)"
        case .reasonLength: "a default needs a reason of one line, at most \(PartnerDefault.longestReason) characters"
        case .declaredBefore(let partner): "the default of \(partner) is declared already"
        case .owesNothing(let partner): "\(partner) owes nothing for this cycle"
        case .hasPaid(let partner): "\(partner) has paid what this cycle asks of it"
        }
    }
}

/// A cycle before and after a default.
public struct DefaultReport: Hashable, Sendable {
    /// The version that the partner did not pay.
    public let before: Int64
    /// The new one, which waits for its approvals.
    public let after: Int64
    /// What names the new figures for an approval.
    public let digest: String
    /// Both side by side.
    public let comparison: SettlementComparison
    /// The currency of all amounts.
    public let currency: CurrencyCode

    /// A report of these parts.
    public init(before: Int64, after: Int64, digest: String, comparison: SettlementComparison, currency: CurrencyCode) {
        self.before = before
        self.after = after
        self.digest = digest
        self.comparison = comparison
        self.currency = currency
    }
}
