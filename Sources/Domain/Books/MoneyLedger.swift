import Partners
import Quantities

/// An account of the hub's money ledger.
///
/// A debit balance of ``bank`` is money there; of ``partner(_:)`` what the partner owes. Collateral, reserve and income
/// stand on the credit side.
public enum MoneyAccount: Hashable, Sendable {
    /// The operator's account at its bank.
    case bank
    /// A partner's running account with the hub.
    case partner(PartnerID)
    /// What a partner has deposited against its own default.
    case collateral(PartnerID)
    /// A partner's share of the reserve fund.
    case reserve(PartnerID)
    /// The operator's side of settlements: spread, rounding and points it funds.
    case clearing
    /// Fees earned.
    case fees
    /// Interest earned on what was overdue.
    case interest
    /// Losses of defaults that the operator bore.
    case losses
    /// Bank entries that nobody could be found for yet.
    case suspense

    /// The name in tables, such as `partner:grocery`.
    public var name: String {
        switch self {
        case .bank: "bank"
        case .partner(let id): "partner:\(id)"
        case .collateral(let id): "collateral:\(id)"
        case .reserve(let id): "reserve:\(id)"
        case .clearing: "operator:clearing"
        case .fees: "operator:fees"
        case .interest: "operator:interest"
        case .losses: "operator:losses"
        case .suspense: "suspense"
        }
    }

    /// The account of a name; nothing for a name that is none.
    public init?(name: String) {
        switch name {
        case "bank": self = .bank
        case "operator:clearing": self = .clearing
        case "operator:fees": self = .fees
        case "operator:interest": self = .interest
        case "operator:losses": self = .losses
        case "suspense": self = .suspense
        default:
            let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, let id = try? PartnerID(parts[1]) else { return nil }
            switch parts[0] {
            case "partner": self = .partner(id)
            case "collateral": self = .collateral(id)
            case "reserve": self = .reserve(id)
            default: return nil
            }
        }
    }
}

/// What a money transaction stands for.
public enum MoneyTransactionKind: String, Hashable, Sendable, CaseIterable {
    /// The obligations of a cycle's version, booked at its dispatch.
    case settlement
    /// The same taken back, when the version is given up.
    case withdrawal
    /// A payment to a partner, or money a partner paid.
    case paymentOut = "payment_out"
    case paymentIn = "payment_in"
    /// A payment that came back.
    case paymentReturned = "payment_returned"
    /// A payment the operator says was made outside the bank files.
    case paymentByHand = "payment_by_hand"
    /// Collateral and reserve, paid in and given back.
    case deposit, release
    /// A bank entry without a match, and its later assignment.
    case suspense, assignment
}

/// One movement of money between two accounts; the amount is in minor units, above zero.
public struct MoneyPosting: Hashable, Sendable {
    /// The account it is booked on the left of.
    public let debit: MoneyAccount
    /// The account it is booked on the right of.
    public let credit: MoneyAccount
    /// Minor units; above zero.
    public let amount: Int64

    /// A movement of `amount` minor units.
    public init(debit: MoneyAccount, credit: MoneyAccount, amount: Int64) {
        // A movement of nothing, or backwards, would be a mistake of ours: whoever makes one turns the sides.
        precondition(amount > 0)
        self.debit = debit
        self.credit = credit
        self.amount = amount
    }
}

/// Movements that belong together; balanced, since each of them is.
public struct MoneyTransaction: Hashable, Sendable {
    /// What it stands for.
    public let kind: MoneyTransactionKind
    /// Names it for ever, such as `settlement:000004:1`: booked once, however often it is asked for.
    public let reference: String
    /// The cycle and version it belongs to, where there is one.
    public let cycle: Int64?
    /// The version of the cycle's settlement.
    public let version: Int64?
    /// The partner concerned, where there is one.
    public let partner: PartnerID?
    /// The local day it counts on.
    public let bookedOn: LocalDay
    /// A sentence for people; no member data.
    public let detail: String
    /// The movements; never empty.
    public let postings: [MoneyPosting]

    /// A transaction of these parts.
    public init(
        kind: MoneyTransactionKind, reference: String, cycle: Int64? = nil, version: Int64? = nil,
        partner: PartnerID? = nil, bookedOn: LocalDay, detail: String, postings: [MoneyPosting]
    ) {
        self.kind = kind
        self.reference = reference
        self.cycle = cycle
        self.version = version
        self.partner = partner
        self.bookedOn = bookedOn
        self.detail = detail
        self.postings = postings
    }
}
