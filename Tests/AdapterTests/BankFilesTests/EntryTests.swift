import CoalitionTestKit
import Payments
import Quantities
import Testing

@testable import BankFiles

@Suite struct `Reading bank entries` {
    @Test func `payments out, payments in and returns are told apart`() throws {
        let movements: [BankMovement] = [
            .paid("E1", 12_345), .returned("E2", 700, reason: "AC04"),
            .incoming(
                reference: "RF65000004GROCERY", 99, from: (name: "Băcănia & Fiii", iban: "DE89370400440532013000")),
        ]
        let files = [
            (bank.statement("S1", movements), "camt.053.001.08", BankFileHeader.Kind.statement),
            (bank.notification("N1", movements), "camt.054.001.08", .notification),
        ]
        for (text, kind, expected) in files {
            try Schemas.expectValid([Array(text.utf8)], kind)
            let read = try ReadFile(text)
            #expect(read.header.kind == expected)
            #expect(read.entries.map(\.amount.minorUnits) == [12_345, 700, 99])
            #expect(read.entries.map(\.side) == [.debit, .credit, .credit])
            #expect(read.entries.map(\.endToEndID) == ["E1", "E2", nil])
            #expect(read.entries.map(\.returnReasonCode) == [nil, "AC04", nil])
            #expect(read.entries.map(\.references) == [[], [], ["RF65000004GROCERY"]])
            #expect(read.entries.map(\.counterpartyName) == [nil, nil, "Băcănia & Fiii"])
            #expect(read.entries.map(\.counterpartyIBAN) == [nil, nil, "DE89370400440532013000"])
            #expect(read.entries.allSatisfy { $0.isBooked && $0.accountIBAN == bank.account })
            #expect(read.entries.allSatisfy { $0.bookingDay == bank.day && $0.valueDay == bank.day })
        }
        let both = try files.map { try ReadFile($0.0).entries.map(\.identityText) }
        #expect(both[0] == both[1])
        #expect(Set(both[0]).count == 3)
    }

    @Test func `each transaction of a batch is an entry of its own`() throws {
        var batch = BankMovement(amount: -600)
        batch.servicerReference = "BATCH"
        batch.batch = [.paid("E1", 100), .paid("E2", 200), .paid("E3", 300)]
        batch.batch[1].servicerReference = nil
        batch.batch[2].servicerReference = nil
        let text = bank.statement("S1", [batch])
        try Schemas.expectValid([Array(text.utf8)], "camt.053.001.08")
        let entries = try ReadFile(text).entries
        #expect(entries.map(\.endToEndID) == ["E1", "E2", "E3"])
        #expect(entries.map(\.amount.minorUnits) == [100, 200, 300])
        #expect(entries.map(\.place) == [1, 2, 3])
        #expect(entries.map(\.servicerReference) == ["B-E1", "BATCH", "BATCH"])
        #expect(Set(entries.map(\.identityText)).count == 3)
    }

    @Test func `a batch may hold both sides`() throws {
        var batch = BankMovement(amount: 50)
        batch.batch = [.paid("E1", 100), .incoming(reference: "R1", 150)]
        #expect(try ReadFile(bank.statement("S1", [batch])).entries.map(\.side) == [.debit, .credit])
    }

    @Test func `a batch that does not add up is refused`() {
        var batch = BankMovement(amount: -601)
        batch.batch = [.paid("E1", 100), .paid("E2", 500)]
        #expect(throws: BankFileError.sum(line: 2, entry: -601, transactions: -600)) {
            try ReadFile(bank.statement("S1", [batch]))
        }
        batch.amount = -600
        let text = bank.statement("S1", [batch])
        let without = text.replacing("<Amt Ccy=\"RON\">5.00</Amt>", with: "")
        #expect(throws: BankFileError.missing(line: 2, element: "TxDtls/Amt")) { try ReadFile(without) }
        let foreign = text.replacing("<Amt Ccy=\"RON\">5.00</Amt>", with: "<Amt Ccy=\"EUR\">1.00</Amt>")
        #expect(throws: BankFileError.sum(line: 2, entry: -600, transactions: nil)) { try ReadFile(foreign) }
    }

    @Test func `an entry without transactions is one item, its text and batch references kept`() throws {
        var movement = BankMovement(amount: 4_200)
        movement.servicerReference = "X1"
        let text = bank.statement("S1", [movement])
        let bare = text.replacing(
            "<NtryDtls><TxDtls></TxDtls></NtryDtls>",
            with: "<NtryDtls><Btch><PmtInfId>CLR-000004-1</PmtInfId></Btch></NtryDtls>"
                + "<AddtlNtryInf>salary\n   run</AddtlNtryInf>")
        try Schemas.expectValid([Array(bare.utf8)], "camt.053.001.08")
        let entry = try #require(try ReadFile(bare).entries.first)
        #expect(entry.amount.minorUnits == 4_200)
        #expect(entry.place == 0)
        #expect(entry.references == ["CLR-000004-1"])
        #expect(entry.remittance == "salary run")
        // The same entry, told with one transaction in another file, is the same movement.
        #expect(try entry.identityText == ReadFile(text).entries[0].identityText)
    }

    @Test func `pending and informative entries are not booked, reversals are marked`() throws {
        var pending = BankMovement.paid("E1", 100)
        pending.state = "PDNG"
        var information = BankMovement.paid("E2", 100)
        information.state = "INFO"
        var reversal = BankMovement(amount: 100)
        reversal.isReversal = true
        let text = bank.statement("S1", [pending, information, reversal])
        try Schemas.expectValid([Array(text.utf8)], "camt.053.001.08")
        let entries = try ReadFile(text).entries
        #expect(entries.map(\.isBooked) == [false, false, true])
        #expect(entries.map(\.isReversal) == [false, false, true])
        #expect(entries[0].bookingDay == nil)
    }

    @Test func `several statements in a file keep their own account`() throws {
        let one = bank.statement("S1", [.paid("E1", 100)])
        let start = try #require(one.range(of: "<Stmt>")), end = try #require(one.range(of: "</Stmt>"))
        let second = one[start.lowerBound..<end.upperBound]
            .replacing("<IBAN>\(bank.account)</IBAN>", with: "<Othr><Id>7</Id></Othr>").replacing("E1", with: "E2")
        let text = one.replacing("</Stmt>", with: "</Stmt>" + second)
        try Schemas.expectValid([Array(text.utf8)], "camt.053.001.08")
        let entries = try ReadFile(text).entries
        #expect(entries.map(\.accountIBAN) == [bank.account, nil])
        #expect(entries.map(\.endToEndID) == ["E1", "E2"])
    }

    @Test func `a payment that came back names whom it was meant for, however the bank turns the parties`() throws {
        var movement = BankMovement.returned("E1", 100)
        movement.counterparty = (name: "Green Grocer", iban: "DE89370400440532013000")
        let text = bank.statement("S1", [movement])
        #expect(try ReadFile(text).entries[0].counterpartyName == "Green Grocer")
        let turned = text.replacing("<Cdtr", with: "<Dbtr").replacing("</Cdtr", with: "</Dbtr")
            .replacing(
                "</RltdPties>",
                with: "<CdtrAcct><Id><IBAN>\(bank.account)</IBAN></Id></CdtrAcct></RltdPties>")
        #expect(try ReadFile(turned).entries[0].counterpartyName == "Green Grocer")
    }

    @Test(arguments: [
        ("12.34", "RON", 1_234), ("12.3400", "RON", 1_234), ("12", "RON", 1_200), ("0", "RON", 0), (".5", "RON", 50),
        ("5.", "RON", 500), (" 1.00 ", "RON", 100), ("007.10", "RON", 710), ("125", "JPY", 125), ("125.00", "JPY", 125),
        ("1.234", "KWD", 1_234), ("92233720368547758.07", "RON", Int64.max),
    ])
    func `an amount is read exactly`(text: String, currency: String, expected: Int64) throws {
        let file = bank.statement("S1", [.incoming(reference: "R", 77)]).replacing(
            "<Ntry><Amt Ccy=\"RON\">0.77</Amt>", with: "<Ntry><Amt Ccy=\"\(currency)\">\(text)</Amt>")
        let entry = try #require(try ReadFile(file).entries.first)
        #expect(entry.amount == Money(minorUnits: expected, currency: Sample.currency(currency)))
    }

    @Test(arguments: [
        ("12.345", "RON", BankFileError.decimals(line: 2, currency: Sample.ron)),
        ("1.5", "JPY", .decimals(line: 2, currency: Sample.currency("JPY"))),
        ("92233720368547758.08", "RON", .amountTooLarge(line: 2)),
        ("999999999999999999999999999999", "RON", .amountTooLarge(line: 2)),
        ("-1.00", "RON", .invalid(line: 2, element: "Amt")), ("1,00", "RON", .invalid(line: 2, element: "Amt")),
        ("1e3", "RON", .invalid(line: 2, element: "Amt")), ("", "RON", .invalid(line: 2, element: "Amt")),
        (".", "RON", .invalid(line: 2, element: "Amt")), ("١", "RON", .invalid(line: 2, element: "Amt")),
        ("1.00", "ron", .invalid(line: 2, element: "Ccy")), ("1.00", "", .invalid(line: 2, element: "Ccy")),
    ])
    func `an amount in another form is refused`(text: String, currency: String, error: BankFileError) {
        let file = bank.statement("S1", [.incoming(reference: "R", 77)]).replacing(
            "<Ntry><Amt Ccy=\"RON\">0.77</Amt>", with: "<Ntry><Amt Ccy=\"\(currency)\">\(text)</Amt>")
        #expect(throws: error) { try ReadFile(file) }
    }

    @Test(arguments: [
        ("<Sts><Cd>BOOK</Cd></Sts>", "", BankFileError.missing(line: 2, element: "Ntry/Sts")),
        ("<CdtDbtInd>DBIT</CdtDbtInd><Sts>", "<Sts>", .missing(line: 2, element: "Ntry/CdtDbtInd")),
        ("<CdtDbtInd>DBIT</CdtDbtInd><Sts>", "<CdtDbtInd>C</CdtDbtInd><Sts>", .invalid(line: 2, element: "CdtDbtInd")),
        ("<Ntry><Amt Ccy=\"RON\">1.00</Amt>", "<Ntry>", .missing(line: 2, element: "Ntry/Amt")),
        ("<Dt>2026-11-24</Dt></BookgDt>", "<Dt>2026-02-30</Dt></BookgDt>", .invalid(line: 2, element: "BookgDt")),
        (
            "<EndToEndId>E1", "<EndToEndId>\(String(repeating: "E", count: 36))",
            .tooLong(line: 2, element: "EndToEndId", limit: 35)
        ),
    ])
    func `what an entry needs is asked for by name`(part: String, other: String, error: BankFileError) {
        let text = bank.statement("S1", [.paid("E1", 100)]).replacing(part, with: other)
        #expect(throws: error) { try ReadFile(text) }
        #expect(error.description.hasSuffix("."))
    }

    @Test func `random answers of the bank are valid and read back for every seed`() throws {
        var statements: [[UInt8]] = [], notifications: [[UInt8]] = []
        for seed in UInt64(1)...60 {
            var random = ModelRandom(seed: seed)
            let movements = (0..<random.number(1...20)).map { index in
                var movement = BankMovement(amount: Int64(random.number(-999_999...999_999)))
                movement.endToEndID = random.chance(50) ? "E\(seed)-\(index)" : nil
                movement.servicerReference = random.chance(80) ? "B\(seed)-\(index)" : nil
                movement.remittance = random.chance(50) ? "Băcănia & <Щука> \"\(index)\"" : nil
                movement.returnReason = random.chance(20) ? "AC04" : nil
                movement.counterparty = random.chance(50) ? ("Țara & Co", "DE89370400440532013000") : nil
                return movement
            }
            let statement = bank.statement("S\(seed)", movements)
            let notification = bank.notification("N\(seed)", movements)
            let read = try ReadFile(statement).entries
            #expect(try read == ReadFile(notification).entries, "seed \(seed)")
            let signed = read.map { $0.side == .credit ? $0.amount.minorUnits : -$0.amount.minorUnits }
            #expect(signed == movements.map(\.amount), "seed \(seed)")
            #expect(read.map(\.endToEndID) == movements.map(\.endToEndID), "seed \(seed)")
            #expect(read.map(\.remittance) == movements.map { $0.remittance ?? "" }, "seed \(seed)")
            statements.append(Array(statement.utf8))
            notifications.append(Array(notification.utf8))
        }
        try Schemas.expectValid(statements, "camt.053.001.08")
        try Schemas.expectValid(notifications, "camt.054.001.08")
    }
}
