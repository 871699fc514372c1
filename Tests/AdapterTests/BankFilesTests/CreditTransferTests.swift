import BankFiles
import Partners
import Payments
import Testing

@Suite struct `Writing credit transfers` {
    @Test func `a file says what it pays, with the currency's digits and a control sum`() throws {
        let bytes = try PainFile.bytes(
            of: Sample.initiation([Sample.transfer("E1", amount: 100_005), Sample.transfer("E2", amount: 7)]))
        let file = String(decoding: bytes, as: UTF8.self)
        for part in [
            "<MsgId>CLR-000004-1</MsgId>", "<NbOfTxs>2</NbOfTxs>", "<CtrlSum>1000.12</CtrlSum>",
            "<InstdAmt Ccy=\"RON\">1000.05</InstdAmt>", "<InstdAmt Ccy=\"RON\">0.07</InstdAmt>",
            "<CreDtTm>2026-11-18T11:06:40Z</CreDtTm>", "<Dt>2026-11-24</Dt>", "<Nm>Coalitia</Nm>",
            "<EndToEndId>E1</EndToEndId>", "<BICFI>COBADEFF</BICFI>", "<Ref>RF69000004GROCERY</Ref>",
            "<Issr>ISO</Issr>", "<Nb>000004-1</Nb>", "<RltdDt>2026-11-20</RltdDt>", "<PmtMtd>TRF</PmtMtd>",
        ] {
            #expect(file.contains(part), "\(part)")
        }
        #expect(!file.contains("SvcLvl"))
        #expect(
            try bytes
                == PainFile.bytes(
                    of: Sample.initiation([Sample.transfer("E1", amount: 100_005), Sample.transfer("E2", amount: 7)])))
        try Schemas.expectValid([bytes], "pain.001.001.09")
    }

    @Test(arguments: [
        ("EUR", true, "123.45"), ("RON", false, "123.45"), ("JPY", false, "12345"), ("KWD", false, "12.345"),
    ])
    func `only euro carries the SEPA service level`(currency: String, isSEPA: Bool, amount: String) throws {
        let bytes = try PainFile.bytes(
            of: Sample.initiation([Sample.transfer()], currency: Sample.currency(currency)))
        let file = String(decoding: bytes, as: UTF8.self)
        #expect(file.contains("<Cd>SEPA</Cd>") == isSEPA)
        #expect(file.contains("<InstdAmt Ccy=\"\(currency)\">\(amount)</InstdAmt>"))
        try Schemas.expectValid([bytes], "pain.001.001.09")
    }

    @Test func `a reference too long for a creditor reference stays as it is, cut to the schema's length`() throws {
        let long = "Statement 000004 of the Green Grocer in Bucharest"
        let bytes = try PainFile.bytes(of: Sample.initiation([Sample.transfer(reference: long)]))
        let file = String(decoding: bytes, as: UTF8.self)
        #expect(file.contains("<Ref>Statement 000004 of the Green Groce</Ref>"))
        try Schemas.expectValid([bytes], "pain.001.001.09")
    }

    @Test func `what banks would refuse is refused here`() {
        let badIBAN = BankAccount(iban: "RO49 AAAA", bic: "AAAAROBU", holder: "x")
        let badBIC = BankAccount(iban: "RO49AAAA1B31007593840000", bic: "AAAA", holder: "x")
        let cases: [(CreditTransferInitiation, BankFileWritingError)] = [
            (Sample.initiation([]), .noTransfers),
            (Sample.initiation([Sample.transfer(amount: 0)]), .amount(endToEndID: "C000004-grocery")),
            (Sample.initiation([Sample.transfer(amount: -1)]), .amount(endToEndID: "C000004-grocery")),
            (Sample.initiation([Sample.transfer(amount: .max)]), .amount(endToEndID: "C000004-grocery")),
            (Sample.initiation([Sample.transfer("E"), Sample.transfer("E")]), .repeated(endToEndID: "E")),
            (Sample.initiation([Sample.transfer("Ș")]), .field("EndToEndId")),
            (Sample.initiation([Sample.transfer("/E")]), .field("EndToEndId")),
            (Sample.initiation([Sample.transfer(String(repeating: "E", count: 36))]), .field("EndToEndId")),
            (Sample.initiation([Sample.transfer()], messageID: "a//b"), .field("MsgId")),
            (Sample.initiation([Sample.transfer()], debtor: badIBAN), .field("DbtrAcct")),
            (Sample.initiation([Sample.transfer()], debtor: badBIC), .field("DbtrAgt")),
        ]
        for (initiation, error) in cases {
            #expect(throws: error) { try PainFile.bytes(of: initiation) }
            #expect(error.description.hasSuffix("."))
        }
    }

    @Test func `random transfers are valid for every seed`() throws {
        let seeds = UInt64(1)...150
        try Schemas.expectValid(seeds.map { try PainFile.bytes(of: Sample.initiation(seed: $0)) }, "pain.001.001.09")
    }
}

@Suite struct `Writing account statements` {
    @Test func `a statement leads from its opening to its closing balance`() throws {
        let bytes = try CamtStatementFile.bytes(
            of: Sample.statement(
                opening: -500,
                [
                    .init(
                        amount: 12_345, side: .credit, reference: "1", information: "from șaorma & co", code: "pair",
                        endToEndID: "C000004-grocery"),
                    .init(amount: 45, side: .debit, reference: "2", information: "", code: "fee"),
                ]))
        let file = String(decoding: bytes, as: UTF8.self)
        for part in [
            "<Cd>OPBD</Cd>", "<Cd>CLBD</Cd>", "<Amt Ccy=\"RON\">5.00</Amt>", "<Amt Ccy=\"RON\">118.00</Amt>",
            "<ElctrncSeqNb>7</ElctrncSeqNb>", "<EndToEndId>C000004-grocery</EndToEndId>", "<Cd>pair</Cd>",
            "<AddtlNtryInf>from saorma + co</AddtlNtryInf>",
        ] {
            #expect(file.contains(part), "\(part)")
        }
        #expect(!file.contains("CpyDplctInd"))
        try Schemas.expectValid([bytes], "camt.053.001.08")
    }

    @Test func `what we write, our reader reads`() throws {
        let statement = Sample.statement([
            .init(amount: 12_345, side: .credit, reference: "1", information: "pair", code: "pair", endToEndID: "E1"),
            .init(amount: 45, side: .debit, reference: "2", information: "fee", code: "fee"),
        ])
        let read = try ReadFile(bytes: CamtStatementFile.bytes(of: statement))
        #expect(
            read.header
                == BankFileHeader(
                    kind: .statement, messageID: "grocery-000004-1", createdAt: "2026-11-18T11:06:40Z"))
        #expect(read.entries.map(\.amount.minorUnits) == [12_345, 45])
        #expect(read.entries.map(\.side) == [.credit, .debit])
        #expect(read.entries.map(\.endToEndID) == ["E1", nil])
        #expect(read.entries.map(\.remittance) == ["", "fee"])
    }

    @Test func `a repeated statement says so`() throws {
        let bytes = try CamtStatementFile.bytes(of: Sample.statement([], isCopy: true))
        #expect(String(decoding: bytes, as: UTF8.self).contains("<CpyDplctInd>DUPL</CpyDplctInd>"))
        try Schemas.expectValid([bytes], "camt.053.001.08")
    }

    @Test func `a statement that does not add up is refused`() {
        #expect(throws: BankFileWritingError.unbalanced) {
            try CamtStatementFile.bytes(of: Sample.statement([], closing: 1))
        }
        #expect(throws: BankFileWritingError.field("Ntry/Amt")) {
            try CamtStatementFile.bytes(
                of: Sample.statement([.init(amount: -1, side: .credit, reference: "1", information: "", code: "fee")]))
        }
    }

    @Test func `random statements are valid for every seed`() throws {
        let seeds = UInt64(1)...150
        try Schemas.expectValid(
            seeds.map { try CamtStatementFile.bytes(of: Sample.statement(seed: $0)) }, "camt.053.001.08")
    }
}
