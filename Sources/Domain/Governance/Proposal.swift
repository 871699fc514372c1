import Quantities

/// What a proposal would do.
public enum ProposalKind: String, Hashable, Sendable, CaseIterable {
    /// Applies partner files.
    case partners
    /// Posts an adjustment.
    case adjustment
    /// Gives collateral or reserve back.
    case funds
    /// Takes a partner that has not paid out of a cycle.
    case `default`
}

/// Something that is done once as many different people as needed agreed to it, its proposer not among them.
///
/// `open → approved → applied`; `rejected` and `withdrawn` end it. ``after(_:)`` is the only way from one to the next.
public struct Proposal: Hashable, Sendable {
    /// Where a proposal stands.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Waits for approvals; left by the last `approve`, by `reject` or by `withdraw`.
        case open
        /// Enough people agreed; left by `apply`, or by `fail` when it no longer fits.
        case approved
        /// Done; never left.
        case applied
        /// Turned down, or it no longer fitted; never left.
        case rejected
        /// Taken back by its proposer; never left.
        case withdrawn
    }

    /// What may happen to a proposal.
    public enum Event: Hashable, Sendable {
        /// A person agrees to the document of this digest.
        case approve(by: String, digest: String)
        /// A person other than the proposer turns it down.
        case reject(by: String)
        /// The proposer takes it back.
        case withdraw(by: String)
        /// What it asks for was done.
        case apply
        /// What it asks for can no longer be done.
        case fail
    }

    /// Counts from 1.
    public let id: Int64
    /// What it would do.
    public let kind: ProposalKind
    /// What it would do, in words for those who approve; without secrets.
    public let summary: String
    /// All it takes to do it, as text.
    public let document: String
    /// SHA-256 of the document in lower-case hexadecimal: what approvals are bound to.
    public let digest: String
    /// How many different people must agree; at least 1.
    public let needed: Int64
    /// Who proposed it.
    public let proposedBy: String
    /// When.
    public let proposedAt: Instant
    /// Where it stands.
    public var state: State
    /// The different people who agreed.
    public var approvers: Set<String>
    /// What became of it, in words; absent while it is open.
    public var outcome: String?

    /// A proposal of these facts.
    public init(
        id: Int64, kind: ProposalKind, summary: String, document: String, digest: String, needed: Int64,
        proposedBy: String, proposedAt: Instant, state: State = .open, approvers: Set<String> = [],
        outcome: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.summary = summary
        self.document = document
        self.digest = digest
        self.needed = needed
        self.proposedBy = proposedBy
        self.proposedAt = proposedAt
        self.state = state
        self.approvers = approvers
        self.outcome = outcome
    }

    /// The proposal after `event`.
    ///
    /// - Throws: ``ProposalRefusal``; the proposal then stays as it is.
    public func after(_ event: Event) throws(ProposalRefusal) -> Proposal {
        var next = self
        switch (state, event) {
        case (.open, .approve(let person, let digest)):
            guard digest == self.digest else { throw .digestDiffers }
            guard person != proposedBy else { throw .ownProposal }
            guard !approvers.contains(person) else { throw .alreadyApproved }
            next.approvers.insert(person)
            next.state = Int64(next.approvers.count) >= needed ? .approved : .open
        case (.open, .reject(let person)):
            guard person != proposedBy else { throw .ownProposal }
            next.state = .rejected
        case (.open, .withdraw(let person)):
            guard person == proposedBy else { throw .notTheProposer }
            next.state = .withdrawn
        case (.approved, .apply): next.state = .applied
        case (.approved, .fail): next.state = .rejected
        case (.open, .apply), (.open, .fail): throw .approvalsMissing(given: Int64(approvers.count), needed: needed)
        case (.approved, .approve), (.approved, .reject), (.approved, .withdraw), (.applied, _), (.rejected, _),
            (.withdrawn, _):
            throw .notNow(state)
        }
        return next
    }
}

/// Why a proposal stays as it is.
public enum ProposalRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such proposal.
    case unknown
    /// The proposer neither approves nor rejects; another person must.
    case ownProposal
    /// Only who proposed it may take it back.
    case notTheProposer
    /// This person agreed already; another must.
    case alreadyApproved
    /// The digest given is another than the document's: something else was looked at.
    case digestDiffers
    /// So many different people approved, so many must.
    case approvalsMissing(given: Int64, needed: Int64)
    /// It is past that.
    case notNow(Proposal.State)

    /// The stable code of the refusal.
    public var code: String {
        switch self {
        case .unknown: "proposal_unknown"
        case .ownProposal: "own_proposal"
        case .notTheProposer: "not_the_proposer"
        case .alreadyApproved: "already_approved"
        case .digestDiffers: "digest_differs"
        case .approvalsMissing: "approvals_missing"
        case .notNow: "proposal_decided"
        }
    }

    /// A sentence for people.
    public var description: String {
        switch self {
        case .unknown: "There is no such proposal; `clearinghouse proposal list` shows them."
        case .ownProposal: "Who proposes neither approves nor rejects (own_proposal): another person must."
        case .notTheProposer: "Only who proposed it may take it back."
        case .alreadyApproved: "You approved it already (already_approved): another person must."
        case .digestDiffers: "The digest is another than the proposal's: look at it again."
        case .approvalsMissing(let given, let needed): "\(given) of \(needed) approvals are there."
        case .notNow(let state): "The proposal is \(state.rawValue) already."
        }
    }
}
