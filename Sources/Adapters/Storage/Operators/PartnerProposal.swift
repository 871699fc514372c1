import Foundation
import Governance
import Operations
import Partners
import Quantities
import Wire

/// Partner files that wait for approval, as the document of a proposal: every term of the files, and the revision they
/// were compared with.
public struct PartnerProposal: Codable, Sendable {
    /// One partner file.
    struct File: Codable, Sendable {
        let document: String
        /// Absent when a changed contract binds from the next posting on.
        let effectiveFromMicroseconds: Int64?

        enum CodingKeys: String, CodingKey {
            case document
            case effectiveFromMicroseconds = "effective_from_microseconds"
        }
    }

    let baseRevision: Int64
    let coalition: String
    let partners: [File]

    enum CodingKeys: String, CodingKey {
        case coalition, partners
        case baseRevision = "base_revision"
    }

    /// The files of a folder, compared with a revision.
    ///
    /// - Throws: `PartnerDocumentError` as ``PartnerDocument`` has it.
    public init(_ wanted: PartnerFolder, baseRevision: Int64) throws {
        self.baseRevision = baseRevision
        coalition = try PartnerDocument.text(of: wanted.coalition)
        partners = try wanted.partners.map { file in
            File(
                document: try PartnerDocument.text(of: file.partner.withTimelessContract),
                effectiveFromMicroseconds: file.effectiveFrom?.microseconds)
        }
    }

    /// The document as text: the same for the same files and revision; members in order of their names.
    public func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Reads what ``text()`` wrote.
    public static func read(_ text: String) throws -> PartnerProposal {
        try JSONDecoder().decode(PartnerProposal.self, from: Data(text.utf8))
    }

    /// What the files asked for.
    public func folder() throws -> PartnerFolder {
        PartnerFolder(
            coalition: try PartnerDocument.coalition(coalition),
            partners: try partners.map { file in
                PartnerFile(
                    partner: try PartnerDocument.partner(file.document),
                    effectiveFrom: file.effectiveFromMicroseconds.map(Instant.init(microseconds:)))
            })
    }
}

extension Partner {
    /// The partner of a file whose one contract begins at no moment of its own: plans go by the file's `effective_from`
    /// alone, and the moment the file was read must not change the digest.
    fileprivate var withTimelessContract: Partner {
        Partner(
            id: id, name: name, kind: kind, status: status, keys: keys,
            contracts: contracts.map {
                ContractVersion(effectiveFrom: Instant(microseconds: 0), contract: $0.contract)
            },
            settlement: settlement, leavesOn: leavesOn)
    }
}

/// Applies partner files that were approved.
public struct PartnerProposalExecutor: ProposalExecutor {
    private let partners: any PartnerStore
    /// It knows partner files.
    public let kind = ProposalKind.partners

    /// An executor over the store of terms.
    public init(partners: any PartnerStore) {
        self.partners = partners
    }

    private struct Outdated: Error {
        let current: Int64
    }

    /// See ``ProposalExecutor/execute(_:by:)``.
    public func execute(_ proposal: Proposal, by actor: String) async throws -> ProposalOutcome {
        let document = try PartnerProposal.read(proposal.document)
        let wanted = try document.folder()
        do {
            let plan = try await partners.apply(by: actor) { current, now in
                let plan = try PartnerPlan(current: current, wanted: wanted, now: now)
                let revision = current?.revision ?? 0
                // Applied already, by this proposal before the program died, nothing is left to change.
                guard plan.isEmpty || revision == document.baseRevision else { throw Outdated(current: revision) }
                return plan
            }
            return .applied(
                plan.isEmpty ? "nothing was left to change" : "applied as revision \(plan.snapshot.revision)")
        } catch let outdated as Outdated {
            return .failed(
                "it was made for revision \(document.baseRevision) and \(outdated.current) binds now: propose it anew")
        } catch let refusal as PartnerPlanError {
            return .failed("it no longer fits, propose it anew: \(refusal)")
        }
    }
}
