import CoalitionTestKit
import Disputes
import Ledger
import Partners
import Quantities
import Settlement
import Testing

@Suite struct `A dispute` {
    static let grocery = certain("grocery")
    static let cafe = certain("cafe")

    static func certain(_ id: String) -> PartnerID {
        guard let id = try? PartnerID(id) else { preconditionFailure("\(id) is a partner id") }
        return id
    }

    static func rate(_ text: String) -> Rate { (try? Rate(text)) ?? .zero }

    static func redeemed(
        _ line: Int64, _ points: Int64, issuer: PartnerID = grocery, redeemer: PartnerID = cafe,
        price: String = "0.0100", rate: String = "0.0095", message: String? = "m-1"
    ) -> DisputedPosting {
        DisputedPosting(
            line: line, messageID: message,
            key: FlowKey(
                kind: .redeemed, issuer: issuer, redeemer: redeemer, issuePrice: Self.rate(price),
                redemptionRate: Self.rate(rate)),
            points: PointsDelta(points))
    }

    static func terms(_ model: SettlementModel = .issuerPays) throws -> DisputeAmount.Terms {
        DisputeAmount.Terms(
            model: model, currency: try CurrencyCode("RON"), breakageShares: [grocery: rate("0.5")])
    }

    @Test(arguments: [
        (DisputeState.raised, ["answered", "answer_pending", "upheld", "answer_pending", "rejected", "withdrawn"]),
        (.answered, ["dispute_answered", "upheld", "upheld", "rejected", "rejected", "withdrawn"]),
        (.upheld, Array(repeating: "dispute_closed", count: 6)),
        (.rejected, Array(repeating: "dispute_closed", count: 6)),
        (.withdrawn, Array(repeating: "dispute_closed", count: 6)),
    ])
    func `is decided once`(_ state: DisputeState, _ expected: [String]) {
        let events: [DisputeEvent] = [
            .answer, .uphold(.possible), .uphold(.over), .reject(.possible), .reject(.over), .withdraw,
        ]
        for (event, outcome) in zip(events, expected) {
            do throws(DisputeCode) {
                let after = try state.after(event).0
                #expect(after.rawValue == outcome)
            } catch {
                #expect(error.rawValue == outcome)
            }
        }
    }

    @Test func `undoes what the lines moved, in both models`() throws {
        let line = Self.redeemed(1, 400)
        #expect(
            try DisputeAmount.legs(undoing: [line], terms: Self.terms())
                == [Self.grocery: 400, Self.cafe: -380, .operator: -20])
        #expect(
            try DisputeAmount.legs(undoing: [line], terms: Self.terms(.pool))
                == [Self.grocery: 400, Self.cafe: -380, .operator: -20])
        let own = Self.redeemed(1, 400, redeemer: Self.grocery)
        #expect(try DisputeAmount.legs(undoing: [own], terms: Self.terms()) == [:])
        #expect(
            try DisputeAmount.legs(undoing: [own], terms: Self.terms(.pool)) == [Self.grocery: 20, .operator: -20])
        let operatorIssued = Self.redeemed(1, 400, issuer: .operator)
        #expect(
            try DisputeAmount.legs(undoing: [operatorIssued], terms: Self.terms()) == [Self.cafe: -380, .operator: 380])
        // A piece and its return cancel out.
        #expect(try DisputeAmount.legs(undoing: [line, Self.redeemed(2, -400)], terms: Self.terms()) == [:])
        let expired = DisputedPosting(
            line: 3, messageID: nil,
            key: FlowKey(
                kind: .expired, issuer: Self.grocery, redeemer: Self.grocery, issuePrice: Self.rate("0.0100")),
            points: PointsDelta(300))
        #expect(try DisputeAmount.legs(undoing: [expired], terms: Self.terms()) == [:])
        #expect(
            try DisputeAmount.legs(undoing: [expired], terms: Self.terms(.pool)) == [
                Self.grocery: -150, .operator: 150,
            ])
    }

    @Test func `each pair is rounded once, half to even`() throws {
        // 5 × 0.0050 = 2.5 bani for each line; two lines are 5.0, not 2 + 2.
        let lines = [Self.redeemed(1, 5, price: "0.0050", rate: "0"), Self.redeemed(2, 5, price: "0.0050", rate: "0")]
        #expect(try DisputeAmount.legs(undoing: lines, terms: Self.terms())[Self.grocery] == 5)
        #expect(try DisputeAmount.legs(undoing: [lines[0]], terms: Self.terms())[Self.grocery] == 2)
    }

    @Test func `names lines of the statement by number and by message`() throws {
        let statement = [
            Self.redeemed(1, 10), Self.redeemed(2, 20, message: "m-2"), Self.redeemed(3, 30),
            Self.redeemed(4, 1, message: nil),
        ]
        func lines(_ messages: [String], _ numbers: [Int64]) throws -> [Int64] {
            try DisputedLines.named(
                by: DisputeClaim(reason: .duplicate, messageIDs: messages, lines: numbers), in: statement
            ).map(\.line)
        }
        #expect(try lines(["m-1"], [2]) == [1, 2, 3])
        #expect(try lines([], [4, 4]) == [4])
        for (messages, numbers) in [(["m-9"], [Int64]()), ([], [5]), (["m-1"], [9]), ([], [])] {
            #expect(throws: DisputeCode.disputeLineUnknown) { try lines(messages, numbers) }
        }
        #expect(DisputedLines.corrected(statement, cycle: "000004") == ["m-1", "m-2", "cycle 000004 line 4"])
    }

    /// Whatever the lines and the path: legs add up to nothing, and what is posted in all is the legs or nothing.
    @Test func `provisional credit and decision net to exactly the right amount`() throws {
        for seed in UInt64(1)...400 {
            var random = ModelRandom(seed: seed)
            let parties: [PartnerID] = [Self.grocery, Self.cafe, .operator, Self.certain("books")]
            let lines = (1...Int64.random(in: 1...12, using: &random)).map { line in
                Self.redeemed(
                    line, Int64.random(in: -5000...5000, using: &random),
                    issuer: parties[Int.random(in: 0..<4, using: &random)],
                    redeemer: parties[[0, 1, 3][Int.random(in: 0..<3, using: &random)]],
                    price: "0.00\(Int.random(in: 10...99, using: &random))",
                    rate: "0.00\(Int.random(in: 10...99, using: &random))")
            }
            let model: SettlementModel = Bool.random(using: &random) ? .pool : .issuerPays
            let legs = try DisputeAmount.legs(undoing: lines, terms: Self.terms(model))
            #expect(legs.values.reduce(0, +) == 0, "seed \(seed)")
            #expect(!legs.values.contains(0), "seed \(seed)")
            for provisional in [[:], DisputeAmount.provisional(for: Self.grocery, of: legs)] {
                #expect(provisional.values.reduce(0, +) == 0, "seed \(seed)")
                for (effect, wanted) in [(DisputeEffect.postFinal, legs), (.takeBackProvisional, [:])] {
                    let posted = try DisputeAmount.posted(by: effect, legs: legs, provisional: provisional)
                    #expect(posted?.legs.values.reduce(0, +) ?? 0 == 0, "seed \(seed)")
                    var total = provisional
                    for (party, amount) in posted?.legs ?? [:] { total[party, default: 0] += amount }
                    #expect(total.filter { $0.value != 0 } == wanted, "seed \(seed)")
                }
            }
        }
    }
}
