import Operations
import Partners
import Postgres
import Quantities
import Settlement

/// Writes what was decided about a cycle, folders excepted.
struct ChangeRows {
    let facts: CycleFacts
    let change: CycleChange
    let actor: String

    func write(_ connection: isolated PostgresConnection) throws {
        let cycle = PostgresValue.int64(facts.id)
        let now = PostgresValue.instant(facts.now)
        var calls: [StatementCall] = []
        for effect in change.effects {
            switch effect {
            case .keepSettlement(let version): calls += keep(version)
            case .recordApproval(let person, let version):
                calls.append(
                    SettlementStatements.approve(
                        cycle, .int64(version.number), .text(person), .text(version.digest), now))
            case .withdraw(let version):
                // Its folders stay as they are and go on being pushed, so that no partner's count has a gap.
                calls.append(SettlementStatements.withdraw(cycle, .int64(version.number), now))
            case .sendFolders, .sendCopies, .bookPayments, .openNextCycle, .reopen:
                // Folders and payments are made after this; the last two never come here.
                break
            }
        }
        calls.append(SettlementStatements.move(cycle, .text(change.state.name.rawValue), .int64(versionsCalculated)))
        try connection.pipeline(calls)
        let payments = VersionPayments(facts: facts, actor: actor)
        for effect in change.effects {
            switch effect {
            case .withdraw(let version): try payments.withdraw(version, connection)
            case .bookPayments(let version): try payments.settle(version, connection)
            case .keepSettlement, .recordApproval, .sendFolders, .sendCopies, .openNextCycle, .reopen: break
            }
        }
    }

    /// Tells the audit trail, last in the transaction.
    func tell(_ connection: isolated PostgresConnection) throws {
        try connection.pipeline([
            AuditStatements.add(
                actor: actor, action: change.action, subject: "cycle \(CycleName.text(facts.id))",
                detail: change.detail, before: AuditValues.text(of: facts.state),
                after: AuditValues.text(of: change.state), at: facts.now)
        ])
    }

    private var versionsCalculated: Int64 {
        if case .closed(let history) = change.state { return history.calculated }
        return change.state.version?.number ?? 0
    }

    private func keep(_ version: SettlementVersion) -> [StatementCall] {
        guard let calculated = change.calculated else { return [] }
        let positions = calculated.settlement.positions
        return [
            SettlementStatements.keep(
                .int64(facts.id), .int64(version.number), .text(version.digest),
                .text(SettlementBasisDocument.text(of: calculated.basis)), .instant(facts.now), .text(actor)),
            SettlementStatements.keepPositions(
                .int64(facts.id), .int64(version.number), .textArray(positions.map(\.partner.text)),
                .int64Array(positions.map(\.grossDebit)), .int64Array(positions.map(\.grossCredit)),
                .int64Array(positions.map(\.fee)), .int64Array(positions.map(\.carriedIn)),
                .int64Array(positions.map(\.net)), .int64Array(positions.map(\.carriedOut))),
        ] + SettlingRows.keep(calculated.settlement.runOffs, cycle: facts.id, version: version.number)
    }
}
