import Ledger
import Partners
import Quantities
import Settlement
import Testing

@Suite struct `What is owed for a cycle` {
    @Test func `the issuer pays its price, the redeemer gets its rate, the operator keeps the difference`() throws {
        let settlement = try Sample.settle(
            [Sample.redeemed("grocery", at: "cafe"): 10_000, Sample.redeemed("cafe", at: "grocery"): 1_000],
            Sample.terms())
        #expect(try settlement.row("grocery", "cafe") == [10_000, 10_000, 9_500])
        #expect(try settlement.row("cafe", "grocery") == [1_000, 1_000, 950])
        #expect(try settlement.figures("grocery") == [10_000, 950, 0, -9_050, 0])
        #expect(try settlement.figures("cafe") == [1_000, 9_500, 0, 8_500, 0])
        #expect(try settlement.figures("fuel") == [0, 0, 0, 0, 0])
        #expect(try settlement.figures("operator") == [10_450, 11_000, 0, 550, 0])
        #expect(settlement.valueDay == LocalDay(year: 2026, month: 11, day: 24))
    }

    @Test func `own points redeemed at home are listed and cost nothing under issuer_pays`() throws {
        let settlement = try Sample.settle([Sample.redeemed("cafe", at: "cafe"): 700], Sample.terms())
        #expect(try settlement.row("cafe", "cafe") == [700, 0, 0])
        #expect(try settlement.figures("cafe") == [0, 0, 0, 0, 0])
    }

    // 50 points at 0.0095 are 47.5 bani, 150 at 0.0095 are 142.5: half goes to the even neighbour, below zero too.
    @Test(
        arguments: [
            (50, 48), (150, 142), (250, 238), (-50, -48), (-150, -142), (1, 1), (0, 0),
        ] as [(Int64, Int64)])
    func `each product is rounded once, half to even`(points: Int64, credit: Int64) throws {
        let settlement = try Sample.settle([Sample.redeemed("grocery", at: "cafe"): points], Sample.terms())
        #expect(try settlement.figures("cafe")[1] == credit)
    }

    @Test func `two rates in one cycle are two products, each price one`() throws {
        let settlement = try Sample.settle(
            [
                Sample.redeemed("grocery", at: "cafe", price: "0.0100", rate: "0.0095"): 50,
                Sample.redeemed("grocery", at: "cafe", price: "0.0100", rate: "0.0085"): 50,
                Sample.redeemed("grocery", at: "cafe", price: "0.0115", rate: "0.0085"): 100,
            ], Sample.terms())
        // Debit 100 × 0.0100 = 100 and 100 × 0.0115 = 115; credit 47.5 → 48 and 150 × 0.0085 = 127.5 → 128.
        #expect(try settlement.row("grocery", "cafe") == [200, 215, 176])
    }

    @Test func `more returned than redeemed turns the pair, and the fee is the minimum fee`() throws {
        let terms = try Sample.terms(partners: [
            "grocery": PartnerTerms(serviceFee: try BasisPoints(200), minimumFee: 30), "cafe": PartnerTerms(),
        ])
        let settlement = try Sample.settle([Sample.redeemed("grocery", at: "cafe"): -1_000], terms)
        #expect(try settlement.row("grocery", "cafe") == [-1_000, -1_000, -950])
        #expect(try settlement.figures("grocery") == [-1_000, 0, 30, 970, 0])
        #expect(try settlement.figures("operator") == [-950, -1_000, -30, -20, 0])
    }

    @Test func `a pair whose points cancel at different prices still counts`() throws {
        let settlement = try Sample.settle(
            [
                Sample.redeemed("grocery", at: "cafe", price: "0.0100"): 500,
                Sample.redeemed("grocery", at: "cafe", price: "0.0120"): -500,
            ], Sample.terms())
        #expect(try settlement.row("grocery", "cafe") == [0, -100, 0])
        let balanced = try Sample.settle([Sample.redeemed("grocery", at: "cafe"): 0], Sample.terms())
        #expect(balanced.matrix.isEmpty)
    }

    // Gross debit 12,345: 2 % are 246.9; 12,350 and 12,450 at 1 % are 123.5 and 124.5, both to 124.
    @Test(
        arguments: [
            (12_345, 200, 0, 247), (12_350, 100, 0, 124), (12_450, 100, 0, 124), (12_345, 200, 300, 300),
            (0, 200, 15, 15),
            (0, 0, 0, 0),
        ] as [(Int64, Int64, Int64, Int64)])
    func `the fee is a share of the gross debit, at least the minimum fee`(
        debit: Int64, basisPoints: Int64, minimum: Int64, fee: Int64
    ) throws {
        let terms = try Sample.terms(partners: [
            "grocery": PartnerTerms(serviceFee: try BasisPoints(basisPoints), minimumFee: minimum),
            "cafe": PartnerTerms(),
        ])
        let settlement = try Sample.settle([Sample.redeemed("grocery", at: "cafe", price: "0.01"): debit], terms)
        #expect(try settlement.figures("grocery")[2] == fee)
    }

    // Net of the café: 950 + carried in. Only |net| < minimum payment is carried forward.
    @Test(
        arguments: [
            (0, 1_000, 950, 950), (50, 1_000, 1_000, 0), (49, 1_000, 999, 999), (-1_949, 1_000, -999, -999),
            (-1_950, 1_000, -1_000, 0), (-950, 1, 0, 0), (-950, 0, 0, 0),
        ] as [(Int64, Int64, Int64, Int64)])
    func `small nets are carried forward`(
        carriedIn: Int64, minimum: Int64, net: Int64, carriedOut: Int64
    ) throws {
        let terms = try Sample.terms(
            minimumPayment: minimum, partners: ["grocery": PartnerTerms(), "cafe": PartnerTerms(carriedIn: carriedIn)])
        let settlement = try Sample.settle([Sample.redeemed("grocery", at: "cafe"): 1_000], terms)
        let position = try #require(settlement.position(of: Sample.partner("cafe")))
        #expect((position.net, position.carriedOut) == (net, carriedOut))
        #expect(position.payment == (carriedOut == 0 ? net : 0))
        #expect(settlement.positions.reduce(settlement.operatorPosition.net) { $0 + $1.net } == 0)
    }

    @Test func `in the pool issuers pay for issuing and redeemers are paid for every issuer's points`() throws {
        let terms = try Sample.terms(
            .pool, partners: ["grocery": PartnerTerms(breakageShare: try Rate("0.25")), "cafe": PartnerTerms()])
        let settlement = try Sample.settle(
            [
                Sample.own(.issued, "grocery"): 10_000, Sample.own(.reversed, "grocery"): 1_000,
                Sample.own(.issued, "grocery", price: "0.0115"): 100, Sample.own(.expired, "grocery"): 450,
                Sample.own(.expiryReversed, "grocery"): 50, Sample.redeemed("grocery", at: "grocery"): 1_000,
                Sample.redeemed("grocery", at: "cafe"): 2_000,
            ], terms)
        #expect(try settlement.row("grocery", "grocery") == [1_000, 0, 950])
        #expect(try settlement.row("grocery", "cafe") == [2_000, 0, 1_900])
        // 9,000 × 0.01 + 100 × 0.0115 = 9,000 + 115; back comes 400 × 0.01 × 0.25 = 100 and 950 for its own points.
        #expect(try settlement.figures("grocery") == [9_115, 1_050, 0, -8_065, 0])
        #expect(try settlement.figures("cafe") == [0, 1_900, 0, 1_900, 0])
        #expect(settlement.operatorPosition.net == 6_165)
    }

    @Test(
        arguments: [(50, "0.1", 0), (150, "0.1", 2), (250, "0.1", 2), (333, "0.333333", 1)] as [(Int64, String, Int64)])
    func `expired points times price times share are rounded once`(points: Int64, share: String, credit: Int64) throws {
        // In bani: 0.5, 1.5, 2.5 and 1.1.
        let terms = try Sample.terms(.pool, partners: ["grocery": PartnerTerms(breakageShare: try Rate(share))])
        let price = share == "0.1" ? "0.0010" : "0.0001"
        let settlement = try Sample.settle([Sample.own(.expired, "grocery", price: price): points], terms)
        #expect(try settlement.figures("grocery")[1] == credit)
    }

    @Test(arguments: SettlementModel.allCases)
    func `the operator as issuer pays each redeemer's own rate`(model: SettlementModel) throws {
        let settlement = try Sample.settle(
            [Sample.redeemed("operator", at: "cafe", price: "0.5000", rate: "0.0080"): 1_000],
            Sample.terms(model))
        #expect(try settlement.row("operator", "cafe") == [1_000, 800, 800])
        #expect(try settlement.figures("cafe") == [0, 800, 0, 800, 0])
        #expect(settlement.operatorPosition.net == -800)
    }

    @Test func `the operator as redeemer of arrears is paid like a redeemer`() throws {
        let settlement = try Sample.settle([Sample.redeemed("cafe", at: "operator"): 1_000], Sample.terms())
        #expect(try settlement.row("cafe", "operator") == [1_000, 1_000, 950])
        #expect(try settlement.figures("operator") == [0, 1_000, 0, 1_000, 0])
    }

    @Test func `what cannot be calculated is refused`() throws {
        let terms = try Sample.terms()
        let wine = try Sample.partner("wine")
        #expect(throws: SettlementError.unknownPartner(wine)) {
            try Sample.settle([Sample.redeemed("wine", at: "cafe"): 1], terms)
        }
        #expect(throws: SettlementError.overflow) {
            try Sample.settle([Sample.redeemed("cafe", at: "fuel", price: "1000000"): .max], terms)
        }
        let foreign = try FlowKey(
            kind: .issued, issuer: Sample.partner("cafe"), redeemer: Sample.partner("fuel"), issuePrice: .zero,
            redemptionRate: .zero)
        #expect(throws: SettlementError.foreignRedeemer(foreign)) { try Sample.settle([foreign: 1], terms) }
        let fee = try Sample.terms(partners: ["cafe": PartnerTerms(minimumFee: -1)])
        #expect(throws: SettlementError.termOutOfRange(field: "minimum_fee", try Sample.partner("cafe"))) {
            try Sample.settle([:], fee)
        }
    }
}
