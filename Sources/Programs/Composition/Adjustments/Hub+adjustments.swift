import Governance
import Operations
import Partners
import Quantities
import Settlement
import Storage

/// What became of something that may need others' approval.
enum Proposable<Value: Sendable>: Sendable {
    /// It is done.
    case done(Value)
    /// It waits for approvals.
    case proposed(Proposal)
}

extension Hub {
    /// Adjustments.
    public var adjustments: any AdjustmentStore { PostgresAdjustmentStore(settings, pool: pool) }

    /// The currency of the books.
    ///
    /// - Throws: ``CommandFailure`` when no coalition has been applied.
    func currency() async throws -> CurrencyCode {
        guard let currency = try await refreshTerms()?.snapshot.coalition.currency else {
            throw CommandFailure("No coalition has been applied: run `clearinghouse partners apply`.")
        }
        return currency
    }

    /// Posts an adjustment at once, or proposes it where the coalition asks for approvals.
    func postOrPropose(_ draft: AdjustmentDraft, by actor: String) async throws -> Proposable<PostedAdjustment> {
        let terms = try await refreshTerms()?.snapshot
        if let stranger = draft.legs.keys.sorted().first(where: { $0 != .operator && terms?.partners[$0] == nil }) {
            throw SettlementFailure.unknownParty(stranger)
        }
        guard let approvals = terms?.coalition.settlement.approvals, approvals > 0 else {
            return .done(try await adjustments.post(draft, by: actor))
        }
        let legs = AdjustmentText.legs(draft.legs, try await currency())
        let corrects = draft.corrects.isEmpty ? "" : "; corrects " + draft.corrects.joined(separator: ", ")
        return .proposed(
            try await proposals.propose(
                kind: .adjustment, summary: "\(draft.kind.rawValue): \(legs); \(draft.reason)\(corrects)",
                document: AdjustmentProposal(draft).text(), by: actor, needed: approvals))
    }

    /// Declares a default at once, or proposes it where the coalition asks for approvals.
    func declareOrPropose(
        _ cycle: Int64, partner: PartnerID, reason: String, by actor: String
    ) async throws -> Proposable<DefaultReport> {
        let approvals = try await refreshTerms()?.snapshot.coalition.settlement.approvals ?? 0
        guard approvals > 0 else {
            return .done(try await settlement.declareDefault(cycle, partner: partner, reason: reason, by: actor))
        }
        guard AdjustmentDraft.isLine(reason, atMost: PartnerDefault.longestReason) else {
            throw DefaultRefusal.reasonLength
        }
        let report = try await settlement.show(cycle)
        guard report.summary.state == .dispatched else { throw DefaultRefusal.notDispatched(report.summary.state) }
        guard let position = report.settlement?.position(of: partner) else {
            throw DefaultRefusal.unknownPartner(partner)
        }
        guard position.payment < 0 else { throw DefaultRefusal.owesNothing(partner) }
        let document = DefaultProposal(
            cycle: cycle, partner: partner.text, reason: reason, version: report.summary.version)
        return .proposed(
            try await proposals.propose(
                kind: .default,
                summary: "\(partner) does not pay cycle \(CycleName.text(cycle)) version \(report.summary.version) "
                    + "(\(-position.payment) minor units): \(reason)",
                document: document.text(), by: actor, needed: approvals))
    }
}
