import Books
import CoalitionTestKit
import Operations
import Partners
import Quantities
import Storage
import Testing

@Suite struct `Reports over the real ledger` {
    @Test(arguments: [1, 12, 123] as [UInt64])
    func `tell what lots and postings hold`(seed: UInt64) async throws {
        try await SettlementWorld.with(approvals: 0, partners: BooksHistory.partners) { world in
            var history = BooksHistory(world, seed: seed)
            try await history.live(steps: 600)
            let desk = history.desk
            let now = try await desk.liability()
            let outstanding = try await world.scalar("select coalesce(sum(remaining + held), 0)::bigint from lot")
            #expect(now.total.points == outstanding, "seed \(seed)")
            let held = try await world.scalar("select coalesce(sum(held), 0)::bigint from lot")
            #expect(now.total.held == held)
            #expect(now.buckets.reduce(0) { $0 + $1.row.atIssuePrice } == now.total.atIssuePrice)

            let audit = try await PostgresLedgerAudit(pool: world.pool).check()
            for issuer in now.issuers {
                let kept = audit.issuers.first { $0.issuer == issuer.issuer.text }
                #expect(issuer.total.points == (kept?.outstanding ?? 0) + (kept?.held ?? 0), "seed \(seed)")
            }
            let month = CalendarMonth(of: now.asOf)
            let report = try await desk.deferredRevenue(month: month)
            #expect(report.total.points.closing == outstanding, "seed \(seed)")
            let before = try await desk.liability(asOf: month.previous.lastDay)
            #expect(report.total.points.opening == before.total.points)
            let breakage = try await desk.breakage()
            #expect(breakage.total.outstanding == outstanding)
            #expect(breakage.total.deferred == report.total.money.closing)

            await #expect(throws: BooksFailure.dayNotBegun(now.asOf.adding(days: 1))) {
                _ = try await desk.liability(asOf: now.asOf.adding(days: 1))
            }
        }
    }

    @Test func `chain from month to month over the whole history`() async throws {
        try await SettlementWorld.with(approvals: 0, partners: BooksHistory.partners) { world in
            var history = BooksHistory(world, seed: 5)
            try await history.live(steps: 400)
            let last = CalendarMonth(of: try await history.today())
            var month = CalendarMonth(of: try await history.journal(of: nil).summary.head.firstDay)
            var closing: DeferredRevenue.Row?
            while month <= last {
                let report = try await history.desk.deferredRevenue(month: month)
                #expect(report.total.points.opening == (closing?.points.closing ?? 0), "\(month)")
                #expect(report.total.money.opening == (closing?.money.closing ?? 0), "\(month)")
                #expect(report.total.points.isBalanced && report.total.money.isBalanced, "\(month)")
                closing = report.total
                month = month.next
            }
        }
    }
}
