import Foundation
import Governance
import Operations
import Partners
import Quantities
import Settlement

/// An adjustment that waits for approval, as the document of a proposal.
struct AdjustmentProposal: Codable {
    let id: String
    let kind: String
    let reason: String
    let corrects: [String]
    /// Minor units by party.
    let legs: [String: Int64]

    /// A draft as a document.
    init(_ draft: AdjustmentDraft) {
        id = draft.id.description
        kind = draft.kind.rawValue
        reason = draft.reason
        corrects = draft.corrects
        legs = Dictionary(draft.legs.map { ($0.key.text, $0.value) }) { first, _ in first }
    }

    /// The document as text, members in order of their names.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// The draft in the document of a proposal.
    static func draft(_ text: String) throws -> AdjustmentDraft {
        let document = try JSONDecoder().decode(AdjustmentProposal.self, from: Data(text.utf8))
        var legs: [PartnerID: Int64] = [:]
        for (party, amount) in document.legs { legs[try PartnerID(party)] = amount }
        guard let kind = AdjustmentKind(rawValue: document.kind) else { throw QuantityError.malformed(document.kind) }
        return try AdjustmentDraft(
            id: UniqueID(document.id), kind: kind, reason: document.reason, corrects: document.corrects, legs: legs)
    }
}

/// Posts adjustments that were approved.
struct AdjustmentProposalExecutor: ProposalExecutor {
    let adjustments: any AdjustmentStore
    let kind = ProposalKind.adjustment

    func execute(_ proposal: Proposal, by actor: String) async throws -> ProposalOutcome {
        let draft = try AdjustmentProposal.draft(proposal.document)
        do throws(SettlementFailure) {
            // Posted once for its id, should the program have died after posting it.
            let posted = try await adjustments.post(draft, by: proposal.proposedBy)
            return .applied("posted in cycle \(CycleName.text(posted.cycle))")
        } catch {
            switch error {
            case .unknownParty, .adjustmentDiffers: return .failed("\(error)")
            default: throw error
            }
        }
    }
}
