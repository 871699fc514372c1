import Foundation
import Governance
import Operations
import Partners

/// Collateral or reserve that is to be given back once others agree, as the document of a proposal.
struct FundsProposal: Codable {
    let partner: String
    let fund: String
    /// Minor units.
    let amount: Int64
    /// Names the release for good: the same one is never booked twice.
    let reference: String

    /// The document as text, members in order of their names.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

/// Gives funds back that others agreed to give back.
struct FundsProposalExecutor: ProposalExecutor {
    let payments: PaymentDesk
    let kind = ProposalKind.funds

    func execute(_ proposal: Proposal, by actor: String) async throws -> ProposalOutcome {
        let document = try JSONDecoder().decode(FundsProposal.self, from: Data(proposal.document.utf8))
        guard let fund = FundKind(rawValue: document.fund) else { return .failed("there is no fund \(document.fund)") }
        let partner = try PartnerID(document.partner)
        do throws(PaymentFailure) {
            let balance = try await payments.moveFund(
                .release, fund, of: partner, amount: document.amount, reference: document.reference,
                by: proposal.proposedBy)
            return .applied("\(balance.collateral) of collateral and \(balance.reserve) of reserve are left")
        } catch {
            switch error {
            // Given back already, by this proposal before the program died.
            case .alreadyBooked: return .applied("the money is given back")
            case .notCovered, .unknownPartner, .amountOutOfRange: return .failed("\(error)")
            default: throw error
            }
        }
    }
}

extension Hub {
    /// Gives funds back at once, or proposes it where the coalition asks for approvals.
    func releaseOrPropose(
        _ kind: FundKind, of partner: PartnerID, amount: Int64, reference: String, by actor: String
    ) async throws -> Proposable<FundBalance> {
        let approvals = try await refreshTerms()?.snapshot.coalition.settlement.approvals ?? 0
        guard approvals > 0 else {
            return .done(
                try await payments.moveFund(
                    .release, kind, of: partner, amount: amount, reference: reference, by: actor))
        }
        // What could never be given back is told now, not to those who approve.
        guard let balance = try await payments.funds().first(where: { $0.partner == partner }),
            amount <= (kind == .collateral ? balance.collateral : balance.reserve), amount > 0
        else { throw CommandFailure("\(partner) has no \(amount) minor units of \(kind.rawValue) to give back.") }
        let document = FundsProposal(
            partner: partner.text, fund: kind.rawValue, amount: amount, reference: reference)
        return .proposed(
            try await proposals.propose(
                kind: .funds,
                summary: "give \(amount) minor units of \(kind.rawValue) back to \(partner): \(reference)",
                document: document.text(), by: actor, needed: approvals))
    }
}
