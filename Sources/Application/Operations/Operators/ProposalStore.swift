import Governance
import Quantities

/// Where proposals are kept.
public protocol ProposalStore: Sendable {
    /// Adds a proposal, with an entry in the audit trail; where one of the same kind and digest waits, answers that one.
    func add(_ draft: ProposalDraft, by actor: String) async throws -> Proposal
    /// All proposals, newest first; or those that wait only.
    func list(waitingOnly: Bool) async throws -> [Proposal]
    /// One proposal.
    ///
    /// - Throws: ``ProposalRefusal/unknown``.
    func show(_ id: Int64) async throws -> Proposal
    /// Moves a proposal on with its row locked, so that of two at once each sees the other's; with an entry in the audit trail.
    ///
    /// - Throws: ``ProposalRefusal`` of the transition.
    func move(_ id: Int64, _ event: Proposal.Event, by actor: String) async throws -> Proposal
    /// Does what an approved proposal asks for, holding its row so that nobody does it beside, and keeps the outcome.
    ///
    /// - Parameter perform: does it in transactions of its own; should the program die before the outcome is kept, it is
    ///   performed again.
    func execute(
        _ id: Int64, by actor: String,
        _ perform: @escaping @Sendable (Proposal) async throws -> ProposalOutcome
    ) async throws -> Proposal
}

/// What is proposed.
public struct ProposalDraft: Hashable, Sendable {
    /// What it would do.
    public let kind: ProposalKind
    /// In words for those who approve; without secrets.
    public let summary: String
    /// All it takes to do it.
    public let document: String
    /// SHA-256 of the document in lower-case hexadecimal.
    public let digest: String
    /// How many different people must agree.
    public let needed: Int64
}

/// What became of an approved proposal.
public enum ProposalOutcome: Hashable, Sendable {
    /// It is done; in words.
    case applied(String)
    /// It can no longer be done and has to be proposed anew; why, in words.
    case failed(String)
}

/// Does what approved proposals of one kind ask for.
public protocol ProposalExecutor: Sendable {
    /// The kind it knows.
    var kind: ProposalKind { get }
    /// Does it, once: the same proposal again (same ``Proposal/id``) finds it done and says so, for when the program died
    /// after doing it.
    ///
    /// - Parameters:
    ///   - proposal: approved, its document being the one that was approved.
    ///   - actor: who gave the last approval.
    /// - Returns: `.failed` when it no longer fits: the proposal is then rejected. What is thrown leaves it approved, to be
    ///   tried again by `clearinghouse proposal apply`.
    func execute(_ proposal: Proposal, by actor: String) async throws -> ProposalOutcome
}
