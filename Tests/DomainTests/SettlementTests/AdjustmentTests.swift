import Partners
import Quantities
import Settlement
import Testing

@Suite struct `Adjustments` {
    static func draft(
        _ legs: [String: Int64], kind: AdjustmentKind = .correction, reason: String = "a price was wrong",
        corrects: [String] = [], id: UInt64 = 1
    ) throws -> AdjustmentDraft {
        var own: [PartnerID: Int64] = [:]
        for (party, amount) in legs { own[try PartnerID(party)] = amount }
        return try AdjustmentDraft(
            id: UniqueID(high: 0, low: id), kind: kind, reason: reason, corrects: corrects, legs: own)
    }

    static func adjustment(
        _ legs: [String: Int64], corrects: [String] = [], id: UInt64 = 1
    ) throws -> Adjustment {
        Adjustment(
            try draft(legs, corrects: corrects, id: id), madeAt: Instant(seconds: 1_790_000_000), madeBy: "ana")
    }

    @Test(
        arguments: [
            (["cafe": 100], .oneSided), ([:], .oneSided), (["cafe": 100, "grocery": -99], .notBalanced(1)),
            (["cafe": 100, "grocery": -101], .notBalanced(-1)), (["cafe": .max, "grocery": .max], .overflow),
            (["cafe": .min, "grocery": 1], .overflow),
        ] as [([String: Int64], AdjustmentError)])
    func `what does not balance is refused`(legs: [String: Int64], error: AdjustmentError) {
        #expect(throws: error) { try Self.draft(legs) }
    }

    @Test func `a leg of nothing, a missing reason and too long a list are refused`() throws {
        #expect(throws: AdjustmentError.zeroLeg(try PartnerID("fuel"))) {
            try Self.draft(["cafe": 5, "fuel": 0, "grocery": -5])
        }
        for reason in ["", String(repeating: "x", count: 501)] {
            #expect(throws: AdjustmentError.reasonLength) {
                try Self.draft(["cafe": 5, "grocery": -5], reason: reason)
            }
        }
        for corrects in [[""], [String(repeating: "x", count: 129)], [String](repeating: "m", count: 1_001)] {
            #expect(throws: AdjustmentError.correctsLength) {
                try Self.draft(["cafe": 5, "grocery": -5], corrects: corrects)
            }
        }
        #expect(throws: AdjustmentError.notBalanced(.max)) { try Self.draft(["cafe": .max - 1, "grocery": 1]) }
    }

    @Test(
        arguments: [
            ([], nil), (["cycle 000004 line 12"], nil), (["cycle 000004 line 12", "till7-1"], "till7-1"),
            (["a/b", "x:y.z_-9"], "x:y.z_-9"), ([String(repeating: "m", count: 65)], nil), (["țară"], nil),
        ] as [([String], String?)])
    func `the message it corrects is the first that has the form of one`(corrects: [String], message: String?) throws {
        #expect(try Self.adjustment(["cafe": 5, "grocery": -5], corrects: corrects).correctedMessage == message)
    }

    @Test func `a credit raises the gross credit, a debit the gross debit, and no fee is charged on it`() throws {
        let terms = try Sample.terms(partners: [
            "cafe": PartnerTerms(serviceFee: try BasisPoints(200)),
            "grocery": PartnerTerms(serviceFee: try BasisPoints(200)), "fuel": PartnerTerms(),
        ])
        let settlement = try Settlement.calculate(
            flows: [Sample.redeemed("grocery", at: "cafe"): PointsDelta(10_000)], terms: terms,
            adjustments: [
                Self.adjustment(["cafe": -700, "grocery": 600, "operator": 100], id: 2),
                Self.adjustment(["operator": -50, "fuel": 50], id: 1),
            ], closeDay: LocalDay(year: 2026, month: 11, day: 20))
        #expect(try settlement.figures("grocery") == [10_000, 600, 200, -9_600, 0])
        #expect(try settlement.figures("cafe") == [700, 9_500, 0, 8_800, 0])
        #expect(try settlement.figures("fuel") == [0, 50, 0, 50, 0])
        #expect(try settlement.figures("operator") == [10_150, 10_700, -200, 750, 0])
        #expect(settlement.adjustments.map(\.id.low) == [1, 2])
    }

    @Test func `adjustments of strangers, twice the same, and past 64 bits are refused`() throws {
        func settle(_ adjustments: [Adjustment]) throws -> Settlement {
            try Settlement.calculate(
                flows: [:], terms: Sample.terms(), adjustments: adjustments,
                closeDay: LocalDay(year: 2026, month: 11, day: 20))
        }
        let wine = try Self.adjustment(["wine": 1, "cafe": -1])
        #expect(throws: SettlementError.unknownParty(try PartnerID("wine"), adjustment: wine.id)) { try settle([wine]) }
        let one = try Self.adjustment(["fuel": 1, "cafe": -1])
        #expect(throws: SettlementError.repeatedAdjustment(one.id)) { try settle([one, one]) }
        let largest = try Self.adjustment(["fuel": .max, "cafe": -.max])
        #expect(throws: SettlementError.overflow) {
            try settle([largest, Self.adjustment(["fuel": 1, "cafe": -1], id: 2)])
        }
        #expect(try settle([largest]).figures("fuel") == [0, .max, 0, .max, 0])
    }

    @Test func `each leg is a line of its party's statement`() throws {
        let settlement = try Settlement.calculate(
            flows: [:], terms: Sample.terms(),
            adjustments: [Self.adjustment(["cafe": -700, "grocery": 700], corrects: ["till7-000123"])],
            closeDay: LocalDay(year: 2026, month: 11, day: 20))
        for (party, amount) in [("cafe", "-7"), ("grocery", "7")] {
            let partner = try PartnerID(party)
            let statement = try PartnerStatement.make(partner: partner, postings: [], settlement: settlement)
            let line = try #require(statement.lines.first)
            #expect(statement.lines.count == 1)
            #expect(
                (line.kind, line.issuer, line.redeemer, line.points, line.rate) == (
                    .adjustment, partner, nil, .zero, nil
                ))
            #expect((line.amount.description, line.messageID) == (amount, "till7-000123"))
            #expect(line.transactionID == "00000000-0000-0000-0000-000000000001")
            #expect(line.occurredAt == Instant(seconds: 1_790_000_000))
        }
        let fuel = try PartnerStatement.make(
            partner: Sample.partner("fuel"), postings: [], settlement: settlement)
        #expect(fuel.lines.isEmpty)
    }
}
