import Members
import Messages
import Partners
import Quantities

/// One signed request on its way into the ledger; it never changes, and is handed on as one reference.
public final class LaneRequest: Sendable {
    /// What is to be done once the nonce proves fresh.
    public enum Content: Sendable {
        /// Decide and post the message.
        case message(VerifiedMessage)
        /// Answer the refusal that reading the body gave; row 400 comes after `nonce_reused`.
        case refused(Refusal)
        /// Let a reading request go on.
        case reading
    }

    /// Who signed.
    public let signature: SignatureFacts
    /// The revision of the coalition's terms under which the signature was verified.
    public let revision: Int64
    /// What is to be done.
    public let content: Content
    /// When the caller stops waiting.
    public let deadline: Instant
    /// Whether its signature's nonce is still to be used up; the lines of a batch share one that is.
    public let usesNonce: Bool

    /// A request of these facts.
    public init(
        signature: SignatureFacts, revision: Int64, content: Content, deadline: Instant, usesNonce: Bool = true
    ) {
        self.signature = signature
        self.revision = revision
        self.content = content
        self.deadline = deadline
        self.usesNonce = usesNonce
    }

    /// Requests of one route go through one lane, so that the same message twice at once meets itself there.
    var route: String {
        guard case .message(let verified) = content else { return signature.nonce }
        return verified.route
    }
}

extension VerifiedMessage {
    /// What its requests are routed by: the member where it names one.
    var route: String {
        switch message.content {
        case .enrolment: message.messageID
        case .identifierAddition(let addition): addition.member.description
        case .accrual(let accrual): accrual.member.description
        case .redemption(let redemption): redemption.member.description
        case .capture(let capture): capture.originalMessageID
        case .void(let void): void.originalMessageID
        case .reversal(let reversal): reversal.originalMessageID
        }
    }
}

/// An answer that is kept for replays.
public struct StoredAnswer: Hashable, Sendable {
    /// The HTTP status, as the message table keeps it.
    public let status: Int
    /// The body, byte for byte.
    public let body: [UInt8]

    /// An answer of these parts.
    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// What became of a request in its lane.
public enum LaneOutcome: Sendable {
    /// Decided, now or before.
    case answered(StoredAnswer, isReplay: Bool)
    /// Refused without a trace.
    case refused(Refusal)
    /// A reading request may go on.
    case clear
    /// The coalition's terms changed since the signature was verified; verify again under the new ones.
    case outdated
}

/// Why a lane gave no answer.
public enum LaneError: Error, Hashable, Sendable {
    /// Nothing was posted; the database cannot be reached, the queue is full or the deadline passed.
    case unavailable
}
