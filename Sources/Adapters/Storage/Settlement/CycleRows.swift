import Ledger
import Operations
import Partners
import Postgres
import Quantities
import Settlement

/// Reads cycles and their facts.
enum CycleRows {
    /// The state of a cycle's row, with the people who approved its version.
    static func state(_ row: Row, approvers: Set<String> = []) throws -> SettlementCycle {
        let counted = try row.int64("version")
        let dispatched = try row.optionalInt64("dispatched")
        let version = SettlementVersion(
            number: counted, supersedes: dispatched, digest: try row.optionalText("digest") ?? "",
            preparer: try row.optionalText("calculated_by").flatMap { Preparer.person($0) })
        switch SettlementCycle.Name(rawValue: try row.text("state")) {
        case .open: return .open
        case .closed: return .closed(VersionHistory(calculated: counted, dispatched: dispatched))
        case .calculated: return .calculated(version, approvers: approvers)
        case .approved: return .approved(version, approvers: approvers)
        case .dispatched: return .dispatched(version)
        case .settled: return .settled(version)
        case .aborted, nil: throw StoreError.failed("a cycle stands in no known state")
        }
    }

    static func summary(_ row: Row) throws -> CycleSummary {
        let state = try state(row)
        return CycleSummary(
            id: try row.int64("id"), state: state.name, version: state.version?.number ?? 0,
            openedAt: try row.instant("opened_at"), closedAt: try row.optionalInstant("closed_at"))
    }

    /// Sums of flows by key.
    static func flows(_ rows: Rows) throws -> [FlowKey: PointsDelta] {
        var flows: [FlowKey: PointsDelta] = [:]
        for row in rows {
            let flow = try FactRows.flow(row)
            flows[flow.key] = PointsDelta(flow.points)
        }
        return flows
    }

    /// The facts of a cycle; whoever changes it has locked its row before.
    static func facts(
        of cycle: Int64, _ connection: isolated PostgresConnection, _ settings: StoreSettings
    ) throws -> CycleFacts {
        let id = PostgresValue.int64(cycle)
        let answers = try connection.pipeline([
            SettlementStatements.cycle(id), SettlementStatements.flows(id), SettlementStatements.before(id),
            SettlementStatements.carriedOut(id), SettlementStatements.carriedOn(id),
            SettlementStatements.approvals(id), GateStatements.clock(.int64(settings.clockOffset())),
        ])
        let terms = try BindingTerms.read(connection, settings)
        guard let row = answers[0].first else { throw SettlementFailure.unknownCycle(cycle) }
        let approvals = try answers[5].map {
            CycleApproval(approver: try $0.text("approver"), at: try $0.instant("approved_at"))
        }
        var carriedIn = CarriedIn.known([:])
        if let before = answers[2].first {
            let state = try before.text("state")
            carriedIn =
                ["open", "closed"].contains(state)
                ? .unknown(before: try before.int64("id")) : .known(try amounts(answers[3], "carried_out"))
        }
        return CycleFacts(
            id: cycle, state: try state(row, approvers: Set(approvals.map(\.approver))),
            openedAt: try row.instant("opened_at"), closedAt: try row.optionalInstant("closed_at"),
            now: try answers[6].only().instant("now"), terms: terms,
            flows: try flows(answers[1]), carriedIn: carriedIn,
            carriedOn: try answers[4].first.map {
                CycleFacts.CarriedOn(cycle: try $0.int64("id"), amounts: try amounts(answers[4], "carried_in"))
            }, basis: try row.optionalText("terms").map { try SettlementBasisDocument.basis(of: $0) },
            approvals: approvals,
            settling: try SettlingRows.facts(of: cycle, leaving: terms?.snapshot, connection))
    }

    private static func amounts(_ rows: Rows, _ column: ColumnReference) throws -> [PartnerID: Int64] {
        var amounts: [PartnerID: Int64] = [:]
        for row in rows { amounts[try PartnerID(row.text("partner"))] = try row.int64(column) }
        return amounts
    }
}

/// The coalition's terms that bind, read anew only when they have changed.
enum BindingTerms {
    static func read(
        _ connection: isolated PostgresConnection, _ settings: StoreSettings
    ) throws -> CoalitionTerms? {
        let revision = try connection.execute(TermsReading.revision).only().int64("revision")
        if let known = settings.directory.current, known.snapshot.revision == revision { return known }
        guard let terms = try TermsReading.read(connection) else { return nil }
        settings.directory.learn(terms)
        return terms
    }
}
