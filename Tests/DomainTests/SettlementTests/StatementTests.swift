import Ledger
import Partners
import Quantities
import Settlement
import Testing

@Suite struct `A partner's statement` {
    static func posting(_ key: FlowKey, _ points: Int64, _ transaction: String = "t") -> StatementPosting {
        StatementPosting(
            occurredAt: Instant(seconds: 1_790_000_000), messageID: "m", transactionID: transaction, key: key,
            points: PointsDelta(points), member: "p")
    }

    /// Kind, points, rate and amount of each line, as text.
    func table(_ statement: PartnerStatement) -> [String] {
        statement.lines.map { line in
            "\(line.kind.rawValue) \(line.points.count) \(line.rate?.description ?? "-") \(line.amount)"
        }
    }

    func statement(
        of partner: String, _ postings: [(FlowKey, Int64)], _ terms: SettlementTerms
    ) throws -> PartnerStatement {
        let settlement = try Sample.settle(Dictionary(postings, uniquingKeysWith: +), terms)
        let own = postings.filter { $0.0.issuer.text == partner || $0.0.redeemer.text == partner }
        return try PartnerStatement.make(
            partner: Sample.partner(partner), postings: own.map { Self.posting($0.0, $0.1) }, settlement: settlement)
    }

    @Test func `under issuer_pays a piece is debit to its issuer and credit to its redeemer`() throws {
        let business: [(FlowKey, Int64)] = try [
            (Sample.own(.issued, "grocery"), 500), (Sample.redeemed("grocery", at: "cafe"), 333),
            (Sample.redeemed("grocery", at: "cafe"), -100), (Sample.redeemed("grocery", at: "grocery"), 20),
            (Sample.own(.expired, "grocery"), 7), (Sample.own(.reversed, "grocery"), 9),
        ]
        let issuer = try statement(of: "grocery", business, Sample.terms())
        #expect(
            table(issuer) == [
                "accrual -500 0 0", "redemption -333 0.01 -3.33", "return 100 0.01 1", "redemption 20 0 0",
                "expiry 7 0 0",
                "reversal 9 0 0", "rounding 0 - 0", "rounding 0 - 0",
            ])
        #expect(issuer.trailer.amountDebit.description == "2.33")
        #expect(issuer.trailer.amountCredit == .zero)
        #expect((issuer.trailer.pointsDebit.count, issuer.trailer.pointsCredit.count) == (724, 27))
        let redeemer = try statement(of: "cafe", business, Sample.terms())
        // 233 × 0.0095 = 2.2135, paid as 2.21.
        #expect(
            table(redeemer) == ["redemption 333 0.0095 3.1635", "return -100 0.0095 -0.95", "rounding 0 - -0.0035"])
        #expect(redeemer.trailer.amountCredit.description == "2.21")
    }

    @Test func `in the pool issuing is debit, own pieces are credit, expiry comes back in part`() throws {
        let terms = try Sample.terms(
            .pool, partners: ["grocery": PartnerTerms(breakageShare: try Rate("0.333333")), "cafe": PartnerTerms()])
        let business: [(FlowKey, Int64)] = try [
            (Sample.own(.issued, "grocery", price: "0.0115"), 501),
            (Sample.own(.reversed, "grocery", price: "0.0115"), 50),
            (Sample.redeemed("grocery", at: "cafe"), 200), (Sample.redeemed("grocery", at: "grocery"), 30),
            (Sample.own(.expired, "grocery", price: "0.0115"), 100),
        ]
        let issuer = try statement(of: "grocery", business, terms)
        #expect(
            table(issuer) == [
                "accrual -501 0.0115 -5.7615", "reversal 50 0.0115 0.575", "redemption -200 0 0",
                "redemption 30 0.0095 0.285", "expiry 100 0.0038333295 0.38333295", "rounding 0 - 0",
                "rounding 0 - -0.005", "issue_rounding 0 - -0.0035", "expiry_rounding 0 - -0.00333295",
            ])
        #expect(issuer.trailer.amountDebit.description == "5.19")
        #expect(issuer.trailer.amountCredit.description == "0.66")
    }

    @Test func `postings that do not tie with the settlement are refused`() throws {
        let key = try Sample.redeemed("grocery", at: "cafe")
        let grocery = try Sample.partner("grocery")
        let cafe = try Sample.partner("cafe")
        let settlement = try Sample.settle([key: 100], Sample.terms())
        #expect(
            throws: StatementError.pointsDiffer(
                issuer: grocery, redeemer: cafe, postings: PointsDelta(99), settlement: PointsDelta(100))
        ) {
            try PartnerStatement.make(partner: cafe, postings: [Self.posting(key, 99)], settlement: settlement)
        }
        let dearer = try Sample.redeemed("grocery", at: "cafe", rate: "0.0200")
        #expect(throws: StatementError.self) {
            try PartnerStatement.make(partner: cafe, postings: [Self.posting(dearer, 100)], settlement: settlement)
        }
        let foreign = try Self.posting(Sample.redeemed("grocery", at: "fuel"), 1, "t-9")
        #expect(throws: StatementError.foreignPosting(transactionID: "t-9")) {
            try PartnerStatement.make(
                partner: cafe, postings: [Self.posting(key, 100), foreign], settlement: settlement)
        }
        let wine = try Sample.partner("wine")
        #expect(throws: StatementError.unknownPartner(wine)) {
            try PartnerStatement.make(partner: wine, postings: [], settlement: settlement)
        }
    }

    @Test(arguments: [
        "0", "1", "-1", "0.5", "-0.000000000001", "123456789.000001", "1000000000000000.1",
    ])
    func `an exact amount reads back`(text: String) throws {
        #expect(try UnroundedAmount(text).description == text)
    }

    @Test(arguments: ["", "-", "+1", "1.", ".5", "1e3", "0x1", "1.0000000000001", " 1", "--1"])
    func `what is no decimal is refused`(text: String) {
        #expect(throws: QuantityError.malformed(text)) { try UnroundedAmount(text) }
    }
}
