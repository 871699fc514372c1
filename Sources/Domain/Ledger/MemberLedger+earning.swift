import LoyaltyRules
import Partners
import Quantities

extension MemberLedger {
    /// Gives the member a new lot.
    ///
    /// - Parameters:
    ///   - points: how many; above zero.
    ///   - accrual: the transaction that earned them.
    public mutating func issue(
        _ points: Int64, id: UniqueID, issuer: PartnerID, origin: PartnerID, accrual: UniqueID, dates: LotDates,
        issuePrice: Rate
    ) {
        let lot = Lot(
            id: id, root: id, issuer: issuer, origin: origin, accrual: accrual, points: points,
            earnedAt: dates.earnedAt, availableAt: dates.availableAt, expiresAt: dates.expiresAt,
            sequence: nextSequence, issuePrice: issuePrice)
        insert(lot)
        record(Posting(kind: .issue, lot: id, issuer: issuer, points: points, issuePrice: issuePrice))
    }

    /// Posts as expired all that remains of lots whose time is over at `now`; answers how many points.
    @discardableResult
    public mutating func expire(at now: Instant) -> Int64 {
        var total: Int64 = 0
        for index in lots.indices where lots[index].remaining > 0 && lots[index].isExpired(at: now) {
            let lot = lots[index]
            change(at: index) { lot in
                lot.expired += lot.remaining
                lot.remaining = 0
            }
            record(
                Posting(
                    kind: .expire, lot: lot.id, issuer: lot.issuer, points: lot.remaining, issuePrice: lot.issuePrice))
            total += lot.remaining
        }
        return total
    }

    /// Takes points of one purchase's root lot back: from what remains of its family in spending order, then from what
    /// had been posted as expired, and the rest is written on the root as a shortfall.
    ///
    /// - Parameter owed: whether the member owes the shortfall; else the issuer bears it.
    /// - Returns: the new shortfall.
    public mutating func takeBack(_ points: Int64, ofRoot root: UniqueID, owed: Bool) throws(LedgerError) -> Int64 {
        let rootPlace = try index(of: root)
        let family = indices(ofRoot: root)
        var left = points
        for place in family where left > 0 && lots[place].remaining > 0 {
            let taken = min(left, lots[place].remaining)
            left -= taken
            reverseRemaining(taken, at: place)
        }
        for place in family where left > 0 && lots[place].expired > 0 {
            let taken = min(left, lots[place].expired)
            left -= taken
            let lot = lots[place]
            change(at: place) { lot in
                lot.expired -= taken
                lot.reversed += taken
            }
            record(
                Posting(
                    kind: .reverseExpired, lot: lot.id, issuer: lot.issuer, points: taken, issuePrice: lot.issuePrice))
        }
        if left > 0 {
            change(at: rootPlace) { lot in
                lot.shortfall += left
                if owed { lot.arrears += left }
            }
        }
        return left
    }

    /// Makes good what the member owes, oldest shortfall first, from the lots that `payers` lists, in that order.
    ///
    /// Each piece counts as redeemed at the short lot's issuer, at the prices of the moment.
    ///
    /// - Parameters:
    ///   - payers: identities of lots; those of the short lot's own family are passed over.
    ///   - prices: the prices of a taking by a redeemer.
    /// - Returns: the points taken.
    @discardableResult
    public mutating func settleArrears(
        from payers: [UniqueID], prices: (PartnerID) -> TakingPrices
    ) throws(LedgerError) -> Int64 {
        let short = lots.filter { $0.arrears > 0 }.sorted { $0.sequence < $1.sequence }.map(\.id)
        var total: Int64 = 0
        for shortID in short {
            for payerID in payers {
                let shortPlace = try index(of: shortID)
                let payerPlace = try index(of: payerID)
                let payer = lots[payerPlace]
                let taken = min(lots[shortPlace].arrears, payer.remaining)
                guard taken > 0, payer.root != lots[shortPlace].root else { continue }
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
                        kind: .settleArrears, lot: payerID, issuer: payer.issuer, redeemer: redeemer, points: taken,
                        issuePrice: terms.issuePrice(payer.issuer), redemptionRate: terms.redemptionRate))
                total += taken
            }
        }
        return total
    }

    /// The lots that pay arrears at `now`: available ones in spending order, then pending ones.
    public func payers(at now: Instant) -> [UniqueID] {
        lots.filter { $0.remaining > 0 && $0.isAvailable(at: now) }.map(\.id)
            + lots.filter { $0.remaining > 0 && $0.isPending(at: now) }.map(\.id)
    }
}
