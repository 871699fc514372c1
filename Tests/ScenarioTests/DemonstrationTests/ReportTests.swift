import Partners
import Quantities
import Settlement
import Testing

@testable import Demonstration

@Suite struct `The summary` {
    @Test(arguments: [(5_000, 50), (9_500, 95), (9_900, 99), (10_000, 100), (1, 1)])
    func `percentiles are nearest ranks`(basisPoints: Int, expected: Int) {
        let latencies = Latencies((1...100).map { UInt32($0) }.shuffled())
        #expect(latencies.percentile(basisPoints) == UInt32(expected))
    }

    @Test func `without answers every percentile is zero`() {
        #expect(Latencies([]).figures.allSatisfy { $0.microseconds == 0 })
    }

    @Test func `matrices of several cycles add up`() throws {
        let (cafe, fuel) = (try PartnerID("cafe"), try PartnerID("fuel"))
        func settlement(_ points: Int64) throws -> Settlement {
            let row = MatrixRow(
                issuer: cafe, redeemer: fuel, points: PointsDelta(points), debitAmount: points * 2, creditAmount: points
            )
            let position = Position(
                partner: .operator, grossDebit: 0, grossCredit: 0, fee: 0, carriedIn: 0, net: 0, carriedOut: 0)
            return Settlement(
                model: .issuerPays, currency: try CurrencyCode("RON"), closeDay: LocalDay(dayNumber: 0),
                valueDay: LocalDay(dayNumber: 2), matrix: [row], poolTerms: [], positions: [],
                operatorPosition: position)
        }
        let total = MatrixTotal([try settlement(100), try settlement(-30)])
        #expect(total.cell(cafe, fuel) == MatrixTotal.Cell(points: 70, debit: 140, credit: 70))
        #expect(total.cell(fuel, cafe) == MatrixTotal.Cell())
        let rows = total.rows(\.points) { "\($0)" }
        #expect(rows == [["issuer \\ redeemer", "fuel", "total"], ["cafe", "70", "70"], ["total", "70", "70"]])
    }

    @Test func `a report in which the audit did not run is not sound`() {
        #expect(DemonstrationReport().faults == ["the audit did not run"])
    }
}
