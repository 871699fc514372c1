import Books
import Operations
import Partners
import Payments
import Postgres
import Quantities

/// Books into the money ledger.
enum MoneyRows {
    /// Books transactions in order, in two round trips; those without postings are left out.
    ///
    /// - Throws: a database error when a reference is booked already: nothing of them is booked then.
    static func book(
        _ transactions: [MoneyTransaction], by actor: String, at now: Instant, _ connection: isolated PostgresConnection
    ) throws {
        let all = transactions.filter { !$0.postings.isEmpty }
        guard !all.isEmpty else { return }
        let added = try connection.execute(
            MoneyStatements.addTransactions,
            [
                .textArray(all.map(\.kind.rawValue)), .textArray(all.map(\.reference)), .int64Array(all.map(\.cycle)),
                .int64Array(all.map(\.version)), .textArray(all.map { $0.partner?.text }),
                .int4Array(all.map { $0.bookedOn.column }), .textArray(all.map(\.detail)), .instant(now), .text(actor),
            ])
        var ids: [String: Int64] = [:]
        for row in added { ids[try row.text("reference")] = try row.int64("id") }
        var columns: (ids: [Int64], places: [Int32], debits: [String], credits: [String], amounts: [Int64]) = (
            [], [], [], [], []
        )
        for transaction in all {
            guard let id = ids[transaction.reference] else { throw StoreError.failed("a transaction was not booked") }
            for (place, posting) in transaction.postings.enumerated() {
                columns.ids.append(id)
                columns.places.append(Int32(place))
                columns.debits.append(posting.debit.name)
                columns.credits.append(posting.credit.name)
                columns.amounts.append(posting.amount)
            }
        }
        try connection.execute(
            MoneyStatements.addPostings,
            [
                .int64Array(columns.ids), .int4Array(columns.places), .textArray(columns.debits),
                .textArray(columns.credits), .int64Array(columns.amounts),
            ])
    }

    /// Debits less credits of accounts; zero for one never used.
    static func balances(
        _ accounts: [MoneyAccount], _ connection: isolated PostgresConnection
    ) throws -> [MoneyAccount: Int64] {
        var balances: [MoneyAccount: Int64] = [:]
        for row in try connection.execute(MoneyStatements.balances, [.textArray(accounts.map(\.name))]) {
            if let account = MoneyAccount(name: try row.text("account")) {
                balances[account] = try row.int64("balance")
            }
        }
        return balances
    }

    /// What a version's obligations were booked as, in order.
    static func obligations(
        of cycle: Int64, version: Int64, _ connection: isolated PostgresConnection
    ) throws -> [MoneyPosting] {
        try connection.execute(MoneyStatements.obligations, [.int64(cycle), .int64(version)]).map {
            guard let debit = MoneyAccount(name: try $0.text("debit")),
                let credit = MoneyAccount(name: try $0.text("credit"))
            else { throw StoreError.failed("a posting names no known account") }
            return MoneyPosting(debit: debit, credit: credit, amount: try $0.int64("amount"))
        }
    }
}

extension LocalDay {
    /// The day as a `date` parameter counts it.
    var column: Int32 { Int32(clamping: dayNumber) }
}
