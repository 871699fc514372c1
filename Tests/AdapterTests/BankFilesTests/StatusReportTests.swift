import CoalitionTestKit
import Payments
import Quantities
import Testing

@testable import BankFiles

/// The bank of these tests.
let bank = BankAnswerSamples(
    account: "RO49AAAA1B31007593840000", currency: Sample.ron, day: LocalDay(year: 2026, month: 11, day: 24))

@Suite struct `Reading payment status reports` {
    @Test func `a report says what became of each payment`() throws {
        let text = bank.statusReport(
            "BANK-1", of: "CLR-000004-1", group: "PART",
            outcomes: [("E1", "ACSC", nil), ("E2", "RJCT", "AC04")])
        try Schemas.expectValid([Array(text.utf8)], "pain.002.001.10")
        let read = try ReadFile(text)
        #expect(read.header.kind == .paymentStatusReport)
        #expect(read.header.messageID == "BANK-1")
        #expect(
            read.statuses == [
                PaymentStatus(originalMessageID: "CLR-000004-1", endToEndID: nil, code: "PART"),
                PaymentStatus(
                    originalMessageID: "CLR-000004-1", paymentInformationID: "CLR-000004-1", endToEndID: "E1",
                    code: "ACSC"),
                PaymentStatus(
                    originalMessageID: "CLR-000004-1", paymentInformationID: "CLR-000004-1", endToEndID: "E2",
                    code: "RJCT",
                    reasonCode: "AC04", reasonText: "refused as AC04"),
            ])
    }

    @Test func `a whole message refused is one status without a payment`() throws {
        let text = bank.statusReport("BANK-2", of: "CLR-000004-1", group: "RJCT", groupReason: "AM18")
        try Schemas.expectValid([Array(text.utf8)], "pain.002.001.10")
        #expect(
            try ReadFile(text).statuses == [
                PaymentStatus(
                    originalMessageID: "CLR-000004-1", endToEndID: nil, code: "RJCT", reasonCode: "AM18",
                    reasonText: "refused as AM18")
            ])
    }

    @Test func `the payment information's status comes before those of its payments`() throws {
        let text = bank.statusReport(
            "BANK-3", of: "CLR-000004-1", paymentInformation: "ACTC", outcomes: [("E1", "ACCP", nil)])
        try Schemas.expectValid([Array(text.utf8)], "pain.002.001.10")
        let statuses = try ReadFile(text).statuses
        #expect(statuses.map(\.code) == ["ACTC", "ACCP"])
        #expect(statuses.map(\.endToEndID) == [nil, "E1"])
        let alone = bank.statusReport("BANK-4", of: "CLR-000004-1", paymentInformation: "RJCT")
        #expect(try ReadFile(alone).statuses.map(\.paymentInformationID) == ["CLR-000004-1"])
    }

    @Test func `a payment without a status of its own has that of the level above`() throws {
        let text = bank.statusReport(
            "BANK-5", of: "M", group: "RJCT", groupReason: "AM18", outcomes: [("E1", "ACCP", nil)]
        ).replacing("<TxSts>ACCP</TxSts>", with: "")
        let last = try #require(try ReadFile(text).statuses.last)
        #expect(last.endToEndID == "E1")
        #expect(last.code == "RJCT")
        #expect(last.reasonCode == "AM18")
    }

    @Test func `a payment named only by its instruction id is found by that`() throws {
        let text = bank.statusReport("B", of: "M", outcomes: [("E1", "ACCP", nil)])
            .replacing("<OrgnlEndToEndId>E1</OrgnlEndToEndId>", with: "")
        #expect(try ReadFile(text).statuses.map(\.endToEndID) == ["E1"])
    }

    @Test(arguments: [
        ("<OrgnlMsgId>M</OrgnlMsgId>", "OrgnlGrpInfAndSts/OrgnlMsgId"), ("<TxSts>ACCP</TxSts>", "TxInfAndSts/TxSts"),
        ("<MsgId>B</MsgId>", "GrpHdr/MsgId"),
    ])
    func `what must be there is asked for by name`(part: String, element: String) {
        let text = bank.statusReport("B", of: "M", outcomes: [("E1", "ACCP", nil)]).replacing(part, with: "")
        #expect(throws: BankFileError.missing(line: 2, element: element)) { try ReadFile(text) }
    }
}
