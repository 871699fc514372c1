import Partners
import Quantities

/// What a member has, in points.
public struct Balance: Hashable, Sendable {
    /// Can be spent now.
    public var available: Int64 = 0
    /// Can be spent later.
    public var pending: Int64 = 0
    /// Set aside by holds.
    public var held: Int64 = 0
    /// Owed for points taken back after they were spent.
    public var arrears: Int64 = 0

    /// Nothing at all.
    public static let zero = Balance()

    /// A balance of these counts.
    public init(available: Int64 = 0, pending: Int64 = 0, held: Int64 = 0, arrears: Int64 = 0) {
        self.available = available
        self.pending = pending
        self.held = held
        self.arrears = arrears
    }
}

/// What is known of lots that were not read.
public struct UnreadLots: Hashable, Sendable {
    /// What they add to the balance, until ``nextChangeAt``.
    public let balance: Balance
    /// The first moment at which one of them becomes available or expires; none when none will.
    public let nextChangeAt: Instant?

    /// Lots of these sums; they owe nothing, or they would have to be read.
    public init(balance: Balance, nextChangeAt: Instant?) {
        self.balance = balance
        self.nextChangeAt = nextChangeAt
    }

    /// Whether these sums hold at `now`, and suffice to give the member points: nothing is owed that those would pay.
    public func suffice(at now: Instant) -> Bool {
        balance.arrears == 0 && (nextChangeAt.map { now < $0 } ?? true)
    }
}
