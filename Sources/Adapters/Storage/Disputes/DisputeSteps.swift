import Disputes
import Operations
import Partners
import Postgres
import Quantities
import Settlement

/// Steps of disputes within a transaction that has locked them.
struct DisputeSteps {
    let post: AdjustmentPosting
    let moment: DisputeTransactions.Moment
    let actor: String

    /// Posts what a step moves and writes the step down; nothing is posted when nothing moves.
    func finish(
        _ dispute: Dispute, to state: DisputeState, detail: String,
        posting: (kind: AdjustmentKind, legs: [PartnerID: Int64])?, corrects: [String],
        _ connection: isolated PostgresConnection
    ) throws {
        var adjustment: UniqueID?
        if let posting {
            var random = SystemRandomNumberGenerator()
            let draft = try AdjustmentDraft(
                id: UniqueID.make(at: moment.now, using: &random), kind: posting.kind,
                reason: Self.reason(posting.kind, dispute), corrects: corrects, legs: posting.legs, dispute: dispute.id)
            try post(draft, actor, moment.now, connection)
            adjustment = draft.id
        }
        var calls = [
            StatementCall(
                DisputeStatements.addEvent,
                [
                    .int64(dispute.id), .instant(moment.now), .text(actor), .text(state.rawValue), .text(detail),
                    .orNull(adjustment?.column, PostgresValue.uuid),
                ])
        ]
        if let adjustment {
            calls.append(
                StatementCall(DisputeStatements.addAdjustment, [.int64(dispute.id), .uuid(adjustment.column)]))
        }
        calls.append(
            AuditStatements.add(
                actor: actor, action: "dispute.\(state == .raised ? "raise" : state.rawValue)",
                subject: "dispute \(dispute.id)", detail: detail, at: moment.now))
        try connection.pipeline(calls)
    }

    /// Ends a dispute by a decision or a withdrawal.
    func end(
        _ dispute: Dispute, by event: DisputeEvent, reason: String, _ connection: isolated PostgresConnection
    ) throws {
        let (state, effect) = try dispute.state.after(event)
        let posting = try DisputeAmount.posted(by: effect, legs: dispute.legs, provisional: dispute.provisional)
        try connection.execute(
            DisputeStatements.decide,
            [.int64(dispute.id), .text(state.rawValue), .instant(moment.now), .text(actor), .text(reason)])
        let lines = try StatementPlaces.postings(of: dispute.partner, cycle: dispute.cycle, connection)
        let wanted = Set(dispute.lines)
        try finish(
            dispute, to: state, detail: reason, posting: posting,
            corrects: DisputedLines.corrected(
                lines.map(\.posting).filter { wanted.contains($0.line) }, cycle: CycleName.text(dispute.cycle)),
            connection)
    }

    /// Records the counterparty's answer.
    func answer(
        _ dispute: Dispute, _ answer: DisputeAnswer, _ connection: isolated PostgresConnection
    ) throws {
        let (state, _) = try dispute.state.after(.answer)
        try connection.execute(
            DisputeStatements.answer,
            [
                .int64(dispute.id), .text(answer.stance.rawValue), .orNull(answer.comment, PostgresValue.text),
                .orNull(answer.evidenceSHA256, PostgresValue.text), .text(actor),
            ])
        try finish(
            dispute, to: state, detail: answer.stance.rawValue, posting: nil, corrects: [], connection)
    }

    private static func reason(_ kind: AdjustmentKind, _ dispute: Dispute) -> String {
        let name = "dispute \(dispute.id) of \(dispute.partner), cycle \(CycleName.text(dispute.cycle))"
        return switch kind {
        case .provisional: "credited until \(name) is decided"
        case .provisionalReversal: "the provisional credit of \(name) is taken back"
        case .dispute, .correction, .interest: "\(name), is upheld: \(dispute.claim.reason.rawValue)"
        }
    }
}
