import Partners
import Payments
import Quantities
import Testing

@Suite struct `Matching the bank's entries` {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let entry: BankEntry
        let payment: Payment?
        let fit: BankMatch.Fit
        var reason: MismatchReason?
        var suspense: Int64 = 0
        var booked: Int64 = 0
        var testDescription: String { name }
    }

    static let sent = Sample.payment(state: .instructed, instruction: "M1")
    static let owed = Sample.payment(.incoming)

    static let cases: [Case] = [
        Case(name: "a debit of the amount", entry: Sample.entry(), payment: sent, fit: .matched, booked: 1000),
        Case(
            name: "an unknown id", entry: Sample.entry(id: "x"), payment: nil, fit: .unmatched, reason: .unknownID,
            suspense: 1000),
        Case(
            name: "a debit too large", entry: Sample.entry(1001), payment: sent, fit: .unmatched, reason: .wrongAmount,
            suspense: 1001),
        Case(
            name: "another currency", entry: Sample.entry(currency: "EUR"), payment: sent, fit: .unmatched,
            reason: .wrongCurrency, suspense: 1000),
        Case(
            name: "money in for a creditor", entry: Sample.entry(1000, .credit), payment: sent, fit: .unmatched,
            reason: .wrongDirection, suspense: 1000),
        Case(
            name: "a debit again", entry: Sample.entry(), payment: Sample.payment(state: .paid, moved: 1000),
            fit: .unmatched, reason: .alreadyPaid, suspense: 1000),
        Case(
            name: "a debit for what was given up", entry: Sample.entry(), payment: Sample.payment(state: .withdrawn),
            fit: .unmatched, reason: .late, suspense: 1000),
        Case(
            name: "a return", entry: Sample.entry(1000, .credit, returned: "AC04"),
            payment: Sample.payment(state: .paid, moved: 1000), fit: .matched, booked: -1000),
        Case(
            name: "a return of nothing", entry: Sample.entry(1000, .credit, isReversal: true),
            payment: Sample.payment(),
            fit: .unmatched, reason: .unexpectedReturn, suspense: 1000),
        Case(name: "money in", entry: Sample.entry(1000, .credit), payment: owed, fit: .matched, booked: 1000),
        Case(
            name: "money in, too little", entry: Sample.entry(400, .credit), payment: owed, fit: .partlyMatched,
            reason: .underpaid, booked: 400),
        Case(
            name: "money in, too much", entry: Sample.entry(1200, .credit), payment: owed, fit: .partlyMatched,
            reason: .overpaid, suspense: 200, booked: 1000),
        Case(
            name: "money in again", entry: Sample.entry(1000, .credit),
            payment: Sample.payment(.incoming, state: .paid, moved: 1000), fit: .unmatched, reason: .alreadyPaid,
            suspense: 1000),
        Case(
            name: "what was booked by hand", entry: Sample.entry(1000, .credit),
            payment: Sample.payment(.incoming, state: .paid, moved: 1000, byHand: 1000), fit: .matched),
    ]

    @Test(arguments: cases) func `as the table says`(_ one: Case) {
        let match = BankMatch(one.entry, payment: one.payment)
        #expect(match.fit == one.fit)
        #expect(match.reason == one.reason)
        #expect(match.suspense == one.suspense)
        #expect(match.step?.booked ?? 0 == one.booked)
    }

    @Test func `a debtor's reference is found in whatever the bank passes on`() {
        let entry = Sample.entry(
            1000, .credit, id: "NOTGIVEN", references: ["RF18X"], remittance: "plata ref.000004-1-GROCERY/nov")
        #expect(entry.paymentNames.contains("000004-1-grocery"))
        #expect(entry.paymentNames.first == "notgiven")
        let long = Sample.entry(1, .credit, id: nil, remittance: String(repeating: "word ", count: 1000) + "aa bb")
        #expect(long.paymentNames.count <= 24)
    }

    @Test(arguments: [
        ("ACCP", "accepted"), ("ACSC", "accepted"), ("ACTC", "accepted"), ("RJCT", "rejected"), ("CANC", "rejected"),
    ]) func `a status of the bank's means`(_ code: String, _ name: String) {
        let status = PaymentStatus(originalMessageID: "M1", endToEndID: nil, code: code)
        #expect(status.event?.name == name)
    }

    @Test(arguments: ["PART", "PDNG", "RCVD", "XXXX"]) func `a status without news is`(_ code: String) {
        #expect(PaymentStatus(originalMessageID: "M1", endToEndID: nil, code: code).event == nil)
    }
}
