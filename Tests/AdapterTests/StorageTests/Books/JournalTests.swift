import Books
import CoalitionTestKit
import Operations
import Partners
import Postgres
import Quantities
import Storage
import Synchronization
import Testing
import Wire

@Suite struct `The journal` {
    @Test(arguments: [20_261_122, 7, 4_711] as [UInt64])
    func `is accepted by both programs, and its balances are the hub's`(seed: UInt64) async throws {
        try await SettlementWorld.with(approvals: 0, partners: BooksHistory.partners) { world in
            var history = BooksHistory(world, seed: seed)
            try await history.live(steps: 700)
            let (text, summary) = try await history.journal(of: nil)
            let hub = try await Self.hubBalances(world)
            let named = Dictionary(
                summary.head.balances.map { (JournalText.name(of: $0.account), $0.closing) }
            ) { first, _ in first }
            #expect(named == hub, "seed \(seed)")
            #expect(summary.transactions > 200, "seed \(seed)")
            try AccountingPrograms.with(text) { programs in
                let hledger = try programs.run("hledger", "check", "--strict", "ordereddates")
                #expect(hledger.status == 0, "seed \(seed): \(hledger.output.prefix(500))")
                let ledger = try programs.run("ledger", "--pedantic", "--explicit", "balance")
                #expect(ledger.status == 0, "seed \(seed): \(ledger.output.prefix(500))")
                let balances = try programs.balances()
                #expect(balances.count >= hub.values.count { $0 != 0 }, "seed \(seed)")
                #expect(hub.contains { $0.key.hasSuffix(":Expired") }, "seed \(seed): nothing ever expired")
                for (account, figure) in hub {
                    let shown = account.contains(":Points:") ? "\(figure)" : Self.whole(figure)
                    #expect(Self.same(balances[account] ?? "0", shown), "seed \(seed): \(account)")
                }
            }
        }
    }

    @Test(arguments: [3, 99] as [UInt64])
    func `of a month closes with what the next opens with`(seed: UInt64) async throws {
        try await SettlementWorld.with(approvals: 0, partners: BooksHistory.partners) { world in
            var history = BooksHistory(world, seed: seed)
            try await history.live(steps: 400)
            let all = try await history.journal(of: nil).summary
            let last = CalendarMonth(of: try await history.today())
            var month = CalendarMonth(of: all.head.firstDay)
            var before: [JournalAccount: Int64] = [:]
            var transactions: Int64 = 0
            while month <= last {
                let (text, summary) = try await history.journal(of: month)
                let opening = summary.head.balances.filter { $0.opening != 0 }.map { ($0.account, $0.opening) }
                #expect(Dictionary(opening) { first, _ in first } == before, "seed \(seed), \(month)")
                before = Dictionary(
                    summary.head.balances.filter { $0.closing != 0 }.map { ($0.account, $0.closing) }
                ) { first, _ in first }
                transactions += summary.transactions
                if summary.transactions > 0 {
                    try AccountingPrograms.with(text) { programs in
                        let answer = try programs.run("hledger", "check", "--strict")
                        #expect(answer.status == 0, "seed \(seed), \(month): \(answer.output.prefix(500))")
                        let ledger = try programs.run("ledger", "--pedantic", "balance")
                        #expect(ledger.status == 0, "seed \(seed), \(month): \(ledger.output.prefix(500))")
                    }
                }
                month = month.next
            }
            #expect(transactions == all.transactions, "seed \(seed)")
            #expect(
                before
                    == Dictionary(all.head.balances.filter { $0.closing != 0 }.map { ($0.account, $0.closing) }) { $1 })
            await #expect(throws: BooksFailure.monthNotBegun(last.next)) {
                _ = try await history.desk.journal(of: last.next) { _ in }
            }
        }
    }

    @Test func `of an empty hub is accepted too, and without a coalition there is none`() async throws {
        try await SettlementWorld.with(partners: BooksHistory.partners) { world in
            let history = BooksHistory(world, seed: 1)
            let (text, summary) = try await history.journal(of: nil)
            #expect(summary.transactions == 0)
            try AccountingPrograms.with(text) { programs in
                let answer = try programs.run("hledger", "check", "--strict")
                #expect(answer.status == 0, "\(answer.output)")
            }
        }
        try await TestDatabase.with { database in
            _ = try await Migrator(connectionString: database.connectionString).migrate()
            let pool = database.pool()
            let settings = StoreSettings(
                connectionString: database.connectionString, keeper: PlainKeeper(), directory: CoalitionDirectory())
            let store = PostgresBooksStore(settings, pool: pool)
            await #expect(throws: BooksFailure.noCoalition) { _ = try await store.outstanding(asOf: nil) }
            await pool.close()
        }
    }

    @Test func `comes in pages of at most a thousand transactions`() async throws {
        try await SettlementWorld.with(partners: BooksHistory.partners) { world in
            try await world.run(
                """
                insert into maintenance_transaction (member_id, id, cycle, occurred_at, posted_at)
                    select md5('m' || n % 50)::uuid, md5('t' || n)::uuid, 1, now(), now() - n * interval '1 minute'
                    from generate_series(1, 2500) as n;
                insert into movement (transaction_id, place, cycle, kind, lot_id, issuer, points, issue_price,
                    redemption_rate)
                    select md5('t' || n)::uuid, 0, 1, 1, md5('l' || n)::uuid, 'grocery', 10, 10000, 0
                    from generate_series(1, 2500) as n;
                """)
            let sizes = Mutex<[Int]>([])
            let summary = try await BooksHistory(world, seed: 1).desk.journal(of: nil) { part in
                if case .entries(let entries) = part { sizes.withLock { $0.append(entries.count) } }
            }
            #expect(sizes.withLock { $0 } == [1000, 1000, 500])
            #expect(summary.transactions == 2500)
        }
    }

    @Test func `that cannot be written ends with the reason`() async throws {
        try await SettlementWorld.with(partners: BooksHistory.partners) { world in
            let history = BooksHistory(world, seed: 1)
            await #expect(throws: BooksFailure.notWritten("full")) {
                _ = try await history.desk.journal(of: nil) { _ in throw Full() }
            }
            // The connection goes on serving.
            let again = try await history.journal(of: nil).summary
            #expect(again.transactions == 0)
        }
    }

    struct Full: Error, CustomStringConvertible { let description = "full" }

    /// Every account by the audit and the money ledger's own sums, in the journal's names and signs.
    static func hubBalances(_ world: SettlementWorld) async throws -> [String: Int64] {
        var balances: [String: Int64] = [:]
        let report = try await PostgresLedgerAudit(pool: world.pool).check()
        // The money of these histories is invented: no cycle owes it, and no bank told of it.
        #expect(report.findings.filter { !["partner accounts", "suspense"].contains($0.law) } == [])
        var redeemed: [String: Int64] = [:]
        let pairs = try await world.pool.withConnection { connection in
            try connection.execute(Self.redeemed).map { row in
                (try row.text("issuer"), try row.text("redeemer"), try row.int64("points"))
            }
        }
        for (issuer, redeemer, points) in pairs {
            balances["Equity:Points:\(issuer):Redeemed:\(redeemer)"] = -points
            redeemed[issuer, default: 0] += points
        }
        for issuer in report.issuers {
            #expect(redeemed[issuer.issuer, default: 0] == issuer.redeemed)
            balances["Equity:Points:\(issuer.issuer):Issued"] = issuer.issued
            balances["Liabilities:Points:\(issuer.issuer):Outstanding"] = -issuer.outstanding
            for (name, figure) in [("Reversed", issuer.reversed), ("Expired", issuer.expired)]
            where figure != 0 { balances["Equity:Points:\(issuer.issuer):\(name)"] = -figure }
            balances["Liabilities:Points:\(issuer.issuer):Held"] = -issuer.held
        }
        let money = try await world.pool.withConnection { connection in
            try connection.execute(Self.money).map { (try $0.text("account"), try $0.int64("amount")) }
        }
        for (name, amount) in money {
            guard let account = MoneyAccount(name: name) else { continue }
            balances[JournalText.name(of: .money(account))] = amount
        }
        return balances
    }

    private static let redeemed = Statement(
        "tests.redeemed",
        """
        select issuer, redeemer, sum(points)::bigint as points from flow where kind = 'redeemed'
        group by 1, 2 order by 1, 2
        """)

    private static let money = Statement(
        "tests.money",
        """
        select account, sum(amount)::bigint as amount from (
            select debit as account, amount from money_posting union all select credit, -amount from money_posting) m
        group by 1
        """)

    private static func whole(_ minorUnits: Int64) -> String {
        let digits = "\(minorUnits.magnitude)"
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return (minorUnits < 0 ? "-" : "") + padded.dropLast(2) + "." + padded.suffix(2)
    }

    /// Whether two decimal figures are equal; programs write 0.00 as 0 and 5.10 as 5.1.
    private static func same(_ left: String, _ right: String) -> Bool {
        func plain(_ text: String) -> String {
            var text = text
            if text.contains(".") {
                while text.hasSuffix("0") { text.removeLast() }
                if text.hasSuffix(".") { text.removeLast() }
            }
            return text == "-0" ? "0" : text
        }
        return plain(left) == plain(right)
    }
}
