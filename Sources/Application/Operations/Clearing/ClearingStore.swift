import Clearing
import Messages
import Partners
import Quantities

/// Where lanes read facts and write decisions.
public protocol ClearingStore: Sendable {
    /// A session with a connection of its own.
    func openSession() async throws(StoreError) -> any ClearingSession
}

/// One lane's connection: a transaction at a time.
public protocol ClearingSession: AnyObject, Sendable {
    /// Where the session does its work, so that its lane can do its own there too: a change of threads costs more than
    /// deciding a message.
    var executor: (any TaskExecutor)? { get }
    /// Begins a transaction in the cycle that stays open until it ends, uses up nonces, locks members and reads the facts.
    func begin(_ requests: [LaneRequest]) async throws(StoreError) -> LaneFacts
    /// Writes everything decided and commits.
    func commit(_ write: LaneWrite) async throws(StoreError)
    /// Gives the transaction up; the session may be used again.
    func rollback() async
    /// Ends the session.
    func close() async
}

/// What a transaction found.
public struct LaneFacts: Sendable {
    /// The facts that clearing decides on.
    public var clearing: ClearingFacts
    /// Answers of messages that were stored before.
    public var earlierAnswers: [MessageKey: StoredAnswer]
    /// Places of requests whose nonce was used under another signature.
    public var reusedNonces: Set<Int>

    /// Facts of these parts.
    public init(
        clearing: ClearingFacts, earlierAnswers: [MessageKey: StoredAnswer] = [:], reusedNonces: Set<Int> = []
    ) {
        self.clearing = clearing
        self.earlierAnswers = earlierAnswers
        self.reusedNonces = reusedNonces
    }
}

/// What a transaction is to write.
public struct LaneWrite: Sendable {
    /// The facts after all decisions.
    public let facts: ClearingFacts
    /// What of them is new or changed.
    public let changes: ClearingChanges
    /// Messages decided, with the answers to keep.
    public let decided: [DecidedMessage]
    /// Exposures that crossed a threshold of their cap.
    public let alerts: [CapAlert]

    /// Everything one transaction decided.
    public init(
        facts: ClearingFacts, changes: ClearingChanges, decided: [DecidedMessage], alerts: [CapAlert] = []
    ) {
        self.facts = facts
        self.changes = changes
        self.decided = decided
        self.alerts = alerts
    }

    /// Whether there is nothing to write but the nonces.
    public var isEmpty: Bool { decided.isEmpty }
}

/// A decision and the answer that is kept for it.
public struct DecidedMessage: Sendable {
    /// The message.
    public let message: VerifiedMessage
    /// `posted`, or the refusal's code.
    public let outcome: String
    /// What it did, where it did something.
    public let posted: PostedMessage?
    /// The answer.
    public let answer: StoredAnswer

    /// A decision of these parts.
    public init(message: VerifiedMessage, outcome: String, posted: PostedMessage?, answer: StoredAnswer) {
        self.message = message
        self.outcome = outcome
        self.posted = posted
        self.answer = answer
    }
}

/// A partner's net debit reached a threshold of its cap.
public struct CapAlert: Hashable, Sendable {
    /// Whose.
    public let partner: PartnerID
    /// 80 or 100.
    public let percent: Int64
    /// What it owes, in minor units.
    public let netDebit: Int64
    /// The cap, in minor units.
    public let cap: Int64

    /// An alert of these facts.
    public init(partner: PartnerID, percent: Int64, netDebit: Int64, cap: Int64) {
        self.partner = partner
        self.percent = percent
        self.netDebit = netDebit
        self.cap = cap
    }
}

/// Why a store did not do what it was asked.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another transaction was first; nothing was written, the same again will see what that one did.
    case conflict
    /// The store cannot be reached; nothing was written.
    case unavailable
    /// The connection was lost while committing; what was sent may be written or not.
    case outcomeUnknown
    /// The store answered with an error that trying again will not mend; the text names the statement.
    case failed(String)

    /// A sentence for people.
    public var description: String {
        switch self {
        case .conflict: "Another transaction was first; try again."
        case .unavailable: "The database cannot be reached."
        case .outcomeUnknown: "The connection to the database was lost; whether this was written is not known."
        case .failed(let text): "The database refused: \(text)."
        }
    }
}

/// Makes the answer, with its receipt, that is kept for a decision.
public protocol AnswerWriter: Sendable {
    /// The answer to a posted message.
    func answer(_ posted: PostedMessage, to message: VerifiedMessage, cycle: Int64, at now: Instant) -> StoredAnswer
    /// The answer to a refusal that is kept.
    func answer(_ refusal: Refusal, to message: VerifiedMessage, cycle: Int64, at now: Instant) -> StoredAnswer
}

/// Knows identifiers as the store keeps them.
public protocol IdentifierKeeper: Sendable {
    /// The keyed hash an identifier's canonical text is found by; 32 bytes.
    func lookup(_ identifier: String) -> [UInt8]
    /// The ciphertext an identifier is shown from.
    func seal(_ identifier: String) -> [UInt8]
    /// The identifier's canonical text, or nothing when the ciphertext is not ours.
    func open(_ sealed: [UInt8]) -> String?
    /// A partner's own pseudonym for a member.
    func pseudonym(of member: UniqueID, for partner: PartnerID) -> String
}
