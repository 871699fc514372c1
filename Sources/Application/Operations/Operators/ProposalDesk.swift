import Governance
import Quantities

/// Proposals: made by one, agreed to by others, done by the executor of their kind.
public struct ProposalDesk: Sendable {
    private let store: any ProposalStore
    private let executors: [ProposalKind: any ProposalExecutor]
    private let sha256: @Sendable ([UInt8]) -> [UInt8]

    /// A desk over a store, with an executor for each kind that can be approved here.
    public init(
        store: any ProposalStore, executors: [any ProposalExecutor],
        sha256: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.store = store
        self.executors = Dictionary(executors.map { ($0.kind, $0) }) { first, _ in first }
        self.sha256 = sha256
    }

    /// Makes a proposal that waits for approvals.
    ///
    /// - Parameters:
    ///   - summary: for those who approve, without secrets.
    ///   - document: all that the executor needs; approvals are bound to its SHA-256.
    ///   - actor: who proposes, and so may not approve.
    ///   - needed: how many different people must agree; at least one is asked for.
    public func propose(
        kind: ProposalKind, summary: String, document: String, by actor: String, needed: Int64
    ) async throws -> Proposal {
        try await store.add(
            ProposalDraft(
                kind: kind, summary: summary, document: document, digest: digest(of: document), needed: max(1, needed)),
            by: actor)
    }

    /// Agrees to a proposal; the last approval needed also does what it asks for.
    ///
    /// - Parameter digest: of the document that was looked at; without one, of the document as it is.
    /// - Throws: ``ProposalRefusal``; what the executor throws, the proposal then being approved and not yet applied.
    public func approve(_ id: Int64, by actor: String, digest: String? = nil) async throws -> Proposal {
        let seen = try await store.show(id)
        let approved = try await store.move(
            id, .approve(by: actor, digest: digest ?? seen.digest), by: actor)
        return approved.state == .approved ? try await apply(id, by: actor) : approved
    }

    /// Does what an approved proposal asks for; needed by hand only after a failure on the way.
    ///
    /// - Throws: ``ProposalRefusal/approvalsMissing(given:needed:)`` and ``ProposalRefusal/notNow(_:)``.
    public func apply(_ id: Int64, by actor: String) async throws -> Proposal {
        let (executors, sha256) = (executors, sha256)
        return try await store.execute(id, by: actor) { proposal in
            // What was approved is this text and no other.
            guard Self.hexadecimal(sha256(Array(proposal.document.utf8))) == proposal.digest else {
                throw ProposalRefusal.digestDiffers
            }
            guard let executor = executors[proposal.kind] else {
                return .failed("this program does not know how to do it")
            }
            return try await executor.execute(proposal, by: actor)
        }
    }

    /// Turns a proposal down; its proposer cannot.
    public func reject(_ id: Int64, by actor: String) async throws -> Proposal {
        try await store.move(id, .reject(by: actor), by: actor)
    }

    /// Takes one's own proposal back.
    public func withdraw(_ id: Int64, by actor: String) async throws -> Proposal {
        try await store.move(id, .withdraw(by: actor), by: actor)
    }

    /// All proposals, newest first; or those that wait only.
    public func list(waitingOnly: Bool = false) async throws -> [Proposal] {
        try await store.list(waitingOnly: waitingOnly)
    }

    /// One proposal.
    public func show(_ id: Int64) async throws -> Proposal { try await store.show(id) }

    private func digest(of document: String) -> String { Self.hexadecimal(sha256(Array(document.utf8))) }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
