import Partners
import Quantities

/// From when to when the points of a purchase can be spent (PROTOCOL.md section 4, "Lots").
public struct LotDates: Hashable, Sendable {
    /// When the purchase was made.
    public let earnedAt: Instant
    /// The first moment at which the points can be spent.
    public let availableAt: Instant
    /// The first moment at which they no longer can: midnight after their last day.
    public let expiresAt: Instant

    /// Dates as a store kept them.
    public init(earnedAt: Instant, availableAt: Instant, expiresAt: Instant) {
        self.earnedAt = earnedAt
        self.availableAt = availableAt
        self.expiresAt = expiresAt
    }

    /// The dates of points earned at `occurredAt` and posted at `postedAt`.
    ///
    /// Points without a pending time are available when posted, also when the partner's clock is minutes ahead.
    public init(
        occurredAt: Instant, postedAt: Instant, pendingDays: Int64, expiryMonths: Int64, zone: ZoneRules
    ) {
        let day = zone.day(of: occurredAt)
        earnedAt = occurredAt
        availableAt =
            pendingDays == 0 ? min(occurredAt, postedAt) : occurredAt.advanced(bySeconds: pendingDays * 86_400)
        expiresAt = zone.end(of: day.adding(months: expiryMonths))
    }
}
