import Messages
import Partners
import Quantities

/// What a receipt says (PROTOCOL.md section 5), before it is signed as a compact JWS.
public struct ReceiptPayload: Hashable, Sendable {
    /// The message the receipt is for.
    public let key: MessageKey
    /// Base64 (RFC 4648 section 4) of the content's SHA-256.
    public let digest: String
    /// `posted`, or the refusal's code.
    public let outcome: String
    /// The transaction; none for refusals.
    public let transaction: UniqueID?
    /// The partner's pseudonym for the member; none for refusals.
    public let member: String?
    /// Points moved; 0 for refusals and enrolments.
    public let points: Int64
    /// The cycle's name, such as `000042`.
    public let cycle: String
    /// When the hub decided, by the database's clock.
    public let receivedAt: Instant

    /// A receipt's payload of these parts.
    public init(
        key: MessageKey, digest: String, outcome: String, transaction: UniqueID? = nil, member: String? = nil,
        points: Int64 = 0, cycle: String, receivedAt: Instant
    ) {
        self.key = key
        self.digest = digest
        self.outcome = outcome
        self.transaction = transaction
        self.member = member
        self.points = points
        self.cycle = cycle
        self.receivedAt = receivedAt
    }

    /// The bytes; all members are always there, in the same order.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("partner", key.partner.text)
            writer.member("message_id", key.messageID)
            writer.member("digest", digest)
            writer.member("outcome", outcome)
            writer.member("transaction_id", transaction.map { .string($0.description) } ?? .null)
            writer.member("member", member.map { .string($0) } ?? .null)
            writer.member("points", points)
            writer.member("cycle", cycle)
            writer.member("received_at", receivedAt.description)
        }
    }
}
