import Books
import Operations
import Partners
import Payments
import Postgres
import Quantities

extension PostgresPaymentStore {
    /// See ``PaymentStore/release(_:again:by:)``.
    public func release(
        _ cycle: Int64?, again: Bool, by actor: String
    ) async throws(PaymentFailure) -> ReleaseReport {
        let store = self
        return try await writing { connection in
            // Looked at without the lock first: a node with nothing to do does not wait for an import.
            if let cycle, try connection.execute(PaymentStatements.wentOut, [.int64(cycle)]).isEmpty {
                throw PaymentFailure.cycleNotDispatched(cycle)
            }
            let due: [PaymentState] = again ? [.rejected, .returned] : [.pending]
            guard !(try connection.execute(PaymentStatements.anyDue, [.textArray(due.map(\.rawValue))]).isEmpty) else {
                return ReleaseReport(messages: [], payments: 0, waiting: [], withoutAccount: 0)
            }
            try connection.execute(PaymentStatements.alone)
            let (now, terms) = try store.now(connection)
            var release = Releasing(
                rows: InstructionRows(snapshot: terms.snapshot, actor: actor, now: now, maker: store.maker),
                again: again, today: terms.zone.day(of: now))
            return try release.run(cycle, connection)
        }
    }
}

/// One release of what may be paid, the payments' lock held.
private struct Releasing {
    private struct Version: Hashable {
        let cycle: Int64
        let version: Int64
    }

    let rows: InstructionRows
    let again: Bool
    let today: LocalDay
    private var messages: [String] = []
    private var paid = 0
    private var waiting: [ReleaseReport.Waiting] = []
    private var withoutAccount = 0

    init(rows: InstructionRows, again: Bool, today: LocalDay) {
        self.rows = rows
        self.again = again
        self.today = today
    }

    mutating func run(_ cycle: Int64?, _ connection: isolated PostgresConnection) throws -> ReleaseReport {
        let open = try connection.execute(PaymentStatements.open, [.orNull(cycle, PostgresValue.int64)]).map {
            try PaymentMove.payment($0)
        }
        let due = open.filter { payment in
            guard payment.direction == .outgoing, payment.cycle == cycle ?? payment.cycle else { return false }
            return again ? payment.state == .rejected || payment.state == .returned : payment.state == .pending
        }
        let debtors = Set(open.filter { $0.direction == .incoming }.map(\.partner)).sorted()
        let balances = try MoneyRows.balances(debtors.map { .collateral($0) }, connection)
        let collateral = Dictionary(uniqueKeysWithValues: debtors.map { ($0, 0 - (balances[.collateral($0)] ?? 0)) })
        var prepared: [Version: [(message: String, payments: [Int64])]] = [:]
        for row in try connection.execute(InstructionStatements.waiting, [.orNull(cycle, PostgresValue.int64)]) {
            let version = Version(cycle: try row.int64("cycle"), version: try row.int64("version"))
            prepared[version, default: []].append(
                (try row.text("message_id"), try row.int64Array("payments").compactMap { $0 }))
        }
        let byVersion = Dictionary(grouping: due) { Version(cycle: $0.cycle, version: $0.version) }
        for (version, payments) in byVersion.sorted(by: {
            ($0.key.cycle, $0.key.version) < ($1.key.cycle, $1.key.version)
        }) {
            if !again, rows.snapshot.coalition.settlement.payCreditors == .funded {
                let funding = Funding(cycle: version.cycle, payments: open, collateral: collateral)
                guard funding.isFunded else {
                    waiting.append(ReleaseReport.Waiting(cycle: version.cycle, gaps: funding.gaps))
                    continue
                }
            }
            try release(version, payments, prepared: again ? [] : prepared[version] ?? [], connection)
        }
        return ReleaseReport(messages: messages, payments: paid, waiting: waiting, withoutAccount: withoutAccount)
    }

    /// Prepared messages go as they are while all their payments are due; else their payments go into a new one.
    private mutating func release(
        _ version: Version, _ payments: [Payment], prepared: [(message: String, payments: [Int64])],
        _ connection: isolated PostgresConnection
    ) throws {
        var left = Dictionary(uniqueKeysWithValues: payments.map { ($0.id, $0) })
        for (message, ids) in prepared {
            let members = ids.compactMap { left[$0] }
            guard members.count == ids.count else {
                try connection.execute(InstructionStatements.void, [.textArray([message]), .instant(rows.now)])
                continue
            }
            try rows.release(message, members, today: today, connection)
            messages.append(message)
            paid += members.count
            for id in ids { left[id] = nil }
        }
        let rest = left.values.sorted { $0.partner < $1.partner }
        guard !rest.isEmpty else { return }
        let made = try rows.instruct(
            rest, cycle: version.cycle, version: version.version, today: today, connection)
        if let message = made.message { messages.append(message) }
        paid += made.paid
        withoutAccount += made.without
    }
}
