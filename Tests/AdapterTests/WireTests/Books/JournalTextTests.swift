import Books
import Partners
import Quantities
import Testing

@testable import Wire

@Suite struct `The text of a journal` {
    @Test(arguments: [
        ("accrual grocery a--b:c", "accrual grocery a--b:c"), ("x ; y | z", "x y z"), ("  two  spaces ", "two spaces"),
        ("line\nbreak\ttab", "line break tab"), ("(code) * ! =2", "code 2"), ("ă€", ""), ("--", "--"),
    ])
    func `takes no sign that means something to its readers`(given: String, plain: String) {
        #expect(JournalText.plain(given) == plain)
    }

    @Test(arguments: [(0, 2, "0.00"), (-5, 2, "-0.05"), (123_456, 2, "1234.56"), (-123, 0, "-123"), (7, 3, "0.007")])
    func `writes whole units with all decimals`(minorUnits: Int64, digits: Int, text: String) {
        #expect(JournalText.decimal(minorUnits, digits: digits) == text)
    }

    @Test func `declares, opens, moves and closes`() throws {
        let grocery = try PartnerID("grocery")
        let issued = JournalAccount.points(issuer: grocery, .issued)
        let outstanding = JournalAccount.points(issuer: grocery, .outstanding)
        let head = JournalHead(
            month: try CalendarMonth("2026-11"), firstDay: LocalDay(year: 2026, month: 11, day: 1),
            lastDay: LocalDay(year: 2026, month: 11, day: 30), currency: try CurrencyCode("RON"),
            balances: [
                JournalBalance(account: issued, opening: 100, closing: 129),
                JournalBalance(account: outstanding, opening: -100, closing: -129),
                JournalBalance(account: .money(.bank), opening: 0, closing: 0),
            ])
        let entry = JournalEntry(
            day: LocalDay(year: 2026, month: 11, day: 20), code: "id-1", description: "accrual grocery till7-1",
            cycle: 4,
            lines: [.init(account: issued, amount: 29), .init(account: outstanding, amount: -29)])
        let bytes =
            JournalText.head(head) + JournalText.entries([entry], currency: head.currency) + JournalText.end(head)
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                ; The books of the clearinghouse, month 2026-11.
                ; Debits are above zero. Of each issuer Issued + Outstanding + Held + Redeemed + Reversed + Expired = 0.

                tag cycle

                commodity POINTS
                commodity RON
                  format 1000.00 RON

                account Equity:Points:grocery:Issued
                account Liabilities:Points:grocery:Outstanding
                account Assets:Bank

                2026-11-01 * (opening) opening balances
                    Equity:Points:grocery:Issued  100 POINTS
                    Liabilities:Points:grocery:Outstanding  -100 POINTS

                2026-11-20 * (id-1) accrual grocery till7-1
                    ; cycle: 000004
                    Equity:Points:grocery:Issued  29 POINTS
                    Liabilities:Points:grocery:Outstanding  -29 POINTS

                2026-11-30 * (closing) closing balances
                    Equity:Points:grocery:Issued  0 POINTS = 129 POINTS
                    Liabilities:Points:grocery:Outstanding  0 POINTS = -129 POINTS
                    Assets:Bank  0.00 RON = 0.00 RON

                """)
    }
}
