import Operations
import Partners
import Payments
import Postgres
import Quantities

extension PostgresPaymentStore {
    /// See ``PaymentStore/remind()``.
    public func remind() async throws(PaymentFailure) -> Int {
        let store = self
        return try await writing { connection in
            let (now, terms) = try store.now(connection)
            guard let overdue = terms.snapshot.coalition.settlement.overdue else { return 0 }
            let today = terms.zone.day(of: now)
            var due: [(payment: Int64, partner: String, rung: Int, day: LocalDay, rest: Int64)] = []
            for row in try connection.execute(BankStatements.overdue, [.int4(today.column)]) {
                let reached = ReminderLadder.reached(
                    overdue, valueDay: try row.day("value_date"), today: today
                ) { store.isBusinessDay(terms.snapshot, $0) }
                let (payment, partner, rest) = (
                    try row.int64("id"), try row.text("partner"), try row.int64("rest")
                )
                due += reached.map { (payment, partner, $0.rung, $0.day, rest) }
            }
            guard !due.isEmpty else { return 0 }
            let added = try connection.execute(
                BankStatements.remind,
                [
                    .int64Array(due.map(\.payment)), .int4Array(due.map { Int32($0.rung) }),
                    .int4Array(due.map { $0.day.column }), .int64Array(due.map(\.rest)), .instant(now),
                ])
            var new: Set<[Int64]> = []
            for row in added { new.insert([try row.int64("payment_id"), Int64(try row.int4("rung"))]) }
            let told = due.filter { new.contains([$0.payment, Int64($0.rung)]) }
            guard !told.isEmpty else { return 0 }
            try connection.execute(
                BankStatements.alert,
                [
                    .textArray(told.map { _ in "payment_overdue" }), .textArray(told.map(\.partner)),
                    .textArray(
                        told.map {
                            "payment \($0.payment): \($0.rest) minor units open, reminder \($0.rung) of \($0.day)"
                        }),
                    .instant(now),
                ])
            return told.count
        }
    }

    /// See ``PaymentStore/interestDue()``: what is due is written down, and what is written down and not posted answered.
    public func interestDue() async throws(PaymentFailure) -> [InterestCharge] {
        let store = self
        return try await writing { connection in
            let (now, terms) = try store.now(connection)
            let today = terms.zone.day(of: now)
            let bearing = try connection.execute(
                BankStatements.bearing, [.int4(today.column), .instant(now)])
            var new: [(payment: Int64, place: Int32, until: LocalDay, amount: Int64)] = []
            for row in bearing {
                if let charge = try Self.charge(row, today: today) { new.append(charge) }
            }
            if !new.isEmpty {
                var random = SystemRandomNumberGenerator()
                try connection.execute(
                    BankStatements.addCharges,
                    [
                        .int64Array(new.map(\.payment)), .int4Array(new.map(\.place)),
                        .int4Array(new.map { $0.until.column }), .int64Array(new.map(\.amount)),
                        .identities(new.map { _ in UniqueID.make(at: now, using: &random) }), .instant(now),
                    ])
            }
            return try connection.execute(BankStatements.charges).map { row in
                let until = try row.day("until_day")
                let name = try row.text("end_to_end_id")
                return InterestCharge(
                    id: try row.identity("adjustment"), payment: try row.int64("payment_id"),
                    cycle: try row.int64("cycle"), partner: try PartnerID(row.text("partner")),
                    amount: try row.int64("amount"), until: until,
                    reason: "interest on the overdue payment \(name) up to \(until)", reference: name)
            }
        }
    }

    /// See ``PaymentStore/recordCharge(_:)``.
    public func recordCharge(_ charge: InterestCharge) async throws(PaymentFailure) {
        let store = self
        try await writing { connection in
            let (now, _) = try store.now(connection)
            try connection.execute(BankStatements.posted, [.uuid(charge.id.column), .instant(now)])
        }
    }

    private static func charge(
        _ row: Row, today: LocalDay
    ) throws -> (payment: Int64, place: Int32, until: LocalDay, amount: Int64)? {
        let valueDay = try row.day("value_date")
        let receipts = zip(try row.int4Array("days"), try row.int64Array("amounts")).compactMap { day, amount in
            day.flatMap { day in
                amount.map { OverdueInterest.Receipt(day: LocalDay(dayNumber: Int64(day)), amount: $0) }
            }
        }
        let isPaid = try row.text("state") == PaymentState.paid.rawValue
        guard
            let until = OverdueInterest.chargedUntil(
                valueDay: valueDay, today: today, paidOn: isPaid ? receipts.map(\.day).max() : nil)
        else { return nil }
        let (amount, rate) = (try row.int64("amount"), try Rate(millionths: row.int64("interest")))
        let total: Int64
        do throws(QuantityError) {
            total = try OverdueInterest.total(
                amount: amount, valueDay: valueDay, receipts: receipts, until: until, rate: rate)
        } catch {
            throw PaymentFailure.amountOutOfRange
        }
        let rest = total - (try row.int64("charged"))
        guard rest != 0 else { return nil }
        return (try row.int64("id"), try row.int4("place") + 1, until, rest)
    }
}
