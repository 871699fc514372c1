import Disputes
import Operations
import Partners
import Postgres
import Quantities

/// A dispute's row, with what only the hub knows of it.
struct DisputeRow {
    let dispute: Dispute
    /// Who answered, as the audit trail names people.
    let answeredBy: String?

    init(_ row: Row) throws {
        let partner = try PartnerID(row.text("partner"))
        var legs: [PartnerID: Int64] = [:]
        for (party, amount) in zip(try row.textArray("leg_parties"), try row.int64Array("leg_amounts")) {
            if let party, let amount { legs[try PartnerID(party)] = amount }
        }
        let provisional = try row.int64("provisional")
        guard let reason = DisputeReason(rawValue: try row.text("reason")),
            let state = DisputeState(rawValue: try row.text("state"))
        else { throw StoreError.failed("a dispute stands in no known state") }
        let lines = try row.int64Array("line_numbers").compactMap { $0 }
        var decision: DisputeDecision?
        if let at = try row.optionalInstant("decided_at") {
            decision = DisputeDecision(at: at, by: try row.text("decided_by"), reason: try row.text("decision"))
        }
        let stance = try row.optionalText("stance").flatMap { DisputeStance(rawValue: $0) }
        let answerComment = try row.optionalText("answer_comment")
        let answerEvidence = try row.optionalText("answer_evidence")
        dispute = Dispute(
            id: try row.int64("id"), cycle: try row.int64("cycle"), version: try row.int64("version"),
            number: try row.int64("number"), partner: partner,
            counterparty: try PartnerID(row.text("counterparty")),
            claim: DisputeClaim(
                reason: reason, messageIDs: try row.textArray("message_ids").compactMap { $0 }, lines: lines,
                evidenceSHA256: try row.optionalText("evidence"), comment: try row.optionalText("comment")),
            lines: lines, legs: legs,
            provisional: provisional == 0 ? [:] : [partner: provisional, .operator: -provisional], state: state,
            raisedAt: try row.instant("raised_at"), raisedBy: try row.text("raised_by"),
            answerBy: try row.optionalDate("answer_by").map { LocalDay(dayNumber: Int64($0)) },
            answer: stance.map {
                DisputeAnswer(stance: $0, comment: answerComment, evidenceSHA256: answerEvidence)
            },
            decision: decision,
            adjustments: try row.uuidArray("adjustments").compactMap { $0.map { UniqueID(column: $0) } })
        answeredBy = try row.optionalText("answered_by")
    }

    /// Reads one; `nil` when there is none.
    static func find(
        _ id: Int64, locking: Bool, _ connection: isolated PostgresConnection
    ) throws -> DisputeRow? {
        let statement = locking ? DisputeStatements.lock : DisputeStatements.dispute
        return try connection.execute(statement, [.int64(id)]).first.map { try DisputeRow($0) }
    }
}
