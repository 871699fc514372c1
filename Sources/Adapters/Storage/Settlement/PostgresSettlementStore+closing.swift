import Operations
import Partners
import Postgres
import Quantities
import Settlement

extension PostgresSettlementStore {
    /// The most members with something due that the close itself posts for, while everybody waits.
    public static let mostDueAtTheGate = 50

    /// See ``SettlementStore/conservationBreaks()``.
    public func conservationBreaks() async throws(SettlementFailure) -> [ConservationBreak] {
        try await reading { connection in
            try connection.execute(ClosingStatements.conservation).map {
                ConservationBreak(
                    issuer: try PartnerID($0.text("issuer")), figure: try $0.text("figure"),
                    flows: try $0.int64("flows"), lots: try $0.int64("lots"))
            }
        }
    }

    /// See ``SettlementStore/close(expecting:cutOff:by:)``.
    public func close(
        expecting expected: Int64, cutOff: Instant?, by actor: String
    ) async throws(SettlementFailure) -> Bool {
        let settings = settings
        do {
            return try await pool.withGateAlone { connection in
                let answers = try connection.pipeline([
                    StatementCall(SettlementStatements.open), GateStatements.clock(.int64(settings.clockOffset())),
                ])
                let open = try answers[0].only().int64("id")
                guard open == expected else { throw SettlementFailure.notOpen(expected: expected, open: open) }
                let now = try answers[1].only().instant("now")
                if let terms = try BindingTerms.read(connection, settings) {
                    let due = try MaintenanceRows.due(limit: Self.mostDueAtTheGate + 1, at: now, connection)
                    guard due.count <= Self.mostDueAtTheGate else { return false }
                    _ = try MaintenanceRows.post(due, cycle: open, at: now, terms: terms, connection)
                }
                try connection.pipeline([
                    SettlementStatements.close(
                        .int64(open), .instant(now), .orNull(cutOff, PostgresValue.instant)),
                    SettlementStatements.openNext(.instant(now)),
                    AuditStatements.add(
                        actor: actor, action: "cycle.close", subject: "cycle \(CycleName.text(open))",
                        detail: cutOff.map { "for the cut-off \($0)" } ?? "by hand",
                        before: AuditValues.text(of: .open), after: AuditValues.text(of: .closed(.none)), at: now),
                    StatementCall(.commit),
                ])
                return true
            }
        } catch {
            throw SettlementFailure(any: error)
        }
    }

    /// See ``SettlementStore/fold(_:of:)``.
    public func fold(_ folding: Folding, of cycle: Int64) async throws(SettlementFailure) {
        let isWhole = PostgresValue.bool(folding == .whole)
        do {
            let folded = try await pool.withTransaction { connection in
                var calls = [
                    ClosingStatements.foldFlows(.int64(cycle), isWhole), ClosingStatements.foldHoldings(isWhole),
                ]
                if folding == .whole { calls.insert(StatementCall(ClosingStatements.foldAlone), at: 0) }
                return try connection.pipeline(calls).suffix(2).contains { $0.affected > 0 }
            }
            guard folded else { return }
            try await pool.withConnection { try $0.simple(ClosingStatements.clean, name: "closing.clean") }
        } catch {
            throw SettlementFailure(any: error)
        }
    }
}
