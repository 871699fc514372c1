import Operations
import Partners
import Postgres
import Quantities
import Settlement

/// Reads and keeps what a cycle settles besides postings.
enum SettlingRows {
    /// The facts of a cycle.
    ///
    /// - Parameter snapshot: the terms that say who leaves; nobody where absent.
    static func facts(
        of cycle: Int64, leaving snapshot: CoalitionSnapshot?, _ connection: isolated PostgresConnection
    ) throws -> SettlingFacts {
        let id = PostgresValue.int64(cycle)
        let leaving = (snapshot?.partners.values.filter { $0.status == .leaving && $0.leavesOn != nil } ?? []).map(\.id)
        let answers = try connection.pipeline([
            AdjustmentStatements.ofCycle(id), AdjustmentStatements.defaults(id), AdjustmentStatements.departed(id),
            AdjustmentStatements.outstanding(id, .textArray(leaving.map(\.text))),
        ])
        var outstanding: [PartnerID: Int64] = [:]
        for row in answers[3] { outstanding[try PartnerID(row.text("issuer"))] = try row.int64("points") }
        return SettlingFacts(
            adjustments: try AdjustmentRows.adjustments(answers[0]), defaults: try defaults(answers[1], of: cycle),
            departed: Set(try answers[2].map { try PartnerID($0.text("partner")) }), outstanding: outstanding)
    }

    private static func defaults(_ rows: Rows, of cycle: Int64) throws -> [PartnerDefault] {
        try rows.map { row in
            PartnerDefault(
                cycle: cycle, partner: try PartnerID(row.text("partner")), version: try row.int64("version"),
                reason: try row.text("reason"), declaredAt: try row.instant("declared_at"),
                declaredBy: try row.text("declared_by"),
                funds: DefaultFunds(
                    collateral: try row.int64("collateral"), reserve: try row.int64("reserve"),
                    received: try row.int64("received")))
        }
    }

    /// Keeps the run-offs that a version ends with; those who have left before are known by theirs.
    static func keep(_ runOffs: [RunOffTerm], cycle: Int64, version: Int64) -> [StatementCall] {
        var (partners, points, amounts): ([String], [Int64], [Int64]) = ([], [], [])
        for term in runOffs {
            guard case .final(let outstanding, _) = term.runOff else { continue }
            partners.append(term.partner.text)
            points.append(outstanding.count)
            amounts.append(term.amount)
        }
        guard !partners.isEmpty else { return [] }
        return [
            AdjustmentStatements.keepRunOffs(
                .int64(cycle), .int64(version), .textArray(partners), .int64Array(points), .int64Array(amounts))
        ]
    }
}
