import Operations
import Partners
import Payments
import Postgres
import Quantities
import Settlement

/// Every account of money worked out anew: from the settlements in force, the adjustments, what was deposited, and what the
/// bank saw; nothing of it is read from the money ledger.
struct ExpectedMoney {
    /// Debits less credits by account, in minor units; accounts of nothing may be missing.
    private(set) var balances: [String: Int64] = [:]

    init(_ quarter: Quarter) async throws {
        for cycle in StoryCalendar.weeks {
            guard let settlement = try await quarter.hub.settlement.show(cycle).settlement else { continue }
            owe(settlement)
        }
        // What moved through the bank.
        for payment in try await quarter.hub.payments.payments() {
            guard let payout = quarter.bank.payouts[payment.endToEndID] else { continue }
            move("partner:\(payment.partner)", "bank", payout.amount)
        }
        for (partner, amount) in quarter.paidIn.values.flatMap({ $0 }) { move("bank", "partner:\(partner)", amount) }
        for (account, amount) in quarter.deposits { move("bank", account, amount) }
    }

    private mutating func owe(_ settlement: Settlement) {
        for position in settlement.positions {
            let account = "partner:\(position.partner)"
            move(account, "operator:clearing", position.grossDebit - position.grossCredit)
            move(account, "operator:fees", position.fee)
        }
        for adjustment in settlement.adjustments where adjustment.kind == .interest {
            // Interest stands in gross debits; it is income of its own.
            let earned = adjustment.legs[.operator] ?? 0
            move("operator:clearing", "operator:interest", earned)
        }
        for allocation in settlement.allocations {
            switch allocation.bearer {
            case .collateral: move("collateral:\(allocation.defaulter)", "operator:clearing", allocation.amount)
            case .reserve: move("reserve:\(allocation.defaulter)", "operator:clearing", allocation.amount)
            case .operatorShare, .operatorRest: move("operator:losses", "operator:clearing", allocation.amount)
            case .survivor: break
            }
        }
    }

    private mutating func move(_ debit: String, _ credit: String, _ amount: Int64) {
        balances[debit, default: 0] += amount
        balances[credit, default: 0] -= amount
    }
}

extension Quarter {
    /// Debits less credits of every account of the money ledger that was ever used.
    func moneyBalances() async throws -> [String: Int64] {
        try await hub.world.pool.withConnection { connection in
            var balances: [String: Int64] = [:]
            for row in try connection.execute(Self.balances) {
                balances[try row.text("account")] = try row.int64("balance")
            }
            return balances
        }
    }

    private static let balances = Statement(
        "story.money",
        """
        select account, sum(amount)::bigint as balance from (
            select debit as account, amount from money_posting union all select credit, -amount from money_posting
        ) as side group by account
        """)
}
