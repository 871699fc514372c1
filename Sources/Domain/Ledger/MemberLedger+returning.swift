import Partners
import Quantities

/// What returning points to an expired lot needs to know.
public struct ReturnTerms {
    /// The moment of the return.
    public let now: Instant
    /// The first moment at which points that come back now to an expired lot can no longer be spent.
    public let graceExpiresAt: Instant
    /// Makes the identity of a lot that continues an expired one.
    public let makeLotID: () -> UniqueID

    /// Terms of a return at `now`.
    public init(now: Instant, graceExpiresAt: Instant, makeLotID: @escaping () -> UniqueID) {
        self.now = now
        self.graceExpiresAt = graceExpiresAt
        self.makeLotID = makeLotID
    }
}

extension MemberLedger {
    /// Settles what has just come back to a lot's remainder: first against an open shortfall of its root, then, where
    /// the lot has expired meanwhile, into a lot of its own (PROTOCOL.md section 4, "Reversing a redemption").
    mutating func settleReturn(of points: Int64, to id: UniqueID, terms: ReturnTerms) throws(LedgerError) {
        let place = try index(of: id)
        let root = try index(of: lots[place].root)
        let madeGood = min(points, lots[root].shortfall)
        if madeGood > 0 {
            change(at: root) { lot in
                lot.shortfall -= madeGood
                lot.arrears -= min(madeGood, lot.arrears)
            }
            reverseRemaining(madeGood, at: place)
        }
        let left = points - madeGood
        guard left > 0, lots[place].isExpired(at: terms.now) else { return }
        let expired = lots[place]
        let next = Lot(
            id: terms.makeLotID(), root: expired.root, issuer: expired.issuer, origin: expired.origin,
            accrual: expired.accrual, points: left, earnedAt: expired.earnedAt,
            availableAt: min(expired.availableAt, terms.now), expiresAt: terms.graceExpiresAt,
            sequence: nextSequence, issuePrice: expired.issuePrice)
        change(at: place) { lot in
            lot.remaining -= left
            lot.carried += left
        }
        record(
            Posting(
                kind: .carry, lot: expired.id, intoLot: next.id, issuer: expired.issuer, points: left,
                issuePrice: expired.issuePrice))
        insert(next)
    }

    mutating func reverseRemaining(_ points: Int64, at place: Int) {
        let lot = lots[place]
        change(at: place) { lot in
            lot.remaining -= points
            lot.reversed += points
        }
        record(
            Posting(kind: .reverse, lot: lot.id, issuer: lot.issuer, points: points, issuePrice: lot.issuePrice))
    }
}
