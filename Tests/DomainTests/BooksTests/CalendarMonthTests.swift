import Books
import Quantities
import Testing

@Suite struct `A calendar month` {
    @Test(arguments: [
        ("2026-11", "2026-11-01", "2026-11-30"), ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"), ("0001-01", "0001-01-01", "0001-01-31"),
    ])
    func `has a first and a last day`(text: String, first: String, last: String) throws {
        let month = try CalendarMonth(text)
        #expect(month.description == text)
        #expect(month.firstDay.description == first)
        #expect(month.lastDay.description == last)
        #expect(CalendarMonth(of: month.lastDay) == month)
        #expect(month.next.previous == month && month < month.next)
        #expect(month.next.firstDay == month.lastDay.adding(days: 1))
    }

    @Test(arguments: [
        "", "2026", "2026-00", "2026-13", "2026-1", "2026-111", "2026/11", "+026-11", "2026-11-01", "٢٠٢٦-11",
    ])
    func `in another form is refused`(text: String) {
        #expect(throws: QuantityError.malformed(text)) { _ = try CalendarMonth(text) }
    }
}
