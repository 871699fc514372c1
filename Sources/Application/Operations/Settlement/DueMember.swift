import Clearing
import Ledger
import Messages
import Partners
import Quantities

/// One member with a hold or points whose time is over, locked, and what becomes of them: a pure decision.
public struct DueMember: Sendable {
    /// The member.
    public let member: UniqueID
    /// The lots, changed by ``settle(at:snapshot:zone:makeID:)``.
    public private(set) var ledger: MemberLedger
    /// The holds that have timed out, changed likewise.
    public private(set) var holds: [MessageKey: PostedRedemption]

    /// A member as read: every open lot, the families of the holds' lots, and the holds that have timed out.
    public init(member: UniqueID, ledger: MemberLedger, holds: [MessageKey: PostedRedemption]) {
        self.member = member
        self.ledger = ledger
        self.holds = holds
    }

    /// Releases the holds, oldest first, and then posts as expired what remains of expired lots.
    ///
    /// A released piece whose lot has expired comes back as a lot of its own that lives `refund_grace_days` on.
    ///
    /// - Returns: one transaction for each hold, and one for what expired; none of them has a message.
    /// - Throws: ``LedgerError`` when a lot that a piece names was not given.
    public mutating func settle(
        at now: Instant, snapshot: CoalitionSnapshot, zone: ZoneRules, makeID: @escaping () -> UniqueID
    ) throws(LedgerError) -> [PostedTransaction] {
        let grace = zone.end(of: zone.day(of: now).adding(days: snapshot.coalition.refundGraceDays))
        let terms = ReturnTerms(now: now, graceExpiresAt: grace, makeLotID: makeID)
        var transactions: [PostedTransaction] = []
        for (key, hold) in holds.sorted(by: Self.isReleasedBefore) {
            var released = hold
            try ledger.release(&released.pieces, by: key.partner, return: terms)
            released.state = .timedOut
            holds[key] = released
            transactions.append(transaction(makeID(), at: now))
        }
        if ledger.expire(at: now) > 0 { transactions.append(transaction(makeID(), at: now)) }
        return transactions
    }

    private mutating func transaction(_ id: UniqueID, at now: Instant) -> PostedTransaction {
        PostedTransaction(id: id, message: nil, member: member, occurredAt: now, postings: ledger.drainPostings())
    }

    private static func isReleasedBefore(
        _ left: (key: MessageKey, value: PostedRedemption), _ right: (key: MessageKey, value: PostedRedemption)
    ) -> Bool {
        let first = left.value.holdExpiresAt ?? Instant(microseconds: 0)
        let second = right.value.holdExpiresAt ?? Instant(microseconds: 0)
        return first != second ? first < second : left.key < right.key
    }
}
