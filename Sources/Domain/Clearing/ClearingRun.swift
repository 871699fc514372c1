import Ledger
import LoyaltyRules
import Members
import Messages
import Partners
import Quantities

/// Decides messages one after another over the same facts, so that each sees what those before it did.
///
/// A pure value: it reads nothing but its facts, the message and the random source it was given.
public struct ClearingRun<Random: RandomNumberGenerator> {
    /// The facts, kept up to date decision by decision.
    public internal(set) var facts: ClearingFacts
    /// What has been changed so far.
    public internal(set) var changes = ClearingChanges()
    var random: Random

    /// A run over `facts`; identities, cards and codes are drawn from `random`.
    public init(facts: ClearingFacts, random: Random) {
        self.facts = facts
        self.random = random
    }

    /// Decides one message, in the order of PROTOCOL.md section 2 from the replay on.
    public mutating func decide(_ message: VerifiedMessage) -> Decision {
        if let earlier = facts.earlier[message.key] {
            return earlier == message.message.contentDigest ? .replay : .refused(Refusal(.messageIDReused))
        }
        let decision: Decision
        do {
            decision = .posted(try clear(message))
        } catch {
            decision = .refused(error)
        }
        switch decision {
        case .posted: remember(message)
        case .refused(let refusal): if refusal.code.isStored { remember(message) }
        case .replay: break
        }
        return decision
    }

    private mutating func remember(_ message: VerifiedMessage) {
        facts.earlier[message.key] = message.message.contentDigest
    }

    private mutating func clear(_ message: VerifiedMessage) throws(Refusal) -> PostedMessage {
        guard let partner = facts.snapshot.partners[message.partner] else { throw Refusal(.keyUnknown) }
        switch message.message.content {
        case .enrolment(let enrolment): return try enrol(enrolment, message, partner)
        case .identifierAddition(let addition): return try add(addition, message, partner)
        case .accrual(let accrual): return try accrue(accrual, message, partner)
        case .redemption(let redemption): return try redeem(redemption, message, partner)
        case .capture(let capture): return try self.capture(capture, message)
        case .void(let void): return try self.void(void, message)
        case .reversal(let reversal): return try reverse(reversal, message)
        }
    }
}

// MARK: - What all decisions share

extension ClearingRun {
    /// Row 403: a suspended partner neither enrols nor posts new business; a leaving one neither enrols nor accrues.
    func requireStanding(_ partner: Partner, isRedemption: Bool = false) throws(Refusal) {
        switch partner.status {
        case .active: return
        case .suspended: throw Refusal(.partnerSuspended)
        case .leaving: if !isRedemption { throw Refusal(.partnerLeaving) }
        }
    }

    /// Row 404: an identifier that finds, or once found, a member.
    func knownIdentifier(_ identifier: Identifier) throws(Refusal) -> (record: IdentifierRecord, member: Member) {
        guard let record = facts.identifiers[identifier], let id = record.member, let member = facts.members[id] else {
            throw Refusal(.memberUnknown)
        }
        return (record, member)
    }

    /// Row 422, first: the time is not older than the coalition accepts and at most five minutes ahead.
    func requireTime(_ message: VerifiedMessage) throws(Refusal) {
        guard let occurredAt = message.message.occurredAt else { return }
        let oldest = facts.now.advanced(bySeconds: -facts.snapshot.coalition.acceptDays * 86_400)
        guard oldest <= occurredAt, occurredAt <= facts.now.advanced(bySeconds: 300) else {
            throw Refusal(.occurredAtOutOfRange)
        }
    }

    /// Row 422: the identifier still serves and its member is not blocked.
    func requireUsable(_ record: IdentifierRecord, _ member: Member) throws(Refusal) {
        guard record.status == .active else { throw Refusal(.identifierRetired) }
        guard member.status == .active else { throw Refusal(.memberBlocked) }
    }

    /// The prices at which `redeemer` takes points now.
    func prices(for redeemer: PartnerID) -> TakingPrices {
        Self.prices(for: redeemer, facts.snapshot, at: facts.now)
    }

    /// The prices at which `redeemer` takes points at `now`.
    static func prices(for redeemer: PartnerID, _ snapshot: CoalitionSnapshot, at now: Instant) -> TakingPrices {
        let rate = snapshot.partners[redeemer]?.contract(at: now).redemptionRate ?? snapshot.coalition.pointValue
        return TakingPrices(redemptionRate: rate) { issuer in
            // The operator as issuer pays each redeemer's own redemption rate.
            snapshot.partners[issuer]?.contract(at: now).issuePrice ?? rate
        }
    }

    mutating func makeID() -> UniqueID {
        UniqueID.make(at: facts.now, using: &random)
    }

    /// The moment until which points live that come back now to an expired lot.
    var graceExpiresAt: Instant {
        let today = facts.zone.day(of: facts.now)
        return facts.zone.end(of: today.adding(days: facts.snapshot.coalition.refundGraceDays))
    }

    /// Changes one member's ledger and writes down the transaction that this makes.
    ///
    /// - Returns: the member's balance afterwards.
    mutating func post<Failure: Error>(
        _ transaction: UniqueID, for message: VerifiedMessage, member: UniqueID,
        _ body: (inout MemberLedger, ReturnTerms) throws(Failure) -> Void
    ) throws(Failure) -> Balance {
        var ledger = facts.ledgers[member] ?? MemberLedger()
        let source = RandomBox(random)
        let now = facts.now
        let terms = ReturnTerms(now: now, graceExpiresAt: graceExpiresAt) { source.makeID(at: now) }
        try body(&ledger, terms)
        random = source.random
        let postings = ledger.drainPostings()
        facts.ledgers[member] = ledger
        for posting in postings {
            for flow in posting.flows {
                for partner in facts.exposures.keys {
                    facts.exposures[partner]?.add(flow.points, of: flow.key, in: facts.cycle)
                }
            }
        }
        changes.transactions.append(
            PostedTransaction(
                id: transaction, message: message.key, member: member,
                occurredAt: message.message.occurredAt ?? now, postings: postings))
        return ledger.balance(at: now)
    }
}

/// Lets a closure draw identities from a random source that is a value.
final class RandomBox<Random: RandomNumberGenerator> {
    var random: Random

    init(_ random: Random) {
        self.random = random
    }

    func makeID(at now: Instant) -> UniqueID {
        UniqueID.make(at: now, using: &random)
    }
}
