import Ledger
import Members
import Messages
import Partners
import Quantities

/// What clearing decided on one message.
public enum Decision: Hashable, Sendable {
    /// The very same content was decided before; the first answer stands.
    case replay
    /// Nothing moved; ``RefusalCode/isStored`` says whether the answer is kept.
    case refused(Refusal)
    /// Done, in the open cycle.
    case posted(PostedMessage)
}

/// What a posted message did.
public struct PostedMessage: Hashable, Sendable {
    /// The transaction its postings belong to.
    public let transaction: UniqueID
    /// The member it concerns.
    public let member: UniqueID
    /// Points moved: earned, spent, captured, released or taken back; none for enrolments.
    public let points: Int64
    /// What the member has afterwards.
    public let balance: Balance
    /// Identifiers issued or added, the asked-for kinds first.
    public let identifiers: [Identifier]
    /// Points taken back that the member no longer had, for reversals of accruals.
    public let shortfall: Int64
    /// Until when a hold can be captured, for held redemptions.
    public let holdExpiresAt: Instant?

    /// What a message did.
    public init(
        transaction: UniqueID, member: UniqueID, points: Int64, balance: Balance, identifiers: [Identifier] = [],
        shortfall: Int64 = 0, holdExpiresAt: Instant? = nil
    ) {
        self.transaction = transaction
        self.member = member
        self.points = points
        self.balance = balance
        self.identifiers = identifiers
        self.shortfall = shortfall
        self.holdExpiresAt = holdExpiresAt
    }
}

/// Postings of one transaction, ready to be written.
public struct PostedTransaction: Hashable, Sendable {
    /// The transaction.
    public let id: UniqueID
    /// The message that caused it; none for expiries and time-outs.
    public let message: MessageKey?
    /// The member whose points moved.
    public let member: UniqueID
    /// When it happened at the partner, or now.
    public let occurredAt: Instant
    /// What moved, in order.
    public let postings: [Posting]

    /// Postings of one transaction.
    public init(id: UniqueID, message: MessageKey?, member: UniqueID, occurredAt: Instant, postings: [Posting]) {
        self.id = id
        self.message = message
        self.member = member
        self.occurredAt = occurredAt
        self.postings = postings
    }
}

/// Everything the decisions of one run changed: what a store has to write.
public struct ClearingChanges: Sendable {
    /// Members enrolled.
    public var newMembers: Set<UniqueID> = []
    /// Identifiers new or changed; ``ClearingFacts/identifiers`` has their records.
    public var identifiers: Set<Identifier> = []
    /// Accruals new or changed, by key.
    public var accruals: Set<MessageKey> = []
    /// Redemptions new or changed, by key.
    public var redemptions: Set<MessageKey> = []
    /// Transactions posted, in order.
    public var transactions: [PostedTransaction] = []
    /// Identifier that an accrual was made with, so that a merge can be undone.
    public var accrualIdentifiers: [MessageKey: Identifier] = [:]

    /// No changes.
    public init() {}
}
