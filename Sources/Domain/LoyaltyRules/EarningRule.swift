import Partners
import Quantities

/// How many points a purchase earns, and how many a refund of it takes back (PROTOCOL.md section 4, "Earning").
public struct EarningRule: Hashable, Sendable {
    /// Points for each `per` minor units.
    public let points: Int64
    /// Minor units that earn `points`.
    public let per: Int64

    /// A rule of these terms; both are above zero.
    public init(points: Int64, per: Int64) {
        // Terms of zero or less are refused by the reader of partner files.
        precondition(points > 0 && per > 0)
        self.points = points
        self.per = per
    }

    /// `floor(amount × points ÷ per)`.
    ///
    /// - Throws: ``QuantityError/overflow`` past 64 bits, ``QuantityError/negative`` for an amount below zero.
    public func base(ofMinorUnits amount: Int64) throws(QuantityError) -> Points {
        guard amount >= 0 else { throw .negative }
        guard let earned = Int64(exactly: Int128(amount) * Int128(points) / Int128(per)) else { throw .overflow }
        return try Points(earned)
    }

    /// What a refund takes back: the points of what was left before it, less the points of what is left after it.
    ///
    /// So any series of partial refunds ends where one full refund would.
    ///
    /// - Parameters:
    ///   - amount: the purchase, in minor units.
    ///   - refundedBefore: the refunds before this one.
    ///   - refund: this refund; with those before, at most `amount`.
    /// - Throws: as ``base(ofMinorUnits:)``.
    public func takenBack(amount: Int64, refundedBefore: Int64, refund: Int64) throws(QuantityError) -> Points {
        let before = try base(ofMinorUnits: amount - refundedBefore)
        let after = try base(ofMinorUnits: amount - refundedBefore - refund)
        return try before.subtracting(after)
    }
}
