/// One pair of the matrix: points issued by one partner and redeemed at another, less returned; money in minor units.
public struct ModelMatrixRow: Hashable, Sendable {
    /// Who answers for the points.
    public let issuer: String
    /// Where they were redeemed.
    public let redeemer: String
    /// Redeemed less returned; may be negative.
    public let points: Int
    /// What the issuer owes for the pair; 0 in `pool`, where it pays at issue, and for the diagonal in `issuer_pays`.
    public let debit: Int
    /// What the redeemer is owed for the pair; 0 for the diagonal in `issuer_pays`.
    public let credit: Int

    /// A row.
    public init(issuer: String, redeemer: String, points: Int, debit: Int, credit: Int) {
        self.issuer = issuer
        self.redeemer = redeemer
        self.points = points
        self.debit = debit
        self.credit = credit
    }
}

/// A partner's position of a cycle, in minor units.
public struct ModelPosition: Hashable, Sendable {
    /// The partner.
    public let partner: String
    /// What it owes, before fees.
    public let grossDebit: Int
    /// What it is owed.
    public let grossCredit: Int
    /// Its fee.
    public let fee: Int
    /// The cycle before's `carriedOut`.
    public let carriedIn: Int
    /// `grossCredit − grossDebit − fee + carriedIn`.
    public let net: Int
    /// The net when it is too small to be paid, else 0.
    public let carriedOut: Int

    /// A position.
    public init(
        partner: String, grossDebit: Int, grossCredit: Int, fee: Int, carriedIn: Int, net: Int, carriedOut: Int
    ) {
        self.partner = partner
        self.grossDebit = grossDebit
        self.grossCredit = grossCredit
        self.fee = fee
        self.carriedIn = carriedIn
        self.net = net
        self.carriedOut = carriedOut
    }
}

/// What is owed for one cycle.
public struct ModelSettlement: Hashable, Sendable {
    /// The cycle's number; the first is 0.
    public let cycle: Int
    /// Pairs with points or money, by issuer, then redeemer.
    public let matrix: [ModelMatrixRow]
    /// Every partner, by id.
    public let positions: [ModelPosition]
    /// What makes the sum of all nets zero.
    public let operatorNet: Int

    /// A settlement.
    public init(cycle: Int, matrix: [ModelMatrixRow], positions: [ModelPosition], operatorNet: Int) {
        self.cycle = cycle
        self.matrix = matrix
        self.positions = positions
        self.operatorNet = operatorNet
    }
}
