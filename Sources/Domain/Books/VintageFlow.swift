import Partners
import Quantities

/// What happened to points, as revenue sees it: held and carried points are still outstanding.
public enum VintageMovement: String, Hashable, Sendable, CaseIterable {
    /// Given to members.
    case issued
    /// Taken by redeemers, less what they gave back; below zero when more came back.
    case redeemed
    /// Taken back from members who still had them. What had expired before is not in it.
    case reversed
    /// Posted as past their time, whether or not they were taken back later.
    case expired
}

/// Points of one issuer that were earned in one month and moved in another, at one price.
///
/// A vintage is the month, in the coalition's time zone, of the `earned_at` of the lot that began it; points that came
/// back to an expired lot stay in the vintage of that lot.
public struct VintageFlow: Hashable, Sendable {
    /// Who answers for the points.
    public let issuer: PartnerID
    /// The month they were earned in.
    public let vintage: CalendarMonth
    /// The month the movement was posted in.
    public let month: CalendarMonth
    /// What happened to them.
    public let movement: VintageMovement
    /// How many; below zero only for redemptions of which more came back.
    public let points: Int64
    /// What the issuer pays for one: the lot's own issue price.
    public let price: Rate

    /// A sum of these facts.
    public init(
        issuer: PartnerID, vintage: CalendarMonth, month: CalendarMonth, movement: VintageMovement, points: Int64,
        price: Rate
    ) {
        self.issuer = issuer
        self.vintage = vintage
        self.month = month
        self.movement = movement
        self.points = points
        self.price = price
    }
}

/// Sums of the four movements.
struct VintageSums: Hashable, Sendable {
    var issued: Int64 = 0
    var redeemed: Int64 = 0
    var reversed: Int64 = 0
    var expired: Int64 = 0

    /// With members, held points included.
    var outstanding: Int64 { issued - redeemed - reversed - expired }

    mutating func add(_ movement: VintageMovement, _ points: Int64) throws(QuantityError) {
        switch movement {
        case .issued: issued = try Exact.sum(issued, points)
        case .redeemed: redeemed = try Exact.sum(redeemed, points)
        case .reversed: reversed = try Exact.sum(reversed, points)
        case .expired: expired = try Exact.sum(expired, points)
        }
    }
}

/// Whole numbers that never wrap.
enum Exact {
    static func sum(_ left: Int64, _ right: Int64) throws(QuantityError) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else { throw .overflow }
        return sum
    }

    static func narrow(_ value: Int128) throws(QuantityError) -> Int64 {
        guard let narrow = Int64(exactly: value) else { throw .overflow }
        return narrow
    }

    /// The worth in minor units of `millionths` millionths of a point at a price, rounded once, half to even.
    static func worth(
        ofMillionths millionths: Int128, at price: Rate, in currency: CurrencyCode
    ) throws(QuantityError) -> Int64 {
        let scale = Int128(price.millionths) * Int128(Decimals.power(of: currency.minorUnitDigits))
        let (product, overflow) = millionths.multipliedReportingOverflow(by: scale)
        guard !overflow else { throw .overflow }
        return try narrow(Decimals.divideHalfEven(product, by: 1_000_000_000_000))
    }
}
