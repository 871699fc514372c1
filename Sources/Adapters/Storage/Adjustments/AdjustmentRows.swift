import Operations
import Partners
import Postgres
import Quantities
import Settlement

/// Posts and reads adjustments inside a transaction.
enum AdjustmentRows {
    /// Posts an adjustment into the cycle that is open while it shares the gate, as postings do; once for each id.
    ///
    /// The gate is shared first: a transaction that locks rows of its own besides shares the gate
    /// (`GateStatements.share`) before them, so that it never waits for the gate while somebody alone at it waits for those
    /// rows. Whoever asked writes the audit entry (``entry(of:by:)``), last in the transaction.
    ///
    /// - Returns: the adjustment as it stands; where the same draft was posted before, that one in its cycle.
    /// - Throws: ``SettlementFailure/unknownParty(_:)``, ``SettlementFailure/adjustmentDiffers(_:)``.
    static func post(
        _ draft: AdjustmentDraft, by actor: String, at now: Instant, _ connection: isolated PostgresConnection
    ) throws -> (posted: PostedAdjustment, isNew: Bool) {
        let legs = draft.legs.sorted { $0.key < $1.key }
        let answers = try connection.pipeline([
            StatementCall(GateStatements.share), StatementCall(GateStatements.openCycle),
            AdjustmentStatements.strangers(.textArray(legs.map(\.key.text))),
        ])
        if let stranger = answers[2].first {
            throw SettlementFailure.unknownParty(try PartnerID(stranger.text("party")))
        }
        let added = try connection.execute(
            AdjustmentStatements.add,
            [
                .uuid(draft.id.column), .int64(try answers[1].only().int64("id")), .text(draft.kind.rawValue),
                .text(draft.reason), .textArray(draft.corrects), .orNull(draft.dispute, PostgresValue.int64),
                .instant(now), .text(actor),
            ])
        guard let row = added.first else {
            let first = try read(try connection.execute(AdjustmentStatements.one, [.uuid(draft.id.column)]).only())
            guard first.adjustment.draft == draft else { throw SettlementFailure.adjustmentDiffers(draft.id) }
            return (first, false)
        }
        try connection.execute(
            AdjustmentStatements.addLegs,
            [.uuid(draft.id.column), .textArray(legs.map(\.key.text)), .int64Array(legs.map(\.value))])
        let adjustment = Adjustment(draft, madeAt: now, madeBy: actor)
        return (PostedAdjustment(cycle: try row.int64("cycle"), adjustment: adjustment), true)
    }

    /// The audit entry of an adjustment.
    static func entry(of posted: PostedAdjustment, by actor: String) -> StatementCall {
        let adjustment = posted.adjustment
        let legs = adjustment.legs.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return AuditStatements.add(
            actor: actor, action: "adjustment.post", subject: "adjustment \(adjustment.id)",
            detail:
                "\(adjustment.kind.rawValue) in cycle \(CycleName.text(posted.cycle)): \(legs); \(adjustment.reason)",
            after: AuditValues.text(of: adjustment), at: adjustment.madeAt)
    }

    /// The adjustments of a cycle, by id.
    static func adjustments(_ rows: Rows) throws -> [Adjustment] {
        try rows.map { try read($0).adjustment }
    }

    static func read(_ row: Row) throws -> PostedAdjustment {
        guard let kind = AdjustmentKind(rawValue: try row.text("kind")) else {
            throw StoreError.failed("an adjustment is of no known kind")
        }
        var legs: [PartnerID: Int64] = [:]
        for (party, amount) in zip(try row.textArray("parties"), try row.int64Array("amounts")) {
            guard let party, let amount else { throw StoreError.failed("a leg of an adjustment is empty") }
            legs[try PartnerID(party)] = amount
        }
        let draft = try AdjustmentDraft(
            id: row.identity("id"), kind: kind, reason: row.text("reason"),
            corrects: row.textArray("corrects").compactMap { $0 }, legs: legs, dispute: row.optionalInt64("dispute"))
        return PostedAdjustment(
            cycle: try row.int64("cycle"),
            adjustment: Adjustment(draft, madeAt: try row.instant("made_at"), madeBy: try row.text("made_by")))
    }
}
