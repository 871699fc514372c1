import CoalitionTestKit
import Ledger
import Partners
import Quantities
import Settlement
import Testing
import Wire

@Suite struct `Settlement files` {
    static func folder(
        _ partner: PartnerID, cycle: String = "2026-47", version: Int64 = 1, supersedes: Int64? = nil,
        sequence: Int64 = 1
    ) -> SettlementFolder {
        SettlementFolder(
            coalition: "Example Coalition", partner: partner, cycle: cycle, version: version, supersedes: supersedes,
            sequence: sequence, endToEndID: "\(cycle)-\(partner)-v\(version)")
    }

    /// The café takes 333 points of the grocer's, then gives 100 back, under `issuer_pays`.
    static func sample(_ partner: String) throws -> [SettlementFile] {
        let (cafe, grocery) = try (PartnerID("cafe"), PartnerID("grocery"))
        let key = try FlowKey.redeemed(
            issuer: grocery, redeemer: cafe, issuePrice: Rate("0.0100"), redemptionRate: Rate("0.0095"))
        let settlement = try Settlement.calculate(
            flows: [key: PointsDelta(233)],
            terms: SettlementTerms(
                model: .issuerPays, currency: CurrencyCode("RON"),
                partners: [cafe: PartnerTerms(carriedIn: -21), grocery: PartnerTerms(minimumFee: 5)]),
            closeDay: LocalDay(year: 2026, month: 11, day: 20))
        let postings = [(333, "-m1", "a,b"), (-100, "m2", "t2")].map { points, message, transaction in
            StatementPosting(
                occurredAt: Instant(seconds: 1_790_000_000), messageID: message, transactionID: transaction, key: key,
                points: PointsDelta(Int64(points)), member: "p1", leaf: nil)
        }
        let partner = try PartnerID(partner)
        if partner == .operator {
            return SettlementFiles.operatorFolder(folder(partner), settlement: settlement, sha256: PlainSHA256.digest)
        }
        let statement = try PartnerStatement.make(partner: partner, postings: postings, settlement: settlement)
        return try #require(
            SettlementFiles.partnerFolder(
                folder(partner), statement: statement, settlement: settlement, sha256: PlainSHA256.digest))
    }

    static func text(_ name: String, in files: [SettlementFile]) throws -> String {
        String(decoding: try #require(files.first { $0.name == name }).bytes, as: UTF8.self)
    }

    @Test func `the digest of these tests is SHA-256`() {
        // FIPS 180-4's examples.
        let digest = PlainSHA256.digest(Array("abc".utf8)).map { String($0, radix: 16) }
        #expect(digest.prefix(4) == ["ba", "78", "16", "bf"] && digest.suffix(2) == ["15", "ad"])
        #expect(PlainSHA256.digest([]).prefix(2) == [0xE3, 0xB0])
    }

    @Test func `the redeemer's folder, byte for byte`() throws {
        let files = try Self.sample("cafe")
        #expect(files.map(\.name) == ["statement.csv", "matrix.csv", "summary.json", "manifest.json"])
        #expect(
            try Self.text("statement.csv", in: files) == """
                line,occurred_at,message_id,transaction_id,kind,member,issuer,redeemer,points,rate,amount,currency,leaf\r
                1,2026-09-21T14:13:20Z,'-m1,"a,b",redemption,p1,grocery,cafe,333,0.0095,3.1635,RON,\r
                2,2026-09-21T14:13:20Z,m2,t2,return,p1,grocery,cafe,-100,0.0095,-0.95,RON,\r
                3,,,,rounding,,grocery,cafe,0,,-0.0035,RON,\r
                TRAILER,3,0,233,0,2.21,,,,,,,\r\n
                """)
        #expect(
            try Self.text("matrix.csv", in: files)
                == "issuer,redeemer,points,debit_amount,credit_amount\r\ngrocery,cafe,233,233,221\r\n")
        #expect(
            try Self.text("summary.json", in: files)
                == #"{"currency":"RON","carried_in":-21,"gross_debit":0,"gross_credit":221,"fee":0,"net":200,"#
                + #""carried_out":0,"value_date":"2026-11-24","end_to_end_id":"2026-47-cafe-v1"}"# + "\n")
        let manifest = try ManifestReader.read(#require(files.last).bytes)
        #expect(manifest.bytes == files.last?.bytes)
        #expect(manifest.totals == Manifest.Totals(rows: 3, pointsDebit: 0, pointsCredit: 233, net: 200))
        let text = try Self.text("manifest.json", in: files)
        #expect(text.hasPrefix(#"{"coalition":"Example Coalition","partner":"cafe","cycle":"2026-47","version":1,"#))
        #expect(text.contains(#""supersedes":null,"sequence":1,"files":[{"name":"statement.csv","size":"#))
        #expect(text.hasSuffix(#""net":200},"checkpoint":null}"# + "\n"))
    }

    @Test func `the issuer's lines are debits`() throws {
        let statement = try Self.text("statement.csv", in: Self.sample("grocery"))
        #expect(statement.contains(",redemption,p1,grocery,cafe,-333,0.01,-3.33,RON,\r\n"))
        #expect(statement.hasSuffix("TRAILER,3,233,0,2.33,0,,,,,,,\r\n"))
    }

    @Test func `the operator's positions end with its own and add up to zero`() throws {
        let files = try Self.sample("operator")
        #expect(files.map(\.name) == ["matrix.csv", "positions.csv", "manifest.json"])
        #expect(
            try Self.text("positions.csv", in: files) == """
                partner,gross_debit,gross_credit,fee,carried_in,net,carried_out\r
                cafe,0,221,0,-21,200,0\r
                grocery,233,0,5,0,-238,0\r
                operator,221,233,-5,21,38,0\r\n
                """)
    }

    @Test func `reading gives back what was written`() throws {
        let cafe = try PartnerID("cafe")
        for name in ["cafe", "grocery"] {
            let partner = try PartnerID(name)
            let files = try Self.sample(name)
            let statement = try StatementReader.read(files[0].bytes, partner: partner, currency: CurrencyCode("RON"))
            #expect(StatementFile.bytes(of: statement) == files[0].bytes)
            #expect(MatrixFile.bytes(of: try MatrixFile.read(files[1].bytes), for: partner) == files[1].bytes)
            #expect(try SummaryFile(files[2].bytes, partner: partner).bytes == files[2].bytes)
        }
        #expect(try PositionsFile.read(Self.sample("operator")[1].bytes).first?.partner == cafe)
    }
}
