import Partners
import Quantities

/// What one household bought from one merchant in one basket: a row of the recorded purchases.
struct RecordedPurchase: Hashable, Sendable {
    /// When.
    let occurredAt: Instant
    /// Unique in the file; the accrual's `message_id`.
    let eventID: String
    /// The member-to-be.
    let household: String
    /// The merchant.
    let partner: PartnerID
    /// The merchant's store.
    let store: String
    /// What was paid, in minor units; 0 when only coupons were used.
    let amount: Int64
    /// The coupons' value, in minor units; played as a redemption of as many points.
    let redeemed: Int64
    /// What was bought, largest first; the amounts add up to ``amount``.
    let items: [Item]

    /// One category of a basket.
    struct Item: Hashable, Sendable {
        /// Such as `BAG SNACKS`.
        let category: String
        /// Minor units.
        let amount: Int64
    }

    /// The same purchase at another time.
    func moved(to instant: Instant) -> RecordedPurchase {
        RecordedPurchase(
            occurredAt: instant, eventID: eventID, household: household, partner: partner, store: store,
            amount: amount, redeemed: redeemed, items: items)
    }
}
