/// Points posted together to one member, and where each of them is now.
///
/// At every moment `points = left + held + redeemed + expired + reversed + moved`.
public struct ModelLot: Hashable, Sendable {
    /// The member, by first identifier.
    public let member: String
    /// The partner that answers for the points.
    public let issuer: String
    /// The partner where they were earned.
    public let origin: String
    /// How many were posted.
    public let points: Int
    /// The accrual's `occurred_at`, seconds; a lot that came back keeps that of the lot whose place it takes.
    public let earnedAt: Int
    /// From when they can be spent, seconds.
    public let availableAt: Int
    /// The local day with whose end they expire.
    public let expiryDay: Int
    /// The first instant at which they are expired, seconds; shown as one second less.
    public let expiresAt: Int
    /// The issuer's issue price when the purchase was posted, millionths.
    public let issuePrice: Int
    /// The purchase's own lot: itself, or the lot in whose place this one came back.
    public let root: Int

    /// Neither spent, held, expired nor reversed.
    public internal(set) var left: Int
    /// In open holds.
    public internal(set) var held = 0
    /// Redeemed and not returned.
    public internal(set) var redeemed = 0
    /// Posted as expired and not reversed since.
    public internal(set) var expired = 0
    /// Taken back from the member.
    public internal(set) var reversed = 0
    /// Came back after expiry as a lot of its own.
    public internal(set) var moved = 0
}

/// What one redemption took of one lot, at the rates of its taking.
struct ModelPiece: Hashable, Sendable {
    let lot: Int
    let issuePrice: Int
    let redemptionRate: Int
    /// Held, or redeemed and not returned.
    var points: Int
}

/// A redemption and what became of it.
struct ModelRedemption: Hashable, Sendable {
    enum State: Hashable, Sendable {
        /// A hold; capture, void or the clock ends it.
        case open(deadline: Int)
        /// Redeemed, at once or by capture; only reversals change it.
        case taken
        /// Voided or timed out.
        case released
    }

    let redeemer: String
    let member: String
    var state: State
    /// In the order taken.
    var pieces: [ModelPiece]

    var points: Int { pieces.reduce(0) { $0 + $1.points } }
}

/// A posted accrual and how much of it was refunded.
struct ModelAccrual: Hashable, Sendable {
    let issuer: String
    let member: String
    /// The earning terms that bound at its posting.
    let earning: ModelEarning
    /// The purchase in minor units, or the stated points.
    let worth: Int
    /// In the same unit.
    var refunded = 0
    /// Nil when it was worth no points.
    let lot: Int?
}

/// Points that a refund could not take back, still open.
struct ModelShortfall: Hashable, Sendable {
    /// The purchase's own lot, on which it is written.
    let root: Int
    var open: Int
}

/// Names one message of one partner.
struct ModelMessageKey: Hashable, Sendable {
    let partner: String
    let id: String
}
