import Ledger
import Members
import Quantities

/// What an operator sees of a member.
public struct MemberReport: Hashable, Sendable {
    /// One identifier of the member.
    public struct Entry: Hashable, Sendable {
        /// The identifier in full; operators see it, logs never.
        public let identifier: String
        /// Where it stands.
        public let status: IdentifierRecord.Status

        /// An identifier's entry.
        public init(identifier: String, status: IdentifierRecord.Status) {
            self.identifier = identifier
            self.status = status
        }
    }

    /// The hub's own identity of the member.
    public let id: UniqueID
    /// Where the member stands.
    public let status: Member.Status
    /// Why, where somebody said.
    public let reason: String?
    /// The partner that enrolled the member.
    public let enrolledBy: String
    /// When.
    public let enrolledAt: Instant
    /// Every identifier, retired ones too.
    public let identifiers: [Entry]
    /// What the member has.
    public let balance: Balance

    /// A report of these facts.
    public init(
        id: UniqueID, status: Member.Status, reason: String?, enrolledBy: String, enrolledAt: Instant,
        identifiers: [Entry], balance: Balance
    ) {
        self.id = id
        self.status = status
        self.reason = reason
        self.enrolledBy = enrolledBy
        self.enrolledAt = enrolledAt
        self.identifiers = identifiers
        self.balance = balance
    }
}

/// Why an operator's action on members is refused.
public enum MemberActionRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// No identifier of this text finds a member.
    case unknown
    /// The member is merged into another already.
    case merged
    /// Both identifiers find the same member.
    case same
    /// Nothing was merged into this member, or it was undone.
    case notMerged
    /// Points were spent, taken back or expired since the merge, so it can no longer be undone.
    case movedSince

    /// A sentence for the operator.
    public var description: String {
        switch self {
        case .unknown: "No member is found by this identifier."
        case .merged: "This member is merged into another already."
        case .same: "Both identifiers find the same member."
        case .notMerged: "Nothing is merged into this member."
        case .movedSince: "Points were spent, taken back or expired since the merge, so it can no longer be undone."
        }
    }
}

/// What operators do with members; every action is written in the audit trail.
public protocol MemberStore: Sendable {
    /// The member behind an identifier.
    func show(_ identifier: Identifier) async throws -> MemberReport
    /// Blocks or unblocks the member behind an identifier.
    func setStatus(_ status: Member.Status, of identifier: Identifier, reason: String, by actor: String) async throws
    /// Makes the points and identifiers of one member another's; a block is inherited.
    func merge(_ source: Identifier, into target: Identifier, reason: String, by actor: String) async throws
    /// Undoes the newest merge into a member, while nothing but accruals has happened since; what was earned since with
    /// the other member's identifiers goes with them.
    func unmerge(_ target: Identifier, reason: String, by actor: String) async throws
    /// Adds unassigned cards to the printed stock.
    ///
    /// - Returns: those that were free; a number already known is left out.
    func addStock(_ cards: [CardNumber], by actor: String) async throws -> [CardNumber]
}
