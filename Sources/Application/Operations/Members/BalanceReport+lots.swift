import Ledger
import Partners
import Quantities

extension BalanceReport {
    /// What `partner` may see of a member's lots at `now`.
    ///
    /// - Parameter lots: every lot with points remaining, held or owed.
    /// - Throws: ``QuantityError/overflow`` when the worth exceeds 64 bits.
    public init(
        member: UniqueID, lots: [Lot], partner: PartnerID, pointValue: Rate, currency: CurrencyCode, at now: Instant
    ) throws(QuantityError) {
        let balance = MemberLedger(lots: lots).balance(at: now)
        var expiring: [Instant: Int64] = [:]
        var own: Int64 = 0
        var other: Int64 = 0
        for lot in lots where lot.remaining > 0 && lot.isAvailable(at: now) {
            expiring[lot.expiresAt, default: 0] += lot.remaining
            if lot.issuer == partner { own += lot.remaining } else { other += lot.remaining }
        }
        self.init(
            member: member, balance: balance,
            worth: try pointValue.amount(of: PointsDelta(balance.available), in: currency),
            // A lot's last second is the one before the midnight it ends at.
            expiring: expiring.sorted { $0.key < $1.key }.prefix(12).map {
                Expiring(points: $0.value, at: $0.key.advanced(bySeconds: -1))
            },
            byIssuer: [IssuerShare(partner: partner.text, points: own), IssuerShare(partner: "other", points: other)])
    }
}
