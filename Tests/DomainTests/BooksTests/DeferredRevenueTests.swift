import CoalitionTestKit
import Partners
import Quantities
import Testing

@testable import Books

@Suite struct `Deferred revenue` {
    @Test(arguments: 1...40)
    func `closes with opening and movements, chains over months and sums over issuers`(seed: Int) throws {
        let vintages = RandomVintages(seed: UInt64(seed))
        var month = vintages.first.previous
        var before = try DeferredRevenue.rollForward(vintages.flows, month: month, currency: .ron)
        #expect(before.total.points.isEmpty && before.total.money.isEmpty)
        while month <= vintages.last {
            month = month.next
            let report = try DeferredRevenue.rollForward(vintages.flows, month: month, currency: .ron)
            let rows = report.issuers.map(\.row) + [report.total]
            #expect(rows.allSatisfy { $0.points.isBalanced && $0.money.isBalanced }, "seed \(seed), \(month)")
            #expect(rows.allSatisfy { $0.points.changeOfEstimate == 0 })
            for issuer in report.issuers {
                let earlier = before.issuers.first { $0.issuer == issuer.issuer }?.row
                #expect(issuer.row.money.opening == earlier?.money.closing ?? 0, "seed \(seed), \(month)")
                #expect(issuer.row.points.opening == earlier?.points.closing ?? 0, "seed \(seed), \(month)")
            }
            var sum = DeferredRevenue.Row()
            for issuer in report.issuers { try sum.add(issuer.row) }
            #expect(sum == report.total, "seed \(seed), \(month)")
            #expect(
                report.total.points.closing == vintages.outstanding(at: month).values.reduce(0, +),
                "seed \(seed), \(month)")
            before = report
        }
    }

    @Test(arguments: 1...20)
    func `without any expiry is what is outstanding at its price`(seed: Int) throws {
        let vintages = RandomVintages(seed: UInt64(seed), months: 12, life: 99)
        let report = try DeferredRevenue.rollForward(vintages.flows, month: vintages.last, currency: .ron)
        #expect(report.total.money.changeOfEstimate == 0, "seed \(seed)")
        let breakage = try BreakageReport.make(vintages.flows, month: vintages.last, currency: .ron)
        #expect(breakage.total.expectedBreakage == 0, "seed \(seed)")
        #expect(breakage.total.deferred == breakage.total.deferredWithoutBreakage, "seed \(seed)")
        for issuer in report.issuers {
            var worth: Int64 = 0
            for (price, points) in vintages.outstanding(at: vintages.last, of: issuer.issuer) {
                worth += try price.amount(of: PointsDelta(points), in: .ron).minorUnits
            }
            // Rounded for each vintage here, once for each price there.
            #expect(abs(issuer.row.money.closing - worth) <= 12, "seed \(seed)")
        }
    }

    @Test(arguments: 1...20)
    func `with breakage lies between what is expected to be redeemed and all of it`(seed: Int) throws {
        let vintages = RandomVintages(seed: UInt64(seed))
        let report = try BreakageReport.make(vintages.flows, month: vintages.last, currency: .ron)
        let total = report.total
        #expect(total.expectedBreakage > 0 && total.expectedRedeemed > 0, "seed \(seed)")
        #expect(total.deferred <= total.deferredWithoutBreakage, "seed \(seed)")
        #expect(total.deferred >= total.deferredWithoutBreakage - total.breakageValue - 200, "seed \(seed)")
        #expect(total.deferredIfLarger <= total.deferred && total.deferred <= total.deferredIfSmaller, "seed \(seed)")
        #expect(total.outstanding == total.expectedRedeemed + total.expectedBreakage)
        let rolled = try DeferredRevenue.rollForward(vintages.flows, month: vintages.last, currency: .ron)
        #expect(rolled.total.money.closing == total.deferred, "seed \(seed)")
    }

    @Test(arguments: 1...10)
    func `of a month does not depend on what comes later`(seed: Int) throws {
        let vintages = RandomVintages(seed: UInt64(seed))
        let month = CalendarMonth(number: vintages.first.number + 17)
        let known = vintages.flows.filter { $0.month <= month }
        #expect(
            try DeferredRevenue.rollForward(vintages.flows, month: month, currency: .ron)
                == DeferredRevenue.rollForward(known, month: month, currency: .ron), "seed \(seed)")
    }

    /// Redeemed, outstanding, share ever redeemed, and what waits, all but the first two in millionths.
    @Test(arguments: [
        (0, 1000, 1_000_000, 1_000_000_000), (700, 300, 1_000_000, 300_000_000), (0, 1000, 800_000, 1_000_000_000),
        // 400 of 800 expected are redeemed: half of the price of 1000 has been earned.
        (400, 600, 666_667, 500_000_150), (800, 200, 0, 0), (0, 0, 500_000, 0), (5, -3, 500_000, 0),
    ])
    func `of a vintage is earned in the proportion of redemptions`(
        redeemed: Int64, outstanding: Int64, share: Int64, waiting: Int
    ) throws {
        let millionths = try DeferredRevenue.deferredMillionths(
            redeemed: redeemed, outstanding: outstanding, everRedeemed: share)
        #expect(abs(Int64(millionths) - Int64(waiting)) <= 150)
    }

    @Test func `too large for 64 bits is refused, not wrapped`() throws {
        let flow = VintageFlow(
            issuer: .grocery, vintage: CalendarMonth(number: 0), month: CalendarMonth(number: 0), movement: .issued,
            points: .max, price: .largest)
        #expect(throws: QuantityError.overflow) {
            _ = try DeferredRevenue.rollForward([flow], month: CalendarMonth(number: 0), currency: .ron)
        }
    }
}
