import Partners
import Quantities

extension MemberLedger {
    /// Makes a new shortfall good that the member owes, from its other lots: available ones in spending order, then
    /// pending ones (PROTOCOL.md section 4, "Reversing an accrual").
    ///
    /// - Parameters:
    ///   - points: the new shortfall.
    ///   - root: the short lot.
    ///   - prices: the prices of a taking by a redeemer, of whom the short lot's issuer is one.
    public mutating func settle(
        arrears points: Int64, of root: UniqueID, at now: Instant, prices: (PartnerID) -> TakingPrices
    ) throws(LedgerError) {
        let available = lots.filter { $0.remaining > 0 && $0.isAvailable(at: now) }
        let pending = lots.filter { $0.remaining > 0 && $0.isPending(at: now) }
        var left = points
        for payer in available + pending where left > 0 {
            left -= try pay(atMost: left, arrearsOf: root, from: payer.id, prices: prices)
        }
    }

    /// Makes good what the member owes from a lot just earned, before its points become available: the shortfall of the
    /// lot first posted comes first. A lot already past its time pays nothing.
    public mutating func settleArrears(
        from payer: UniqueID, at now: Instant, prices: (PartnerID) -> TakingPrices
    ) throws(LedgerError) {
        // Unread lots owe nothing: a member who owes has all of them read.
        guard unread == nil, let lot = lot(payer), !lot.isExpired(at: now) else { return }
        for short in lots.filter({ $0.arrears > 0 }).sorted(by: { $0.sequence < $1.sequence }) {
            _ = try pay(atMost: short.arrears, arrearsOf: short.id, from: payer, prices: prices)
        }
    }

    /// One piece of a payer's lot counts as redeemed at the short lot's issuer, at the prices of the moment.
    ///
    /// - Returns: the points taken.
    private mutating func pay(
        atMost points: Int64, arrearsOf short: UniqueID, from payer: UniqueID, prices: (PartnerID) -> TakingPrices
    ) throws(LedgerError) -> Int64 {
        let shortPlace = try index(of: short)
        let payerPlace = try index(of: payer)
        let lot = lots[payerPlace]
        let taken = min(points, lots[shortPlace].arrears, lot.remaining)
        guard taken > 0, lot.root != lots[shortPlace].root else { return 0 }
        let redeemer = lots[shortPlace].issuer
        let terms = prices(redeemer)
        change(at: shortPlace) { lot in
            lot.shortfall -= taken
            lot.arrears -= taken
        }
        change(at: payerPlace) { lot in
            lot.remaining -= taken
            lot.redeemed += taken
        }
        record(
            Posting(
                kind: .settleArrears, lot: payer, issuer: lot.issuer, redeemer: redeemer, points: taken,
                issuePrice: terms.issuePrice(lot.issuer), redemptionRate: terms.redemptionRate))
        return taken
    }
}
