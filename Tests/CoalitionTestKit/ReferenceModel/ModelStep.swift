/// What an accrual is worth, or what part of one a reversal takes back.
public enum ModelWorth: Hashable, Sendable {
    /// Money in minor units of a currency: a purchase, or a refund of one.
    case money(amount: Int, currency: String)
    /// Points: of a stated accrual, or of a redemption.
    case points(Int)
}

/// When a redemption counts.
public enum ModelCapture: Hashable, Sendable {
    /// At once.
    case now
    /// When its hold is captured.
    case later
}

/// What a message asks for. Identifiers are any strings; one belongs to one member for ever.
public enum ModelRequest: Hashable, Sendable {
    /// Enrols a member by one or more new identifiers; the first also names the member in this model.
    case enrolment(identifiers: [String])
    /// Adds an identifier in place of a lost one.
    case replacement(of: String, by: String)
    /// Posts earned points.
    case accrual(identifier: String, worth: ModelWorth)
    /// Spends or holds points.
    case redemption(identifier: String, points: Int, capture: ModelCapture)
    /// Takes a hold, wholly when `points` is nil.
    case capture(original: String, points: Int?)
    /// Releases a hold.
    case void(original: String)
    /// Takes back an accrual or a redemption: all that is left of it when `part` is nil.
    case reversal(original: String, part: ModelWorth?)
}

/// One signed message; `Hashable` equality stands for "the same content".
public struct ModelMessage: Hashable, Sendable {
    /// The partner that sends it.
    public let partner: String
    /// The partner's own id of it.
    public let id: String
    /// When it happened, in seconds of UTC since 1970.
    public let occurredAt: Int
    /// What it asks for.
    public let request: ModelRequest

    /// A message.
    public init(partner: String, id: String, occurredAt: Int, request: ModelRequest) {
        self.partner = partner
        self.id = id
        self.occurredAt = occurredAt
        self.request = request
    }
}

/// One thing that happens to a coalition; plain data, for the model and the real code alike.
public enum ModelStep: Hashable, Sendable {
    /// A partner sends a message.
    case message(ModelMessage)
    /// The hub's clock moves on.
    case timePasses(seconds: Int)
    /// The nightly run: expiries and hold time-outs that are due are posted.
    case expiryRun
    /// A partner file is applied; it binds from the next posting.
    case partner(ModelPartner)
    /// The operator blocks the member who was enrolled by this first identifier.
    case block(member: String)
    /// The operator lifts the block.
    case unblock(member: String)
    /// The open cycle is closed and the next one opened.
    case closeCycle
    /// A closed cycle (0 is the first) has been paid.
    case settleCycle(Int)
}

/// A refusal's code, PROTOCOL.md section 2, in its order.
public enum ModelRefusal: String, Error, Hashable, Sendable, CaseIterable {
    /// 409: other content under a known id.
    case messageIDReused = "message_id_reused"
    /// 403: the partner is suspended.
    case partnerSuspended = "partner_suspended"
    /// 403: the partner is leaving.
    case partnerLeaving = "partner_leaving"
    /// 404: no member has this identifier.
    case memberUnknown = "member_unknown"
    /// 404: this partner has no such posted message.
    case messageUnknown = "message_unknown"
    /// 409: the identifier has a member.
    case identifierInUse = "identifier_in_use"
    /// 409: there is no open hold.
    case redemptionClosed = "redemption_closed"
    /// 409: nothing is left to reverse.
    case alreadyReversed = "already_reversed"
    /// 422: too old, or ahead.
    case occurredAtOutOfRange = "occurred_at_out_of_range"
    /// 422: another currency.
    case currencyNotAgreed = "currency_not_agreed"
    /// 422: the identifier was replaced.
    case identifierRetired = "identifier_retired"
    /// 422: the member is blocked.
    case memberBlocked = "member_blocked"
    /// 422: more than is left of the original.
    case reversalExceedsOriginal = "reversal_exceeds_original"
    /// 422: the issuer's debit cap.
    case debitCapExceeded = "debit_cap_exceeded"
    /// 422: too few available points.
    case insufficientPoints = "insufficient_points"
}

/// A member's balance, in points, by the clock.
public struct ModelBalance: Hashable, Sendable {
    /// What can be spent.
    public var available = 0
    /// What becomes available later.
    public var pending = 0
    /// What holds have set aside.
    public var held = 0
    /// What the member owes, under `arrears`.
    public var arrears = 0

    /// A balance; nothing unless said otherwise.
    public init(available: Int = 0, pending: Int = 0, held: Int = 0, arrears: Int = 0) {
        self.available = available
        self.pending = pending
        self.held = held
        self.arrears = arrears
    }
}

/// What became of a message.
public enum ModelOutcome: Hashable, Sendable {
    /// Posted: the message's own points (earned, spent, held, captured, released, or taken back with the shortfall),
    /// and the balance after it.
    case posted(points: Int, balance: ModelBalance)
    /// Refused; nothing changed.
    case refused(ModelRefusal)
}

/// An answer, and whether it repeats the first one.
public struct ModelAnswer: Hashable, Sendable {
    /// What became of the message.
    public let outcome: ModelOutcome
    /// True when the same content had been answered before.
    public let replay: Bool

    /// An answer.
    public init(outcome: ModelOutcome, replay: Bool) {
        self.outcome = outcome
        self.replay = replay
    }
}
