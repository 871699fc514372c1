/// Who bears a refund whose points are already spent (PROTOCOL.md section 4, "Reversing an accrual").
public enum ModelClawback: Hashable, Sendable, CaseIterable {
    /// The issuer bears it; the shortfall only stays written on the lot.
    case absorb
    /// The member owes it.
    case arrears
}

/// Which of the two settlement models of PROTOCOL.md section 4 the coalition uses.
public enum ModelSettlementKind: Hashable, Sendable, CaseIterable {
    /// An issuer pays when its points are redeemed elsewhere.
    case issuerPays
    /// An issuer pays into a pool when it issues; redeemers are paid from it.
    case pool
}

/// The coalition's own terms, as far as points and money depend on them (PROTOCOL.md sections 2, 4 and 6).
public struct ModelTerms: Hashable, Sendable {
    /// The one agreed currency, an ISO 4217 code.
    public var currency = "RON"
    /// Decimal digits of the currency's minor unit, 0 to 4.
    public var currencyDigits = 2
    /// Whole months from `occurred_at` to the day at whose end a lot expires.
    public var expiryMonths = 24
    /// Who bears a shortfall.
    public var clawback = ModelClawback.absorb
    /// How old `occurred_at` may be, in days of 86,400 seconds.
    public var acceptDays = 400
    /// Local days that points have which come back to an expired lot.
    public var refundGraceDays = 30
    /// Days of 86,400 seconds until a hold times out.
    public var holdDays = 7
    /// Nets whose size is below this are carried forward; minor units.
    public var minimumPayment = 0
    /// The settlement model.
    public var settlement = ModelSettlementKind.issuerPays

    /// PROTOCOL.md's defaults.
    public init() {}
}

/// How a partner's points are earned.
public enum ModelEarning: Hashable, Sendable {
    /// `points` for each full `per` minor units, as `floor(amount × points ÷ per)`.
    case rate(points: Int, per: Int)
    /// The partner states the points itself.
    case stated
}

/// A partner's contract; rates are millionths of a whole currency unit for one point.
public struct ModelContract: Hashable, Sendable {
    /// How its points are earned.
    public var earning: ModelEarning
    /// What it pays for a point of its own, in millionths of a currency unit.
    public var issuePrice: Int
    /// What it receives for a point it takes, in millionths of a currency unit.
    public var redemptionRate: Int
    /// The fee on gross debit, in ten-thousandths.
    public var serviceFeeBasisPoints = 0
    /// The least fee of a cycle, in minor units.
    public var minimumFee = 0
    /// The share of expired points' price that the pool gives back, in millionths.
    public var breakageShare = 0
    /// The unsettled net debit at which accruals stop, in minor units; nil: none.
    public var netDebitCap: Int?
    /// Days of 86,400 seconds after `occurred_at` during which earned points are pending.
    public var pendingDays = 0

    /// A contract without fees, cap, breakage or waiting.
    public init(earning: ModelEarning, issuePrice: Int, redemptionRate: Int) {
        self.earning = earning
        self.issuePrice = issuePrice
        self.redemptionRate = redemptionRate
    }
}

/// A partner's standing.
public enum ModelStatus: Hashable, Sendable, CaseIterable {
    /// Everything is allowed.
    case active
    /// Enrolments, accruals and redemptions are refused.
    case suspended
    /// Enrolments and accruals are refused.
    case leaving
}

/// A partner as its file says it; giving it again changes standing and contract from the next posting on.
public struct ModelPartner: Hashable, Sendable {
    /// The partner's id.
    public let id: String
    /// Its standing.
    public var status: ModelStatus
    /// Its contract.
    public var contract: ModelContract

    /// A partner, active unless said otherwise.
    public init(id: String, contract: ModelContract, status: ModelStatus = .active) {
        self.id = id
        self.contract = contract
        self.status = status
    }
}
