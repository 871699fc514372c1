import Ledger
import Partners
import Quantities
import Settlement
import Testing

@Suite struct `When a partner leaves` {
    func terms(_ model: SettlementModel, _ runOff: RunOff) throws -> SettlementTerms {
        try Sample.terms(
            model,
            partners: [
                "cafe": PartnerTerms(),
                "grocery": PartnerTerms(serviceFee: try BasisPoints(200), minimumFee: 30, runOff: runOff),
            ])
    }

    func final(_ points: Int64, _ price: String = "0.0100") throws -> RunOff {
        .final(outstanding: try Points(points), price: try Rate(price))
    }

    @Test func `its last cycle pays for the points still out, without a fee on them`() throws {
        let settlement = try Sample.settle(
            [Sample.redeemed("grocery", at: "cafe"): 10_000], terms(.issuerPays, final(5_050, "0.0101")))
        // 10,000 for what was taken, 5,100.5 → 5,100 for what is still out; the fee is 2 % of the first alone.
        #expect(try settlement.figures("grocery") == [15_100, 0, 200, -15_300, 0])
        #expect(try settlement.figures("operator")[3] == 15_300 - 9_500)
        #expect(settlement.runOffs.map(\.amount) == [5_100])
        let statement = try PartnerStatement.make(
            partner: Sample.partner("grocery"),
            postings: [`A partner's statement`.posting(Sample.redeemed("grocery", at: "cafe"), 10_000)],
            settlement: settlement)
        let line = try #require(statement.lines.last)
        #expect((line.kind, line.points.count, line.rate, line.amount.description) == (.runOff, -5_050, nil, "-51"))
    }

    @Test func `once it has left its points cost it nothing and it pays no fee`() throws {
        let flows: [FlowKey: Int64] = try [
            Sample.redeemed("grocery", at: "cafe"): 10_000, Sample.redeemed("cafe", at: "grocery"): 1_000,
        ]
        let settlement = try Sample.settle(flows, terms(.issuerPays, .departed))
        #expect(try settlement.row("grocery", "cafe") == [10_000, 0, 9_500])
        #expect(try settlement.figures("grocery") == [0, 950, 0, 950, 0])
        #expect(try settlement.figures("cafe") == [1_000, 9_500, 0, 8_500, 0])
        #expect(try settlement.figures("operator")[3] == -9_450)
        let statement = try PartnerStatement.make(
            partner: Sample.partner("grocery"),
            postings: flows.sorted { $0.key < $1.key }.map { `A partner's statement`.posting($0.key, $0.value) },
            settlement: settlement)
        #expect(statement.lines.map { $0.rate?.description } == ["0.0095", "0", nil, nil])
        #expect(statement.trailer.amountDebit == .zero)
    }

    @Test func `in the pool it has paid at issue already`() throws {
        let last = try Sample.settle([Sample.own(.issued, "grocery"): 1_000], terms(.pool, final(5_000)))
        #expect(try last.figures("grocery") == [1_000, 0, 30, -1_030, 0])
        let later = try Sample.settle([Sample.redeemed("grocery", at: "cafe"): 1_000], terms(.pool, .departed))
        #expect(try later.figures("grocery") == [0, 0, 0, 0, 0])
        #expect(try later.figures("cafe") == [0, 950, 0, 950, 0])
    }

    @Test func `points still out past every figure are refused`() throws {
        #expect(throws: SettlementError.overflow) {
            try Sample.settle([:], terms(.issuerPays, final(.max, "1000000")))
        }
    }
}
