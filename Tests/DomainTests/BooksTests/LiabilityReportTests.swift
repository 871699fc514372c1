import Books
import CoalitionTestKit
import Partners
import Quantities
import Testing

@Suite struct `The liability report` {
    private static let today = LocalDay(year: 2026, month: 11, day: 30)

    @Test(
        arguments: [
            (-1, LiabilityAge.upTo30), (0, .upTo30), (30, .upTo30), (31, .upTo90), (90, .upTo90), (91, .upTo180),
            (180, .upTo180), (181, .upTo365), (365, .upTo365), (366, .older), (9999, .older),
        ] as [(Int64, LiabilityAge)])
    func `sorts by local days since earned`(days: Int64, age: LiabilityAge) {
        #expect(LiabilityAge(earnedOn: Self.today.adding(days: -days), asOf: Self.today) == age)
    }

    @Test(arguments: 1...30)
    func `sums over ages and issuers`(seed: Int) throws {
        var random = ModelRandom(seed: UInt64(seed))
        let points = (0..<200).map { _ in
            OutstandingPoints(
                issuer: random.one(of: RandomVintages.issuers) ?? .grocery,
                earnedOn: Self.today.adding(days: -Int64(random.number(0...500))),
                price: random.one(of: RandomVintages.prices) ?? .zero, available: Int64(random.number(0...999)),
                pending: Int64(random.number(0...99)), held: Int64(random.number(0...99)),
                lapsed: Int64(random.number(0...9)))
        }
        let report = try LiabilityReport.make(points, asOf: Self.today, pointValue: .of("0.0095"), currency: .ron)
        #expect(report.total.available == points.reduce(0) { $0 + $1.available }, "seed \(seed)")
        #expect(
            report.total.points == report.total.available + report.total.pending + report.total.held
                + report.total.lapsed, "seed \(seed)")
        for figure in [\LiabilityReport.Row.points, \.held, \.atIssuePrice, \.atPointValue] {
            #expect(report.issuers.reduce(0) { $0 + $1.total[keyPath: figure] } == report.total[keyPath: figure])
            #expect(report.buckets.reduce(0) { $0 + $1.row[keyPath: figure] } == report.total[keyPath: figure])
            for issuer in report.issuers {
                #expect(issuer.buckets.count == LiabilityAge.allCases.count)
                #expect(issuer.buckets.reduce(0) { $0 + $1.row[keyPath: figure] } == issuer.total[keyPath: figure])
            }
        }
    }

    @Test func `rounds money once for issuer and age, half to even`() throws {
        let points = [("0.005", 1), ("0.01", 2)].map { (price: String, count: Int64) in
            OutstandingPoints(
                issuer: .grocery, earnedOn: Self.today, price: .of(price), available: count, pending: 0, held: 0,
                lapsed: 0)
        }
        let report = try LiabilityReport.make(points, asOf: Self.today, pointValue: .of("0.01"), currency: .ron)
        // 0.5 + 2 minor units.
        #expect(report.total.atIssuePrice == 2)
        #expect(report.total.atPointValue == 3)
    }
}
