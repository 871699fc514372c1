/// A whole coalition, slow and plain: the independent opinion on what the real clearing code should answer and owe.
///
/// Written from PROTOCOL.md sections 2 and 4 alone. Every lot, redemption and entry is kept; balances are added up anew
/// from the member's lots each time, and settlement from the cycle's entries.
///
/// What it leaves out: signatures and malformed bodies, bonus points and the operator as issuer, limits, merged
/// members.
///
/// How it reads the contract where that leaves a choice:
/// - `member_blocked` and `identifier_retired` concern accruals and redemptions (the latter replacements too);
///   captures, voids and reversals finish or undo what was agreed, and pass for blocked members as for suspended
///   partners.
/// - A piece's prices are those that bind when it is taken, a lot's when it is posted; never those of `occurred_at`.
///   Fees and breakage shares are those that bind when the cycle closes. Debits are one product for each pair and issue
///   price, credits one for each pair and redemption rate.
/// - Earned points become available `pendingDays` times 86,400 s after `occurred_at`; without a pending time at once,
///   even when `occurred_at` lies ahead. A hold is over at its deadline.
/// - What an expired lot gets back has that lot's `earned_at`. Released pieces come back last taken first, like
///   returned ones. Several pieces are several lots.
/// - Under `arrears` a new shortfall is paid from other lots for itself alone; older ones wait for later accruals,
///   which pay in the order in which the short lots were posted. An accrual so late that its lot is expired at once pays nothing, since it cannot be
///   spent.
/// - A capture, void or reversal answers with the points captured, released or asked back (a shortfall included).
/// - An original of another kind is `message_unknown`; an open hold has nothing to reverse yet.
/// - At the cap (`issuer_pays`) or beyond it (`pool`) accruals that are worth nothing are refused as well.
public struct ModelCoalition: Sendable {
    /// The coalition's terms.
    public let terms: ModelTerms
    /// The coalition's time zone.
    public let calendar: ModelCalendar
    /// The hub's clock, seconds of UTC since 1970.
    public private(set) var now: Int
    /// The partners, by id.
    public private(set) var partners: [String: ModelPartner] = [:]
    /// Every lot there ever was, in the order of posting.
    public internal(set) var lots: [ModelLot] = []
    /// Every entry there ever was, by cycle; the last cycle is the open one.
    public internal(set) var cycles: [[ModelEntry]] = [[]]
    /// The settlements of the closed cycles, in order.
    public internal(set) var settlements: [ModelSettlement] = []
    /// The cycles that have been paid.
    public private(set) var settledCycles: Set<Int> = []
    /// The members in the order of enrolment, by first identifier.
    public internal(set) var members: [String] = []
    /// The blocked ones among them.
    public private(set) var blockedMembers: Set<String> = []

    /// Each identifier's member.
    var memberOfIdentifier: [String: String] = [:]
    var retiredIdentifiers: Set<String> = []
    var lotsOfMember: [String: [Int]] = [:]
    /// Each member's open shortfalls, oldest first.
    var shortfalls: [String: [ModelShortfall]] = [:]
    var accruals: [ModelMessageKey: ModelAccrual] = [:]
    var redemptions: [ModelMessageKey: ModelRedemption] = [:]
    /// Holds not yet ended, in the order of making.
    var openHolds: [ModelMessageKey] = []
    /// First answers, for ever.
    var answered: [ModelMessageKey: (message: ModelMessage, outcome: ModelOutcome)] = [:]
    /// Running sums of `cycles`, for the debit cap and for conservation; ``problems()`` proves them.
    var products: [ModelProducts] = [ModelProducts()]
    var flows: [String: ModelConservation] = [:]

    /// A coalition without members, at a moment.
    public init(terms: ModelTerms, calendar: ModelCalendar, now: Int, partners: [ModelPartner]) {
        self.terms = terms
        self.calendar = calendar
        self.now = now
        for partner in partners { self.partners[partner.id] = partner }
    }

    /// The open cycle's number; the first is 0.
    public var openCycle: Int { cycles.count - 1 }

    /// Does one step; messages have an answer, other steps none.
    @discardableResult
    public mutating func take(_ step: ModelStep) -> ModelAnswer? {
        switch step {
        case .message(let message):
            return receive(message)
        case .timePasses(let seconds):
            precondition(seconds >= 0, "the clock never goes back")
            now += seconds
        case .expiryRun:
            postWhatIsDue()
        case .partner(let partner):
            partners[partner.id] = partner
        case .block(let member):
            blockedMembers.insert(member)
        case .unblock(let member):
            blockedMembers.remove(member)
        case .closeCycle:
            closeCycle()
        case .settleCycle(let cycle):
            precondition(cycle < openCycle, "only closed cycles are paid")
            settledCycles.insert(cycle)
        }
        return nil
    }

    /// Answers a message: a known one as it was answered first, a new one by the tables of refusals, for ever.
    private mutating func receive(_ message: ModelMessage) -> ModelAnswer {
        let key = ModelMessageKey(partner: message.partner, id: message.id)
        if let earlier = answered[key] {
            return earlier.message == message
                ? ModelAnswer(outcome: earlier.outcome, replay: true)
                : ModelAnswer(outcome: .refused(.messageIDReused), replay: false)
        }
        let outcome: ModelOutcome
        do throws(ModelRefusal) {
            outcome = try post(message, key)
        } catch {
            outcome = .refused(error)
        }
        answered[key] = (message, outcome)
        return ModelAnswer(outcome: outcome, replay: false)
    }

    private mutating func post(_ message: ModelMessage, _ key: ModelMessageKey) throws(ModelRefusal) -> ModelOutcome {
        switch message.request {
        case .enrolment(let identifiers):
            try enrol(message, identifiers)
        case .replacement(let old, let new):
            try replace(message, old, by: new)
        case .accrual(let identifier, let worth):
            try accrue(message, key, identifier, worth)
        case .redemption(let identifier, let points, let capture):
            try redeem(message, key, identifier, points, capture)
        case .capture(let original, let points):
            try capture(message, original, points)
        case .void(let original):
            try void(message, original)
        case .reversal(let original, let part):
            try reverse(message, original, part)
        }
    }

    /// The partner as it stands; a message of a partner without a file never comes this far.
    func partner(_ id: String) -> ModelPartner {
        guard let partner = partners[id] else { preconditionFailure("partner \(id) has no file") }
        return partner
    }

    /// Row 403: who may send what.
    func checkStanding(_ message: ModelMessage) throws(ModelRefusal) {
        switch (partner(message.partner).status, message.request) {
        case (.suspended, .enrolment), (.suspended, .accrual), (.suspended, .redemption): throw .partnerSuspended
        case (.leaving, .enrolment), (.leaving, .accrual): throw .partnerLeaving
        default: return
        }
    }

    /// First code of row 422: at most `acceptDays` old and five minutes ahead.
    func checkTime(_ message: ModelMessage) throws(ModelRefusal) {
        let oldest = now - terms.acceptDays * 86_400
        guard message.occurredAt >= oldest && message.occurredAt <= now + 300 else { throw .occurredAtOutOfRange }
    }

    /// The member whom an identifier finds, retired ones included.
    func member(_ identifier: String) throws(ModelRefusal) -> String {
        guard let member = memberOfIdentifier[identifier] else { throw .memberUnknown }
        return member
    }

    /// Codes `identifier_retired` and `member_blocked`.
    func checkIdentifier(_ identifier: String, of member: String) throws(ModelRefusal) {
        if retiredIdentifiers.contains(identifier) { throw .identifierRetired }
        if blockedMembers.contains(member) { throw .memberBlocked }
    }

    func posted(_ points: Int, to member: String) -> ModelOutcome {
        .posted(points: points, balance: balance(of: member))
    }

    /// Adds an entry to the open cycle.
    mutating func record(
        _ kind: ModelEntry.Kind, lot: Int, points: Int, redeemer: String? = nil, issuePrice: Int? = nil,
        redemptionRate: Int = 0
    ) {
        if points == 0 { return }
        let entry = ModelEntry(
            kind: kind, issuer: lots[lot].issuer, redeemer: redeemer, points: points,
            issuePrice: issuePrice ?? lots[lot].issuePrice, redemptionRate: redemptionRate,
            member: lots[lot].member, lot: lot)
        cycles[openCycle].append(entry)
        products[openCycle].add(entry)
        flows[entry.issuer, default: ModelConservation()].count(entry)
    }
}
