import CoalitionTestKit
import Partners
import Quantities
import Settlement
import Testing

@Suite struct `Laws of adjustments, defaults and leaving, over random business` {
    static let seeds: Range<UInt64> = 0..<2_000

    @Test func `nets and the operator add up to zero, and each position to its own net`() throws {
        for seed in Self.seeds {
            let settling = try RandomSettling(seed: seed)
            let settlement = try settling.settlement()
            let house = settlement.operatorPosition
            #expect(settlement.positions.reduce(house.net) { $0 + $1.net } == 0, "seed \(seed)")
            for position in settlement.positions + [house] {
                let turnover = position.grossCredit - position.grossDebit
                #expect(position.net == turnover - position.fee + position.carriedIn, "seed \(seed)")
            }
        }
    }

    @Test func `a default is met exactly, no fund is overdrawn, and no survivor becomes a debtor`() throws {
        for seed in Self.seeds {
            let settling = try RandomSettling(seed: seed)
            let after = try settling.settlement()
            let before = try Settlement.calculate(
                flows: settling.business.flows,
                terms: SettlementTerms(
                    model: settling.terms.model, currency: settling.terms.currency,
                    minimumPayment: settling.terms.minimumPayment, partners: settling.terms.partners),
                adjustments: settling.adjustments, closeDay: settling.business.closeDay)
            for (partner, funds) in settling.terms.defaults {
                let parts = after.allocations.filter { $0.defaulter == partner }
                let net = try #require(before.position(of: partner)).net
                let debt = max(0, -net - funds.received)
                #expect(parts.reduce(0) { $0 + $1.amount } == debt, "seed \(seed)")
                #expect(parts.allSatisfy { $0.amount > 0 }, "seed \(seed)")
                let borne = Dictionary(grouping: parts, by: \.bearer).mapValues { $0.reduce(0) { $0 + $1.amount } }
                #expect(borne.count == parts.count, "seed \(seed)")
                #expect(borne[.collateral] ?? 0 <= funds.collateral, "seed \(seed)")
                #expect(borne[.reserve] ?? 0 <= funds.reserve, "seed \(seed)")
                #expect(borne[.operatorShare] ?? 0 <= settling.terms.operatorShare, "seed \(seed)")
                let position = try #require(after.position(of: partner))
                #expect(position.net == net + debt && (debt == 0 || position.net == -funds.received), "seed \(seed)")
                #expect(position.carriedOut == 0, "seed \(seed)")
            }
            for position in after.positions where settling.terms.defaults[position.partner] == nil {
                let net = try #require(before.position(of: position.partner)).net
                #expect(net > 0 ? (0...net).contains(position.net) : position.net == net, "seed \(seed)")
            }
            let comparison = SettlementComparison(before: before, after: after)
            #expect(comparison.rows.reduce(0) { $0 + $1.difference } == 0, "seed \(seed)")
        }
    }

    @Test func `statements close to the gross figures with every kind of line`() throws {
        var kinds: Set<StatementKind> = []
        for seed in Self.seeds {
            let settling = try RandomSettling(seed: seed)
            let settlement = try settling.settlement()
            for position in settlement.positions {
                let statement = try PartnerStatement.make(
                    partner: position.partner, postings: settling.business.postings(of: position.partner),
                    settlement: settlement)
                let minorUnits = { (amount: UnroundedAmount) in amount.minorUnits(in: settlement.currency) }
                #expect(minorUnits(statement.trailer.amountDebit) == position.grossDebit, "seed \(seed)")
                #expect(minorUnits(statement.trailer.amountCredit) == position.grossCredit, "seed \(seed)")
                kinds.formUnion(statement.lines.map(\.kind))
            }
        }
        #expect(kinds == Set(StatementKind.allCases))
    }

    @Test func `the order of adjustments has no influence`() throws {
        for seed in Self.seeds.prefix(200) {
            let settling = try RandomSettling(seed: seed)
            let again = try Settlement.calculate(
                flows: settling.business.flows, terms: settling.terms, adjustments: settling.adjustments.reversed(),
                closeDay: settling.business.closeDay)
            #expect(try settling.settlement() == again, "seed \(seed)")
        }
    }
}
