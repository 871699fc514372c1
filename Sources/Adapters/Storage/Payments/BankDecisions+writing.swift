import Books
import Operations
import Partners
import Payments
import Postgres
import Quantities

extension BankDecisions {
    /// Writes items, payments and books.
    func write(
        file: [UInt8], by actor: String, at now: Instant, _ connection: isolated PostgresConnection
    ) throws {
        let added = try connection.execute(BankStatements.addItems, [.bytes(file)] + columns)
        var ids: [String: Int64] = [:]
        for row in added { ids[try row.text("identity")] = try row.int64("id") }
        let calls = PaymentMove.calls(moves, by: actor, at: now)
        if !calls.isEmpty { try connection.pipeline(calls) }
        var transactions: [MoneyTransaction] = []
        for item in kept where item.isBooked {
            guard case .entry(let entry) = item.item, let id = ids[item.identity] else { continue }
            if let transaction = try Self.transaction(entry, item, move: item.move.map { moves[$0] }, id, today) {
                transactions.append(transaction)
            }
        }
        try MoneyRows.book(transactions, by: actor, at: now, connection)
    }

    /// One transaction an entry: what a payment took, and what stands on suspense.
    private static func transaction(
        _ entry: BankEntry, _ kept: Kept, move: PaymentMove?, _ id: Int64, _ today: LocalDay
    ) throws -> MoneyTransaction? {
        var postings: [MoneyPosting] = []
        do throws(QuantityError) {
            if let move { postings += try move.before.postings(booked: move.step.booked) }
            postings += try MoneyPosting.signed(
                debit: .bank, credit: .suspense, entry.side == .credit ? kept.suspense : -kept.suspense)
        } catch {
            throw PaymentFailure.amountOutOfRange
        }
        guard !postings.isEmpty else { return nil }
        let kind: MoneyTransactionKind =
            switch (move?.event, entry.side) {
            case (nil, _): .suspense
            case (.returned, _): .paymentReturned
            case (_, .debit): .paymentOut
            case (_, .credit): .paymentIn
            }
        return MoneyTransaction(
            kind: kind, reference: "bank:\(id)", cycle: move?.before.cycle, version: move?.before.version,
            partner: move?.before.partner, bookedOn: entry.bookingDay ?? entry.valueDay ?? today,
            detail: move.map { "bank entry for \($0.before.endToEndID)" } ?? "bank entry \(id), nobody found yet",
            postings: postings)
    }

    private var columns: [PostgresValue] {
        let entries = kept.map { item -> BankEntry? in
            if case .entry(let entry) = item.item { entry } else { nil }
        }
        let names = kept.map { item -> String? in
            switch item.item {
            case .status(let status): status.endToEndID ?? status.originalMessageID
            case .entry(let entry): entry.endToEndID
            }
        }
        let remarks = kept.map { item -> String in
            switch item.item {
            case .status(let status):
                [status.originalMessageID, status.code, status.reasonCode, status.reasonText].compactMap { $0 }
                    .joined(separator: " ")
            case .entry(let entry): ((entry.references + [entry.remittance]).joined(separator: " "))
            }
        }
        return [
            .textArray(kept.map(\.identity)), .textArray(entries.map { $0 == nil ? "status" : "entry" }),
            .textArray(entries.map { $0?.side.rawValue }), .int64Array(entries.map { $0?.amount.minorUnits }),
            .textArray(entries.map { $0?.amount.currency.letters }), .int4Array(entries.map { $0?.bookingDay?.column }),
            .int4Array(entries.map { $0?.valueDay?.column }),
            .textArray(entries.map { $0?.servicerReference.map { String($0.prefix(140)) } }),
            .textArray(names.map { $0.map { String($0.prefix(140)) } }),
            .textArray(remarks.map { String($0.prefix(1000)) }),
            .boolArray(entries.map { $0.map { $0.isReversal || $0.returnReasonCode != nil } ?? false }),
            .textArray(entries.map { $0?.counterpartyName.map { String($0.prefix(140)) } }),
            .textArray(kept.map(\.fit.rawValue)), .textArray(kept.map { $0.reason?.rawValue }),
            .int64Array(kept.map(\.payment)), .int64Array(kept.map(\.suspense)),
        ]
    }
}
