import CoalitionTestKit
import Ledger
import Partners
import Quantities
import Settlement
import Testing

@Suite struct `When a partner cannot pay` {
    /// Who bears how much, as text.
    static func table(_ allocations: [Allocation]) -> [String] {
        allocations.map { "\($0.defaulter) \($0.bearer.name) \($0.amount)" }
    }

    static func allocations(
        _ nets: [String: Int64], _ funds: [String: DefaultFunds], operatorShare: Int64 = 0
    ) throws -> [String] {
        var own: [PartnerID: Int64] = [:]
        for (partner, net) in nets { own[try PartnerID(partner)] = net }
        var defaults: [PartnerID: DefaultFunds] = [:]
        for (partner, fund) in funds { defaults[try PartnerID(partner)] = fund }
        return table(try DefaultWaterfall(operatorShare: operatorShare).allocations(nets: own, defaults: defaults))
    }

    static func funds(_ collateral: Int64 = 0, _ reserve: Int64 = 0, received: Int64 = 0) -> DefaultFunds {
        DefaultFunds(collateral: collateral, reserve: reserve, received: received)
    }

    // The grocer owes 1,000; the café is owed 600, the fuel station 300, the operator the rest.
    @Test(
        arguments: [
            (funds(1_000), 0, ["grocery collateral 1000"]),
            (funds(5_000, 5_000), 500, ["grocery collateral 1000"]),
            (funds(400, 700), 500, ["grocery collateral 400", "grocery reserve 600"]),
            (funds(400, 300), 500, ["grocery collateral 400", "grocery reserve 300", "grocery operator_share 300"]),
            (
                funds(400), 500,
                [
                    "grocery collateral 400", "grocery operator_share 500", "grocery survivor:cafe 67",
                    "grocery survivor:fuel 33",
                ]
            ),
            (funds(received: 1_000), 500, []), (funds(received: 2_000), 500, []),
            (funds(received: 999), 0, ["grocery survivor:cafe 1"]),
            (
                funds(), 0,
                ["grocery survivor:cafe 600", "grocery survivor:fuel 300", "grocery operator_rest 100"]
            ),
        ] as [(DefaultFunds, Int64, [String])])
    func `the debt goes down the waterfall`(funds: DefaultFunds, operatorShare: Int64, expected: [String]) throws {
        let nets: [String: Int64] = ["cafe": 600, "fuel": 300, "grocery": -1_000, "wine": -50]
        #expect(try Self.allocations(nets, ["grocery": funds], operatorShare: operatorShare) == expected)
    }

    @Test func `ties of the largest remainder go by id, and a defaulter is no survivor`() throws {
        #expect(
            try Self.allocations(["cafe": 10, "fuel": 10, "wine": 10, "grocery": -20], ["grocery": Self.funds()])
                == ["grocery survivor:cafe 7", "grocery survivor:fuel 7", "grocery survivor:wine 6"])
        #expect(
            try Self.allocations(
                ["cafe": 10, "fuel": -5, "wine": 10, "grocery": -20], ["grocery": Self.funds(), "fuel": Self.funds()])
                == [
                    "fuel survivor:cafe 3", "fuel survivor:wine 2", "grocery survivor:cafe 7",
                    "grocery survivor:wine 8",
                    "grocery operator_rest 5",
                ])
        #expect(
            try Self.allocations(["cafe": 10, "grocery": -20], ["grocery": Self.funds(), "cafe": Self.funds()])
                == ["grocery operator_rest 20"])
    }

    @Test func `the largest figures are shared exactly, and a debt past 64 bits is refused`() throws {
        #expect(
            try Self.allocations(["cafe": .max, "fuel": .max, "grocery": -.max], ["grocery": Self.funds()])
                == ["grocery survivor:cafe 4611686018427387904", "grocery survivor:fuel 4611686018427387903"])
        #expect(throws: SettlementError.overflow) { try Self.allocations(["grocery": .min], ["grocery": Self.funds()]) }
    }

    func settlement(_ defaults: [String: DefaultFunds], operatorShare: Int64 = 0) throws -> Settlement {
        let base = try Sample.terms(minimumPayment: 100)
        var own: [PartnerID: DefaultFunds] = [:]
        for (partner, funds) in defaults { own[try PartnerID(partner)] = funds }
        let terms = SettlementTerms(
            model: base.model, currency: base.currency, minimumPayment: base.minimumPayment, partners: base.partners,
            defaults: own, operatorShare: operatorShare)
        return try Sample.settle(
            [Sample.redeemed("grocery", at: "cafe"): 10_000, Sample.redeemed("grocery", at: "fuel"): 2_000], terms)
    }

    @Test func `the defaulter stands at nothing, survivors at less, before and after side by side`() throws {
        let before = try settlement([:])
        #expect(try before.figures("grocery") == [12_000, 0, 0, -12_000, 0])
        let after = try settlement(["grocery": Self.funds(1_000)], operatorShare: 500)
        #expect(Self.table(after.allocations).last == "grocery survivor:fuel 1750")
        #expect(try after.figures("grocery") == [12_000, 12_000, 0, 0, 0])
        #expect(try after.figures("cafe") == [8_750, 9_500, 0, 750, 0])
        #expect(try after.figures("fuel") == [1_750, 1_900, 0, 150, 0])
        #expect(try after.figures("operator") == [23_400, 22_500, 0, -900, 0])
        let comparison = SettlementComparison(before: before, after: after)
        #expect(comparison.rows.map(\.difference) == [-8_750, -1_750, 12_000, -1_500])
        #expect(comparison.rows.map(\.partner.text) == ["cafe", "fuel", "grocery", "operator"])
        #expect(comparison.allocations == after.allocations)
    }

    @Test func `what was received stays what the defaulter paid, however small`() throws {
        let after = try settlement(["grocery": Self.funds(received: 60)])
        #expect(try after.figures("grocery") == [12_000, 11_940, 0, -60, 0])
    }

    @Test func `the statement shows whose default it was`() throws {
        let after = try settlement(["grocery": Self.funds(1_000)])
        func lines(_ partner: String) throws -> [String] {
            let partner = try PartnerID(partner)
            let rate = try Rate("0.0095")
            let key = try FlowKey.redeemed(
                issuer: PartnerID("grocery"), redeemer: partner, issuePrice: Rate("0.0100"), redemptionRate: rate)
            let points: Int64 = partner.text == "cafe" ? 10_000 : 2_000
            let statement = try PartnerStatement.make(
                partner: partner, postings: [`A partner's statement`.posting(key, points)], settlement: after)
            return statement.lines.filter { $0.kind == .default }.map { "\($0.amount) \($0.transactionID ?? "")" }
        }
        #expect(try lines("cafe") == ["-91.67 default-grocery"])
        #expect(try lines("fuel") == ["-18.33 default-grocery"])
    }

    @Test func `terms that name a stranger or less than nothing are refused`() throws {
        for (partner, funds, field) in [
            ("wine", Self.funds(), "defaults"), ("cafe", Self.funds(-1), "collateral"),
            ("cafe", Self.funds(0, -1), "reserve"), ("cafe", Self.funds(received: -1), "received"),
        ] {
            #expect(throws: SettlementError.termOutOfRange(field: field, try PartnerID(partner))) {
                try settlement([partner: funds])
            }
        }
        #expect(throws: SettlementError.termOutOfRange(field: "operator_share", nil)) {
            try settlement([:], operatorShare: -1)
        }
    }
}
