import Ledger
import Partners
import Quantities

/// What everyone owes and is owed for one cycle, worked out from its flows (PROTOCOL.md section 4, "What is owed").
///
/// A value: the same flows and terms make an equal one. All amounts are minor units of ``currency``.
public struct Settlement: Hashable, Sendable {
    /// Who pays when.
    public let model: SettlementModel
    /// The currency of all amounts.
    public let currency: CurrencyCode
    /// The local day of the close.
    public let closeDay: LocalDay
    /// The day payments are due.
    public let valueDay: LocalDay
    /// One row for each pair that took part, by issuer and then redeemer.
    public let matrix: [MatrixRow]
    /// What issuers pay and get back by issuing and expiry; one for each partner in the pool model, else empty.
    public let poolTerms: [PoolTerm]
    /// One for each partner with a contract, by id.
    public let positions: [Position]
    /// The operator as the other side of every position: each figure is the partners' sum with the sign or side turned,
    /// so that all nets together are zero.
    ///
    /// Its gross debit is what partners receive, its gross credit what they pay, its fee below zero what it earns; it thus
    /// bears rounding, what is carried forward, the spread between prices and rates, and the points it issued itself.
    public let operatorPosition: Position
    /// The adjustments of the cycle, by id.
    public let adjustments: [Adjustment]
    /// How the debts of those who do not pay are borne, by defaulter and in the order of the waterfall.
    public let allocations: [Allocation]
    /// The partners that leave with this cycle or have left before, by id.
    public let runOffs: [RunOffTerm]

    /// A settlement of these figures, as storage keeps them.
    public init(
        model: SettlementModel, currency: CurrencyCode, closeDay: LocalDay, valueDay: LocalDay, matrix: [MatrixRow],
        poolTerms: [PoolTerm], positions: [Position], operatorPosition: Position, adjustments: [Adjustment] = [],
        allocations: [Allocation] = [], runOffs: [RunOffTerm] = []
    ) {
        self.model = model
        self.currency = currency
        self.closeDay = closeDay
        self.valueDay = valueDay
        self.matrix = matrix
        self.poolTerms = poolTerms
        self.positions = positions
        self.operatorPosition = operatorPosition
        self.adjustments = adjustments
        self.allocations = allocations
        self.runOffs = runOffs
    }

    /// The position of `partner`; `nil` for a partner without a contract and for the operator.
    public func position(of partner: PartnerID) -> Position? {
        positions.first { $0.partner == partner }
    }

    /// What defaults mean for `partner`, by defaulter, in minor units: above zero the whole of its own debt, which others
    /// bear, below zero the part it bears of another's.
    public func defaultAmounts(of partner: PartnerID) -> [(defaulter: PartnerID, amount: Int64)] {
        var amounts: [PartnerID: Int64] = [:]
        for allocation in allocations {
            if allocation.defaulter == partner {
                // The parts add up to a debt of 64 bits.
                amounts[partner, default: 0] += allocation.amount
            } else if allocation.bearer == .survivor(partner) {
                amounts[allocation.defaulter, default: 0] -= allocation.amount
            }
        }
        return amounts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// The points of one issuer that one redeemer took in a cycle, less those that came back, and their price.
///
/// A pair is listed when points or amounts differ from zero; the amounts can while the points do not, when points came back
/// at another price than they went.
public struct MatrixRow: Hashable, Sendable {
    /// Who answers for the points.
    public let issuer: PartnerID
    /// Who took them.
    public let redeemer: PartnerID
    /// Taken less returned; may be below zero.
    public let points: PointsDelta
    /// What the issuer pays for this pair, in minor units; nothing once it has left the coalition. In `issuer_pays` nothing for its own redemptions of its own
    /// points. In `pool` nothing, since a partner pays by issuing: that stands in ``PoolTerm``. The operator as issuer pays
    /// the credit amount in both models.
    public let debitAmount: Int64
    /// What the redeemer receives for this pair, in minor units; in `issuer_pays` nothing where it is the issuer itself.
    public let creditAmount: Int64

    /// A row of these facts.
    public init(issuer: PartnerID, redeemer: PartnerID, points: PointsDelta, debitAmount: Int64, creditAmount: Int64) {
        self.issuer = issuer
        self.redeemer = redeemer
        self.points = points
        self.debitAmount = debitAmount
        self.creditAmount = creditAmount
    }
}

/// What an issuer pays into the pool for a cycle's issuing, and gets back for expiry.
public struct PoolTerm: Hashable, Sendable {
    /// Who answers for the points.
    public let issuer: PartnerID
    /// Issued less reversed.
    public let issued: PointsDelta
    /// (issued − reversed) × issue price, each price rounded once, in minor units.
    public let debitAmount: Int64
    /// Expired less expired points turned into reversed ones.
    public let expired: PointsDelta
    /// The part of an expired point's issue price that comes back.
    public let breakageShare: Rate
    /// Expired × issue price × share, each price rounded once, in minor units.
    public let creditAmount: Int64

    /// A term of these facts.
    public init(
        issuer: PartnerID, issued: PointsDelta, debitAmount: Int64, expired: PointsDelta, breakageShare: Rate,
        creditAmount: Int64
    ) {
        self.issuer = issuer
        self.issued = issued
        self.debitAmount = debitAmount
        self.expired = expired
        self.breakageShare = breakageShare
        self.creditAmount = creditAmount
    }
}

/// What one partner stands at after a cycle, in minor units.
public struct Position: Hashable, Sendable {
    /// Whose.
    public let partner: PartnerID
    /// What it pays, debits of adjustments, shares of defaults and its run-off among it; below zero when more came back
    /// than went.
    public let grossDebit: Int64
    /// What it receives, credits of adjustments and, in default, what others bear for it among it.
    public let grossCredit: Int64
    /// The operator's fee.
    public let fee: Int64
    /// Carried in from earlier cycles.
    public let carriedIn: Int64
    /// Credit − debit − fee + carried in; above zero when the partner is owed it.
    public let net: Int64
    /// The net when it is too small to be paid, else zero.
    public let carriedOut: Int64

    /// A position of these facts.
    public init(
        partner: PartnerID, grossDebit: Int64, grossCredit: Int64, fee: Int64, carriedIn: Int64, net: Int64,
        carriedOut: Int64
    ) {
        self.partner = partner
        self.grossDebit = grossDebit
        self.grossCredit = grossCredit
        self.fee = fee
        self.carriedIn = carriedIn
        self.net = net
        self.carriedOut = carriedOut
    }

    /// What is paid now: above zero to the partner, below zero by it.
    public var payment: Int64 { carriedOut == 0 ? net : 0 }
}

/// Why nothing could be calculated.
public enum SettlementError: Error, Hashable, Sendable {
    /// A flow names a party without terms.
    case unknownPartner(PartnerID)
    /// A partner takes part in an adjustment that has no terms.
    case unknownParty(PartnerID, adjustment: UniqueID)
    /// An adjustment is listed twice.
    case repeatedAdjustment(UniqueID)
    /// A flow that concerns the issuer alone names another redeemer.
    case foreignRedeemer(FlowKey)
    /// A term is outside its range: `minimum_payment`, `settlement_days`, `calendar`, `minimum_fee`, `breakage_share`,
    /// `collateral`, `reserve`, `received` or `operator_share`; or the operator stands among the `partners`, or one among the
    /// `defaults` that is no partner.
    case termOutOfRange(field: String, PartnerID?)
    /// A figure exceeds 64 bits.
    case overflow
}
