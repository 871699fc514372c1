import Partners
import Quantities

/// A partner's postings of one cycle, closed to the matrix (PROTOCOL.md section 8, `statement.csv`).
///
/// **Sign.** Points and amounts are signed by the direction of money, as this partner sees it: above zero it is owed
/// (credit), below zero it owes (debit). So the amounts of all lines add up to gross credit − gross debit, and each line
/// with a rate satisfies amount = points × rate.
///
/// **Side.** Each line counts on one side, by who the partner is in it (``StatementLine/side(for:)``); what comes back
/// lessens its own side. The trailer's debit and credit amounts are therefore the position's gross debit and gross credit.
/// Fees and carried amounts are no postings: they stand in `summary.json`.
public struct PartnerStatement: Hashable, Sendable {
    /// Whose statement this is.
    public let partner: PartnerID
    /// The currency of all amounts.
    public let currency: CurrencyCode
    /// Postings in the order given, then the rounding lines by pair, then those of the pool's terms, then adjustments by
    /// id, defaults by defaulter, and the run-off.
    public let lines: [StatementLine]
    /// The control totals.
    public let trailer: StatementTrailer

    /// A statement of these lines.
    public init(partner: PartnerID, currency: CurrencyCode, lines: [StatementLine], trailer: StatementTrailer) {
        self.partner = partner
        self.currency = currency
        self.lines = lines
        self.trailer = trailer
    }
}

/// Which side of the partner's account a line counts on.
public enum StatementSide: Hashable, Sendable {
    /// What the partner owes.
    case debit
    /// What the partner is owed.
    case credit
}

/// What a line of a statement stands for, as its column `kind` says.
public enum StatementKind: String, Hashable, Sendable, CaseIterable {
    /// Points posted to a member.
    case accrual
    /// Points of an accrual taken back.
    case reversal
    /// A piece that a redeemer took.
    case redemption
    /// A piece that came back.
    case redemptionReturn = "return"
    /// Points that expired.
    case expiry
    /// Expired points that a reversal turned into reversed ones.
    case expiryReversal = "expiry_reversal"
    /// Closes a pair's lines to the matrix.
    case rounding
    /// Closes accruals and reversals to what the partner pays into the pool.
    case issueRounding = "issue_rounding"
    /// Closes expiries to what the partner gets back from the pool.
    case expiryRounding = "expiry_rounding"
    /// This partner's leg of an adjustment.
    case adjustment
    /// What others bear of this partner's debt, or what this partner bears of another's.
    case `default`
    /// What a partner that leaves pays for its points still out.
    case runOff = "run_off"

    /// Whether the line is a posting of points or closes such; else its amount stands by itself.
    public var isPricedByPoints: Bool {
        switch self {
        case .accrual, .reversal, .redemption, .redemptionReturn, .expiry, .expiryReversal, .rounding, .issueRounding,
            .expiryRounding:
            true
        case .adjustment, .default, .runOff: false
        }
    }
}

/// One row of a statement.
public struct StatementLine: Hashable, Sendable {
    /// When the business took place, or an adjustment was made; `nil` in lines of rounding, defaults and the run-off.
    public let occurredAt: Instant?
    /// The message that caused it, or that an adjustment corrects; `nil` where there is none.
    public let messageID: String?
    /// Its transaction; an adjustment's id; in lines of a default, `default-` and who does not pay; `nil` in lines of
    /// rounding and the run-off.
    public let transactionID: String?
    /// What it stands for.
    public let kind: StatementKind
    /// This partner's pseudonym for the member.
    public let member: String?
    /// Who answers for the points; this partner itself in lines of adjustments, defaults and the run-off.
    public let issuer: PartnerID
    /// Who took them; `nil` where the points stayed with the issuer.
    public let redeemer: PartnerID?
    /// Signed by the direction of money; zero in lines of rounding, adjustments and defaults.
    public let points: PointsDelta
    /// The price of one point in whole currency units; zero where no money moves, `nil` in lines that are no posting of
    /// points, whose amount is whole minor units or closes to them.
    public let rate: UnroundedAmount?
    /// Points × rate, unrounded, in whole currency units; where there is no rate, the amount itself.
    public let amount: UnroundedAmount
    /// The leaf of the receipt in the log; `nil` where no message caused the line.
    public let leaf: String?

    /// A line of these facts.
    public init(
        occurredAt: Instant?, messageID: String?, transactionID: String?, kind: StatementKind, member: String?,
        issuer: PartnerID, redeemer: PartnerID?, points: PointsDelta, rate: UnroundedAmount?, amount: UnroundedAmount,
        leaf: String?
    ) {
        self.occurredAt = occurredAt
        self.messageID = messageID
        self.transactionID = transactionID
        self.kind = kind
        self.member = member
        self.issuer = issuer
        self.redeemer = redeemer
        self.points = points
        self.rate = rate
        self.amount = amount
        self.leaf = leaf
    }

    /// The side of `partner`'s account this line counts on: credit where it took the points, its own included, and
    /// where points it issued expired; debit where others took its points, and where it issued or reversed them. An
    /// adjustment or a default counts by its sign, a run-off as debit.
    public func side(for partner: PartnerID) -> StatementSide {
        switch kind {
        case .redemption, .redemptionReturn, .rounding: redeemer == partner ? .credit : .debit
        case .accrual, .reversal, .issueRounding: .debit
        case .expiry, .expiryReversal, .expiryRounding: .credit
        case .adjustment, .default: amount < .zero ? .debit : .credit
        case .runOff: .debit
        }
    }
}

/// The control totals of a statement: the sums of each side, turned so that they are above zero in usual business.
public struct StatementTrailer: Hashable, Sendable {
    /// Lines above the trailer, those of rounding included.
    public let count: Int64
    /// Points of the debit side.
    public let pointsDebit: PointsDelta
    /// Points of the credit side.
    public let pointsCredit: PointsDelta
    /// Amount of the debit side in whole currency units: the gross debit.
    public let amountDebit: UnroundedAmount
    /// Amount of the credit side in whole currency units: the gross credit.
    public let amountCredit: UnroundedAmount

    /// Totals of these facts.
    public init(
        count: Int64, pointsDebit: PointsDelta, pointsCredit: PointsDelta, amountDebit: UnroundedAmount,
        amountCredit: UnroundedAmount
    ) {
        self.count = count
        self.pointsDebit = pointsDebit
        self.pointsCredit = pointsCredit
        self.amountDebit = amountDebit
        self.amountCredit = amountCredit
    }

    /// The totals of `lines` for `partner`.
    ///
    /// - Throws: ``QuantityError/overflow``.
    public init(of lines: [StatementLine], for partner: PartnerID) throws(QuantityError) {
        var points = (debit: PointsDelta.zero, credit: PointsDelta.zero)
        var amount = (debit: UnroundedAmount.zero, credit: UnroundedAmount.zero)
        for line in lines {
            switch line.side(for: partner) {
            case .debit:
                points.debit = try points.debit.adding(line.points.negated)
                amount.debit = try amount.debit.adding(line.amount.negated)
            case .credit:
                points.credit = try points.credit.adding(line.points)
                amount.credit = try amount.credit.adding(line.amount)
            }
        }
        self.init(
            count: Int64(lines.count), pointsDebit: points.debit, pointsCredit: points.credit,
            amountDebit: amount.debit, amountCredit: amount.credit)
    }
}

/// Why a statement could not be made: each is a mistake of ours that must stop the folder.
public enum StatementError: Error, Hashable, Sendable {
    /// The settlement has no position of this partner.
    case unknownPartner(PartnerID)
    /// A posting concerns the partner neither as issuer nor as redeemer.
    case foreignPosting(transactionID: String)
    /// The postings' points of a pair, or of the pool's terms, are not those the settlement was calculated from.
    case pointsDiffer(issuer: PartnerID, redeemer: PartnerID?, postings: PointsDelta, settlement: PointsDelta)
    /// The postings close to the settlement by more than rounding can explain.
    case amountsDiffer(issuer: PartnerID, redeemer: PartnerID?, difference: UnroundedAmount)
    /// A figure exceeds its bits.
    case overflow
}
