import Quantities

/// What a partner and the coalition agreed: how points are earned, what they cost and bring (PROTOCOL.md section 6).
public struct Contract: Hashable, Sendable {
    /// How the points of an accrual come about.
    public enum Earning: Hashable, Sendable {
        /// `floor(amount × points ÷ per)`; `per` is in minor units. Both are above zero.
        case computed(points: Int64, per: Int64)
        /// The partner states the points.
        case stated
    }

    /// How points are earned.
    public let earning: Earning
    /// What the issuer pays for one of its points, in whole currency units.
    public let issuePrice: Rate
    /// What the partner receives for one point it takes, in whole currency units.
    public let redemptionRate: Rate
    /// The operator's fee on the gross debit.
    public let serviceFee: BasisPoints
    /// The least fee a cycle, in minor units; from zero up.
    public let minimumFee: Int64
    /// In the pool model, the part of an expired point's issue price that comes back to its issuer; 0 to 1.
    public let breakageShare: Rate
    /// The most the partner may owe before it has paid, in minor units; none when absent.
    public let netDebitCap: Int64?
    /// Days after a purchase until its points can be spent; 0 makes them available at once.
    public let pendingDays: Int64

    /// A contract of these terms.
    public init(
        earning: Earning, issuePrice: Rate, redemptionRate: Rate, serviceFee: BasisPoints = .zero,
        minimumFee: Int64 = 0, breakageShare: Rate = .zero, netDebitCap: Int64? = nil, pendingDays: Int64 = 0
    ) {
        self.earning = earning
        self.issuePrice = issuePrice
        self.redemptionRate = redemptionRate
        self.serviceFee = serviceFee
        self.minimumFee = minimumFee
        self.breakageShare = breakageShare
        self.netDebitCap = netDebitCap
        self.pendingDays = pendingDays
    }
}

/// A contract and the moment from which it binds.
public struct ContractVersion: Hashable, Sendable {
    /// Binding for postings at and after this moment.
    public let effectiveFrom: Instant
    /// The terms.
    public let contract: Contract

    /// A contract that binds from a moment on.
    public init(effectiveFrom: Instant, contract: Contract) {
        self.effectiveFrom = effectiveFrom
        self.contract = contract
    }
}
