import Foundation
import Governance
import Operations
import Partners
import Quantities

/// A default that waits for approval, as the document of a proposal.
struct DefaultProposal: Codable {
    let cycle: Int64
    let partner: String
    let reason: String
    /// The version that was not paid; another one asks for a proposal of its own.
    let version: Int64

    /// The document as text, members in order of their names.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

/// Declares defaults that were approved.
struct DefaultProposalExecutor: ProposalExecutor {
    let settlement: SettlementDesk
    let kind = ProposalKind.default

    func execute(_ proposal: Proposal, by actor: String) async throws -> ProposalOutcome {
        let document = try JSONDecoder().decode(DefaultProposal.self, from: Data(proposal.document.utf8))
        let partner = try PartnerID(document.partner)
        do throws(SettlementFailure) {
            let report = try await settlement.declareDefault(
                document.cycle, partner: partner, reason: document.reason, by: proposal.proposedBy,
                expecting: document.version)
            return .applied("version \(report.before) is given up; version \(report.after) waits for its approvals")
        } catch {
            switch error {
            // Declared already, by this proposal before the program died.
            case .defaultRefused(.declaredBefore): return .applied("the default is declared")
            case .defaultRefused, .unknownCycle, .laterCycleCarries, .earlierNotCalculated, .notCalculable, .refused:
                return .failed("\(error)")
            default: throw error
            }
        }
    }
}
