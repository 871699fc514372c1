import Governance
import Operations
import Partners
import Storage
import Wire

/// What `partners apply` did.
enum PartnersApplied: Sendable {
    /// The files bind.
    case applied(PartnerPlan)
    /// They wait for approvals.
    case proposed(Proposal, PartnerPlan)
}

extension Hub {
    private struct NeedsApproval: Error {
        let plan: PartnerPlan
        let baseRevision: Int64
        let approvals: Int64
    }

    /// Applies a folder at once, or proposes it when users log in, the coalition asks for approvals, and the plan changes
    /// what another person must agree to. Decided on the terms that bind in the transaction that would apply it.
    func applyOrPropose(folder: String, by actor: String) async throws -> PartnersApplied {
        let wanted = try Self.reader.read(folder: folder, effectiveNow: Self.now)
        let hasUsers = try await operators.hasUsers()
        do {
            return .applied(
                try await partners.apply(by: actor) { current, now in
                    let plan = try PartnerPlan(current: current, wanted: wanted, now: now)
                    let approvals = current?.coalition.settlement.approvals ?? 0
                    if hasUsers, approvals > 0, plan.needsApproval {
                        throw NeedsApproval(plan: plan, baseRevision: current?.revision ?? 0, approvals: approvals)
                    }
                    return plan
                })
        } catch let needed as NeedsApproval {
            let document = try PartnerProposal(wanted, baseRevision: needed.baseRevision).text()
            let proposal = try await proposals.propose(
                kind: .partners, summary: needed.plan.description, document: document, by: actor,
                needed: needed.approvals)
            return .proposed(proposal, needed.plan)
        }
    }
}
