import Governance
import Operations
import Quantities
import Wire

/// What is done with a proposal.
public enum ProposalStep: String, Sendable {
    case approve, reject, withdraw, apply

    /// What it takes.
    var permission: Permission {
        switch self {
        case .approve: .approveProposal
        case .reject: .rejectProposal
        case .withdraw: .withdrawProposal
        // The approvals are there; it is only done what they agreed to.
        case .apply: .applyPartners
        }
    }
}

extension HubProgram {
    /// `proposal list`
    public static func listProposals(_ options: HubOptions, all: Bool, json: Bool) async throws {
        try await visit(options, needs: .view) { hub, _ in
            let proposals = try await hub.proposals.list(waitingOnly: !all)
            Console(json: json).say(
                proposals.isEmpty ? "Nothing waits." : proposals.map(ProposalText.head).joined(separator: "\n"),
                JSONWriter.array { list in
                    for proposal in proposals { list.elementObject { ProposalText.members(proposal, to: &$0) } }
                })
        }
    }

    /// `proposal show`
    public static func showProposal(_ options: HubOptions, _ id: Int64, json: Bool) async throws {
        try await visit(options, needs: .view) { hub, _ in
            let proposal = try await hub.proposals.show(id)
            Console(json: json).say(ProposalText.text(proposal), ProposalText.document(proposal))
        }
    }

    /// `proposal approve · reject · withdraw · apply`
    ///
    /// - Parameters:
    ///   - digest: of what was looked at, where the approver says so.
    ///   - person: who the system's own user says acts; refused once users log in.
    public static func step(
        _ step: ProposalStep, _ options: HubOptions, _ id: Int64, code: String? = nil, digest: String? = nil,
        as person: String? = nil, json: Bool
    ) async throws {
        try await visit(options, needs: step.permission, code: code, as: person) { hub, actor in
            let desk = hub.proposals
            let proposal =
                switch step {
                case .approve: try await desk.approve(id, by: actor, digest: digest)
                case .reject: try await desk.reject(id, by: actor)
                case .withdraw: try await desk.withdraw(id, by: actor)
                case .apply: try await desk.apply(id, by: actor)
                }
            Console(json: json).say(ProposalText.text(proposal), ProposalText.document(proposal))
        }
    }
}

/// A proposal as people and programs read one; its document, which may hold passwords of addresses, is not shown.
enum ProposalText {
    static func head(_ proposal: Proposal) -> String {
        "Proposal \(proposal.id), \(proposal.kind.rawValue): \(proposal.state.rawValue), "
            + "\(proposal.approvers.count) of \(proposal.needed) approvals, by \(proposal.proposedBy) "
            + "at \(proposal.proposedAt)"
    }

    static func text(_ proposal: Proposal) -> String {
        var lines = [head(proposal), proposal.summary, "digest \(proposal.digest)"]
        if !proposal.approvers.isEmpty {
            lines.append("approved by " + proposal.approvers.sorted().joined(separator: ", "))
        }
        if let outcome = proposal.outcome { lines.append(outcome) }
        return lines.joined(separator: "\n")
    }

    static func members(_ proposal: Proposal, to writer: inout JSONWriter) {
        writer.member("id", proposal.id)
        writer.member("kind", proposal.kind.rawValue)
        writer.member("state", proposal.state.rawValue)
        writer.member("summary", proposal.summary)
        writer.member("digest", proposal.digest)
        writer.member("needed", proposal.needed)
        writer.array("approvals") { list in for person in proposal.approvers.sorted() { list.element(person) } }
        writer.member("proposed_by", proposal.proposedBy)
        writer.member("proposed_at", proposal.proposedAt.description)
        writer.member("outcome", ifPresent: proposal.outcome)
    }

    static func document(_ proposal: Proposal) -> [UInt8] {
        JSONWriter.object { members(proposal, to: &$0) }
    }
}
