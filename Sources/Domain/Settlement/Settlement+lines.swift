import Ledger
import Partners
import Quantities

extension Settlement {
    /// The line of one posting in a party's statement: its side, rate and unrounded amount.
    ///
    /// The operator, who has no statement, is shown what it pays for points of its own: each redeemer's own rate.
    /// `nil` when the posting concerns the party neither as issuer nor as redeemer.
    /// - Throws: ``QuantityError/overflow``.
    public func line(of posting: StatementPosting, for party: PartnerID) throws(QuantityError) -> StatementLine? {
        let key = posting.key
        guard party == .operator, key.issuer == .operator, key.kind == .redeemed else {
            return try StatementPricing(partner: party, settlement: self).line(posting)
        }
        let rate = UnroundedAmount(rate: key.redemptionRate)
        let points = posting.points.negated
        return StatementLine(
            occurredAt: posting.occurredAt, messageID: posting.messageID, transactionID: posting.transactionID,
            kind: posting.points < .zero ? .redemptionReturn : .redemption, member: posting.member,
            issuer: key.issuer, redeemer: key.redeemer, points: points, rate: rate, amount: try rate.times(points),
            leaf: posting.leaf)
    }
}
