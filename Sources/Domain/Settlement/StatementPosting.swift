import Ledger
import Partners
import Quantities

/// One posting of a cycle as a partner's statement needs it: a piece, a lot, a reversal or an expiry.
///
/// It is one flow of one posting of the ledger (`Posting.flows`): expired points that are reversed make two. The sums of
/// ``points`` by ``key`` over all of a cycle are the flows that ``Settlement`` is calculated from.
public struct StatementPosting: Hashable, Sendable {
    /// When the business took place, as the message said.
    public let occurredAt: Instant
    /// The message that caused the posting; `nil` where none did, as with expiry.
    public let messageID: String?
    /// The transaction the posting belongs to.
    public let transactionID: String
    /// What moved, between whom, at which prices.
    public let key: FlowKey
    /// How many points; above zero but for returned pieces, which stand under ``FlowKind/redeemed`` below zero.
    public let points: PointsDelta
    /// This partner's pseudonym for the member; `nil` where the partner does not know the member.
    public let member: String?
    /// The leaf of the receipt in the log, as the statement is to show it; `nil` where no message caused the posting.
    public let leaf: String?

    /// A posting of these facts.
    public init(
        occurredAt: Instant, messageID: String?, transactionID: String, key: FlowKey, points: PointsDelta,
        member: String?, leaf: String? = nil
    ) {
        self.occurredAt = occurredAt
        self.messageID = messageID
        self.transactionID = transactionID
        self.key = key
        self.points = points
        self.member = member
        self.leaf = leaf
    }
}
