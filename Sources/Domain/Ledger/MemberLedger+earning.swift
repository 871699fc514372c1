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
        requireRead()
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

    /// Takes points of one purchase's root lot back: from what remains of its family in spending order, from what of it is
    /// past its time but not yet posted so, from what was posted as expired, and the rest is a shortfall on the root.
    ///
    /// - Parameter owed: whether the member owes the shortfall; else the issuer bears it.
    /// - Returns: the new shortfall.
    public mutating func takeBack(
        _ points: Int64, ofRoot root: UniqueID, owed: Bool, at now: Instant
    ) throws(LedgerError) -> Int64 {
        let rootPlace = try index(of: root)
        let family = indices(ofRoot: root)
        let live = family.filter { !lots[$0].isExpired(at: now) }
        let overdue = family.filter { lots[$0].isExpired(at: now) }
        var left = points
        for place in live + overdue where left > 0 && lots[place].remaining > 0 {
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
}
