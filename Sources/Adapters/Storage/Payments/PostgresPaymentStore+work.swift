import Books
import Operations
import Partners
import Payments
import Postgres
import Quantities

extension PostgresPaymentStore {
    /// See ``PaymentStore/workList()``.
    public func workList() async throws(PaymentFailure) -> WorkList {
        let store = self
        return try await reading { connection in
            let (now, terms) = try store.now(connection)
            let answers = try connection.pipeline([
                StatementCall(BankStatements.work),
                PaymentStatements.waiting(.int4(terms.zone.day(of: now).column)),
                StatementCall(BankStatements.reminders),
            ])
            var reminders: [Int64: Int] = [:]
            for row in answers[2] { reminders[try row.int64("payment_id")] = Int(try row.int4("rung")) }
            return WorkList(
                items: try answers[0].map { try Self.item($0) },
                payments: try answers[1].map { try PaymentMove.payment($0) }, reminders: reminders)
        }
    }

    /// See ``PaymentStore/assign(_:to:by:)``.
    public func assign(
        _ item: Int64, to payment: Int64, by actor: String
    ) async throws(PaymentFailure) -> Payment {
        let store = self
        return try await writing { connection in
            try connection.execute(PaymentStatements.alone)
            let (now, terms) = try store.now(connection)
            let waiting = try SuspendedEntry(item, connection)
            guard let row = try connection.execute(PaymentStatements.one, [.int64(payment)]).first else {
                throw PaymentFailure.unknownPayment(payment)
            }
            let found = try PaymentMove.payment(row)
            let match = BankMatch(waiting.entry, payment: found)
            guard let step = match.step, let event = match.event else {
                throw PaymentFailure.itemDoesNotFit(
                    item: item, payment: payment, match.reason ?? .unknownID)
            }
            let today = terms.zone.day(of: now)
            let move = PaymentMove(
                found, event, step, countedOn: waiting.entry.valueDay ?? today, detail: "bank item \(item)")
            let taken = waiting.suspense - match.suspense
            // What had been booked by hand moves from suspense back to the bank, where that booking stands.
            let confirmed = taken - Int64(clamping: step.booked.magnitude)
            let postings: [MoneyPosting]
            do throws(QuantityError) {
                postings =
                    try found.postings(booked: step.booked, through: .suspense)
                    + MoneyPosting.signed(
                        debit: .suspense, credit: .bank, waiting.entry.side == .credit ? confirmed : -confirmed)
            } catch {
                throw PaymentFailure.amountOutOfRange
            }
            try MoneyRows.book(
                [
                    MoneyTransaction(
                        kind: .assignment, reference: "assignment:\(item):\(payment)", cycle: found.cycle,
                        version: found.version, partner: found.partner, bookedOn: today,
                        detail: "bank item \(item) assigned to \(found.endToEndID)", postings: postings)
                ], by: actor, at: now, connection)
            try connection.pipeline(
                PaymentMove.calls([move], by: actor, at: now) + [
                    BankStatements.decide(
                        .int64(item), .text(match.suspense == 0 ? "assigned" : "partly_matched"), .int64(payment),
                        .int64(match.suspense), .text(actor), .instant(now), .text("assigned to payment \(payment)")),
                    AuditStatements.add(
                        actor: actor, action: "bank.assign", subject: "bank item \(item)",
                        detail: "to payment \(payment), \(found.endToEndID)", at: now),
                ])
            return step.payment
        }
    }

    /// See ``PaymentStore/ignore(_:reason:by:)``.
    public func ignore(_ item: Int64, reason: String, by actor: String) async throws(PaymentFailure) {
        let store = self
        try await writing { connection in
            let (now, _) = try store.now(connection)
            let row = try SuspendedEntry.row(item, connection)
            try connection.pipeline([
                BankStatements.decide(
                    .int64(item), .text("ignored"), .null, .int64(try row.int64("suspense")), .text(actor),
                    .instant(now), .text(String(reason.prefix(500)))),
                AuditStatements.add(
                    actor: actor, action: "bank.ignore", subject: "bank item \(item)",
                    detail: String(reason.prefix(500)), at: now),
            ])
        }
    }

    private static func item(_ row: Row) throws -> WorkItem {
        let id = try row.int64("id")
        var amount: Money?
        if let minorUnits = try row.optionalInt64("amount"), let currency = try row.optionalText("currency") {
            amount = Money(minorUnits: minorUnits, currency: try CurrencyCode(currency))
        }
        let reference = try row.optionalText("servicer_reference")
        return WorkItem(
            id: id, isEntry: try row.text("kind") == "entry", fit: try row.text("state"),
            reason: try row.optionalText("reason").flatMap(MismatchReason.init(rawValue:)), amount: amount,
            side: try row.optionalText("side").flatMap(EntrySide.init(rawValue:)),
            bookingDay: try row.optionalDay("booking_day"),
            name: try row.optionalText("end_to_end_id") ?? reference ?? "", remittance: try row.text("remittance"),
            counterparty: try row.optionalText("counterparty"), payment: try row.optionalInt64("payment_id"),
            suspense: try row.int64("suspense"))
    }
}

/// An entry that waits in the work list, with what of it stands on suspense.
struct SuspendedEntry {
    /// The entry as far as money needs it; its amount is what stands on suspense.
    let entry: BankEntry
    let suspense: Int64

    /// Locks an item that waits and reads it.
    ///
    /// - Throws: ``PaymentFailure/unknownItem(_:)``, ``PaymentFailure/itemDecided(_:)``,
    ///   ``PaymentFailure/itemWithoutMoney(_:)``.
    init(_ item: Int64, _ connection: isolated PostgresConnection) throws {
        let row = try Self.row(item, connection)
        suspense = try row.int64("suspense")
        guard suspense > 0, let side = try row.optionalText("side").flatMap(EntrySide.init(rawValue:)),
            let currency = try row.optionalText("currency")
        else { throw PaymentFailure.itemWithoutMoney(item) }
        entry = BankEntry(
            amount: Money(minorUnits: suspense, currency: try CurrencyCode(currency)), side: side,
            bookingDay: try row.optionalDay("booking_day"), valueDay: try row.optionalDay("value_day"),
            endToEndID: try row.optionalText("end_to_end_id"), isReversal: try row.bool("is_return"))
    }

    /// Locks an item that waits.
    static func row(_ item: Int64, _ connection: isolated PostgresConnection) throws -> Row {
        guard let row = try connection.execute(BankStatements.item, [.int64(item)]).first else {
            throw PaymentFailure.unknownItem(item)
        }
        guard ["unmatched", "partly_matched"].contains(try row.text("state")) else {
            throw PaymentFailure.itemDecided(item)
        }
        return row
    }
}
