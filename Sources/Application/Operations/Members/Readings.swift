import Disputes
import Ledger
import Members
import Messages
import Partners
import Payments
import Quantities
import Settlement

/// A member's combined balance as one partner may see it (PROTOCOL.md section 2).
public struct BalanceReport: Hashable, Sendable {
    /// Points of one lot or day that end at one moment.
    public struct Expiring: Hashable, Sendable {
        /// How many.
        public let points: Int64
        /// The last second at which they can be spent.
        public let at: Instant

        /// Points that end at a moment.
        public init(points: Int64, at: Instant) {
            self.points = points
            self.at = at
        }
    }

    /// The member; answers show the asking partner's pseudonym.
    public let member: UniqueID
    /// What the member has.
    public let balance: Balance
    /// The available points at the coalition's point value.
    public let worth: Money
    /// What expires next, soonest first.
    public let expiring: [Expiring]
    /// Available points by issuer: the asking partner's own, and all others together under `other`.
    public let byIssuer: [IssuerShare]

    /// Available points of one issuer, or of all others.
    public struct IssuerShare: Hashable, Sendable {
        /// A partner's id, or `other`.
        public let partner: String
        /// How many points.
        public let points: Int64

        /// Points of an issuer.
        public init(partner: String, points: Int64) {
            self.partner = partner
            self.points = points
        }
    }

    /// A report of these parts.
    public init(
        member: UniqueID, balance: Balance, worth: Money, expiring: [Expiring], byIssuer: [IssuerShare]
    ) {
        self.member = member
        self.balance = balance
        self.worth = worth
        self.expiring = expiring
        self.byIssuer = byIssuer
    }
}

/// What became of a message.
public struct StoredMessage: Hashable, Sendable {
    /// What it asked for.
    public let kind: MessageKind
    /// `posted`, or the code of its refusal.
    public let outcome: String
    /// The cycle it was decided in.
    public let cycle: Int64
    /// When the hub decided it.
    public let receivedAt: Instant
    /// The answer it was given.
    public let answer: StoredAnswer

    /// A message of these facts.
    public init(kind: MessageKind, outcome: String, cycle: Int64, receivedAt: Instant, answer: StoredAnswer) {
        self.kind = kind
        self.outcome = outcome
        self.cycle = cycle
        self.receivedAt = receivedAt
        self.answer = answer
    }
}

/// One partner's view of one cycle.
public struct PartnerCycle: Hashable, Sendable {
    /// The cycle.
    public let id: Int64
    /// Its state, as PROTOCOL.md section 7 names it.
    public let state: String
    /// The newest version that was dispatched, or 0 before any was.
    public let version: Int64
    /// When it closed; none while it is open.
    public let closedAt: Instant?
    /// What the partner stands at, once calculated.
    public let position: CyclePosition?
    /// Names of the files of the newest dispatched version.
    public let files: [String]
    /// Where the newest dispatched version stands with the partner, its disputes left out; none before any was.
    public let acknowledgement: AcknowledgementStanding?
    /// The payment of the newest dispatched version; none where nothing is paid, or before any was.
    public let payment: CyclePayment?

    /// A cycle of these facts.
    public init(
        id: Int64, state: String, version: Int64, closedAt: Instant?, position: CyclePosition?, files: [String],
        acknowledgement: AcknowledgementStanding? = nil, payment: CyclePayment? = nil
    ) {
        self.id = id
        self.state = state
        self.version = version
        self.closedAt = closedAt
        self.position = position
        self.files = files
        self.acknowledgement = acknowledgement
        self.payment = payment
    }
}

/// What a partner pays for a cycle, or is paid, and how it has been reminded of it.
public struct CyclePayment: Hashable, Sendable {
    /// To the partner or by it.
    public let direction: PaymentDirection
    /// Minor units; above zero.
    public let amount: Int64
    /// What of it has moved.
    public let moved: Int64
    /// Where it stands.
    public let state: PaymentState
    /// What names it at the banks.
    public let endToEndID: String
    /// The day it is due.
    public let valueDay: LocalDay
    /// How often the partner was reminded.
    public let reminders: Int64
    /// When last; none before the first.
    public let remindedAt: Instant?

    /// A payment of these facts.
    public init(
        direction: PaymentDirection, amount: Int64, moved: Int64, state: PaymentState, endToEndID: String,
        valueDay: LocalDay, reminders: Int64, remindedAt: Instant?
    ) {
        self.direction = direction
        self.amount = amount
        self.moved = moved
        self.state = state
        self.endToEndID = endToEndID
        self.valueDay = valueDay
        self.reminders = reminders
        self.remindedAt = remindedAt
    }
}

/// What a partner stands at in one cycle, in minor units.
public struct CyclePosition: Hashable, Sendable {
    /// Whose.
    public let partner: PartnerID
    /// What it owes for its points redeemed elsewhere.
    public let grossDebit: Int64
    /// What it is owed for points it took.
    public let grossCredit: Int64
    /// The operator's fee.
    public let fee: Int64
    /// Brought in from the cycle before.
    public let carriedIn: Int64
    /// What is left: credits less debits and fees, with what was carried in.
    public let net: Int64
    /// Taken on to the next cycle instead of being paid.
    public let carriedOut: Int64

    /// A position of these amounts.
    public init(
        partner: PartnerID, grossDebit: Int64, grossCredit: Int64, fee: Int64, carriedIn: Int64, net: Int64,
        carriedOut: Int64
    ) {
        self.partner = partner
        self.grossDebit = grossDebit
        self.grossCredit = grossCredit
        self.fee = fee
        self.carriedIn = carriedIn
        self.net = net
        self.carriedOut = carriedOut
    }
}

/// What partners may read. Each call answers from one consistent state of the ledger.
public protocol Readings: Sendable {
    /// The balance behind an identifier as `partner` may see it.
    ///
    /// - Throws: ``Refusal`` with ``RefusalCode/memberUnknown`` or ``RefusalCode/identifierRetired``, or
    ///   ``RefusalCode/unavailable`` when the database cannot be reached.
    func balance(of identifier: Identifier, for partner: PartnerID) async throws(Refusal) -> BalanceReport
    /// What became of a message; nothing when this partner sent none of that id.
    func message(_ key: MessageKey) async throws(Refusal) -> StoredMessage?
    /// The partner's cycles, newest first, at most 500.
    func cycles(of partner: PartnerID) async throws(Refusal) -> [PartnerCycle]
    /// One cycle as the partner may see it.
    func cycle(_ id: Int64, of partner: PartnerID) async throws(Refusal) -> PartnerCycle?
    /// A file of the partner's newest dispatched version of a cycle.
    func statementFile(_ name: String, cycle: Int64, of partner: PartnerID) async throws(Refusal) -> [UInt8]?
    /// How the partner's figures of its newest dispatched version of a cycle come about.
    func explanation(of cycle: Int64, for partner: PartnerID) async throws(Refusal) -> PartnerExplanation?
    /// The partner's own postings of a cycle that has been dispatched to it, each from its side, in the order of the
    /// ledger.
    ///
    /// - Parameters:
    ///   - counterparty: only those between the partner and this one, which may be itself; absent, all.
    ///   - after: only those behind this place.
    func postings(
        of cycle: Int64, for partner: PartnerID, counterparty: PartnerID?, after: PostingPlace?
    ) async throws(Refusal) -> PostingPage?
}

/// Cycle numbers as the outside reads them: strings of at least six digits, so that folders sort by age.
public enum CycleName {
    /// The name of a cycle, such as `000042`.
    public static func text(_ cycle: Int64) -> String {
        let digits = String(cycle)
        return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
    }

    /// The cycle of a name, with or without leading zeros; nothing when it is none.
    public static func cycle(_ text: String) -> Int64? {
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }
}
