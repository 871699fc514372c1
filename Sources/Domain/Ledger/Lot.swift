import Partners
import Quantities

/// Points issued together to one member, by an issuer that funds and answers for them.
///
/// At every moment `points = remaining + held + redeemed + reversed + expired + carried`.
public struct Lot: Hashable, Sendable {
    /// The lot's own identity.
    public let id: UniqueID
    /// The lot this one continues, where points came back after that had expired; else the lot itself.
    public let root: UniqueID
    /// Who answers for the points.
    public let issuer: PartnerID
    /// Where they were earned.
    public let origin: PartnerID
    /// The transaction of the accrual that earned them.
    public let accrual: UniqueID
    /// How many there were at first.
    public let points: Int64
    /// When they were earned.
    public let earnedAt: Instant
    /// The first moment at which they can be spent.
    public let availableAt: Instant
    /// The first moment at which they no longer can.
    public let expiresAt: Instant
    /// Place in the order of the member's postings.
    public let sequence: Int64
    /// What the issuer pays for one of them, at their posting.
    public let issuePrice: Rate

    /// Neither held, spent, taken back nor posted as expired.
    public var remaining: Int64
    /// Set aside by holds.
    public var held: Int64 = 0
    /// Redeemed, less returned.
    public var redeemed: Int64 = 0
    /// Taken back.
    public var reversed: Int64 = 0
    /// Posted as expired and not taken back since.
    public var expired: Int64 = 0
    /// Moved on into a lot that continues this one.
    public var carried: Int64 = 0
    /// On a root: points taken back that were already spent, and not made good since.
    public var shortfall: Int64 = 0
    /// The part of the shortfall that the member owes.
    public var arrears: Int64 = 0

    /// A new lot, all of it remaining.
    public init(
        id: UniqueID, root: UniqueID, issuer: PartnerID, origin: PartnerID, accrual: UniqueID, points: Int64,
        earnedAt: Instant, availableAt: Instant, expiresAt: Instant, sequence: Int64, issuePrice: Rate
    ) {
        self.id = id
        self.root = root
        self.issuer = issuer
        self.origin = origin
        self.accrual = accrual
        self.points = points
        self.earnedAt = earnedAt
        self.availableAt = availableAt
        self.expiresAt = expiresAt
        self.sequence = sequence
        self.issuePrice = issuePrice
        self.remaining = points
    }

    /// Whether what remains can be spent at `now`.
    public func isAvailable(at now: Instant) -> Bool { availableAt <= now && now < expiresAt }

    /// Whether what remains can be spent later, but not yet.
    public func isPending(at now: Instant) -> Bool { now < availableAt && now < expiresAt }

    /// Whether the lot's time is over.
    public func isExpired(at now: Instant) -> Bool { expiresAt <= now }

    /// The first moment after `now` at which what remains becomes available or is past its time; none afterwards.
    public func nextChange(after now: Instant) -> Instant? {
        if isExpired(at: now) { return nil }
        return now < availableAt ? min(availableAt, expiresAt) : expiresAt
    }

    /// Whether each of the lot's points is in exactly one place.
    public var isBalanced: Bool {
        points == remaining + held + redeemed + reversed + expired + carried
            && [remaining, held, redeemed, reversed, expired, carried, shortfall].allSatisfy { $0 >= 0 }
            && (0...shortfall).contains(arrears)
    }

    /// Spending order: first to expire, then first earned, then first posted.
    public static func isSpentBefore(_ left: Lot, _ right: Lot) -> Bool {
        if left.expiresAt != right.expiresAt { return left.expiresAt < right.expiresAt }
        if left.earnedAt != right.earnedAt { return left.earnedAt < right.earnedAt }
        return left.sequence < right.sequence
    }
}

/// The part of a lot that one redemption took, with the prices of its taking.
public struct Piece: Hashable, Sendable {
    /// Place in the order of taking, from 0.
    public let index: Int64
    /// The lot it was taken from.
    public let lot: UniqueID
    /// Who answers for the points.
    public let issuer: PartnerID
    /// How many were taken.
    public let points: Int64
    /// What the issuer pays for one, at the taking.
    public let issuePrice: Rate
    /// What the redeemer receives for one, at the taking.
    public let redemptionRate: Rate
    /// Still set aside by a hold.
    public var held: Int64
    /// Redeemed, less returned.
    public var redeemed: Int64
    /// Given back: released from the hold, or returned after being redeemed.
    public var returned: Int64 = 0

    /// A piece just taken: all of it held, or all of it redeemed.
    public init(
        index: Int64, lot: UniqueID, issuer: PartnerID, points: Int64, issuePrice: Rate, redemptionRate: Rate,
        isHeld: Bool
    ) {
        self.index = index
        self.lot = lot
        self.issuer = issuer
        self.points = points
        self.issuePrice = issuePrice
        self.redemptionRate = redemptionRate
        held = isHeld ? points : 0
        redeemed = isHeld ? 0 : points
    }
}
