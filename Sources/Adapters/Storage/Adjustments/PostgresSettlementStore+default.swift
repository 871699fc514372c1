import Operations
import Partners
import Postgres
import Quantities
import Settlement
import Wire

extension PostgresSettlementStore {
    /// See ``SettlementStore/declareDefault(_:partner:reason:by:_:)``.
    public func declareDefault(
        _ cycle: Int64, partner: PartnerID, reason: String, by actor: String,
        _ decide: @escaping @Sendable (CycleFacts, PartnerDefault) throws(SettlementFailure) -> CycleChange
    ) async throws(SettlementFailure) {
        let settings = settings
        // Alone at the gate, as whoever changes terms: every node binds to the suspension before it posts again.
        try await writingAlone { connection in
            try connection.execute(SettlementStatements.lockCycles, [.int64(cycle)])
            // No money comes in while it is judged what the partner has not paid.
            try connection.execute(PaymentStatements.alone)
            let before = try CycleRows.facts(of: cycle, connection, settings)
            let added = try connection.execute(
                AdjustmentStatements.addDefault,
                [
                    .int64(cycle), .text(partner.text), .int64(before.state.version?.number ?? 0), .text(reason),
                    .instant(before.now), .text(actor),
                ])
            guard !added.isEmpty else { throw SettlementFailure.defaultRefused(.declaredBefore(partner)) }
            let facts = try CycleRows.facts(of: cycle, connection, settings)
            guard let declared = facts.settling.defaults.first(where: { $0.partner == partner }) else {
                throw SettlementFailure.defaultRefused(.unknownPartner(partner))
            }
            let rows = ChangeRows(facts: facts, change: try decide(facts, declared), actor: actor)
            try rows.write(connection)
            let suspension = try Suspension(of: partner, in: facts.terms?.snapshot, by: actor, at: facts.now)
            try connection.pipeline(suspension?.calls ?? [])
            try rows.tell(connection)
            if let entry = suspension?.entry { try connection.pipeline([entry]) }
        }
    }
}

/// A partner's new revision that says it is suspended.
private struct Suspension {
    let calls: [StatementCall]
    let entry: StatementCall

    /// The revision; `nil` for a partner that is suspended already, or unknown.
    init?(of partner: PartnerID, in snapshot: CoalitionSnapshot?, by actor: String, at now: Instant) throws {
        guard let snapshot, let known = snapshot.partners[partner], known.status != .suspended else { return nil }
        let suspended = Partner(
            id: known.id, name: known.name, kind: known.kind, status: .suspended, keys: known.keys,
            contracts: known.contracts, settlement: known.settlement, leavesOn: known.leavesOn)
        let revision = snapshot.revision + 1
        calls = [
            PostgresPartnerStore.setRevision(.int64(revision)),
            PostgresPartnerStore.addPartners(
                .textArray([partner.text]), .textArray([try PartnerDocument.text(of: suspended)]), .int64(revision)),
        ]
        entry = AuditStatements.add(
            actor: actor, action: "partner.suspend", subject: "partner \(partner)",
            detail: "it does not pay; revision \(revision)", before: "{\"status\":\"\(known.status.rawValue)\"}",
            after: "{\"status\":\"suspended\"}", at: now)
    }
}
