import CoalitionTestKit
import LoyaltyRules
import Quantities
import Testing

@Suite struct `Dates of lots` {
    private func dates(_ occurredAt: String, posted: String? = nil, pending: Int64 = 0, months: Int64 = 24) -> LotDates
    {
        LotDates(
            occurredAt: .at(occurredAt), postedAt: .at(posted ?? occurredAt), pendingDays: pending,
            expiryMonths: months, zone: .bucharest)
    }

    @Test(
        arguments: [
            // when it was earned, for how many months, and the first moment after the local day
            ("2026-01-31T12:00:00Z", 1, "2026-02-28T22:00:00Z"), ("2026-01-31T12:00:00Z", 2, "2026-03-31T21:00:00Z"),
            ("2026-01-31T22:00:00Z", 1, "2026-03-01T22:00:00Z"), ("2024-02-29T10:00:00Z", 12, "2025-02-28T22:00:00Z"),
            ("2026-11-20T10:15:00Z", 24, "2028-11-20T22:00:00Z"), ("2026-09-25T20:59:59Z", 1, "2026-10-25T22:00:00Z"),
            ("2026-09-25T21:00:00Z", 1, "2026-10-26T22:00:00Z"), ("2026-02-28T23:00:00Z", 1, "2026-04-01T21:00:00Z"),
            ("2026-12-31T21:59:59Z", 2, "2027-02-28T22:00:00Z"), ("2027-01-31T09:00:00Z", 0, "2027-01-31T22:00:00Z"),
        ] as [(String, Int64, String)])
    func `points expire with a local day`(occurredAt: String, months: Int64, end: String) {
        #expect(dates(occurredAt, months: months).expiresAt == .at(end))
    }

    @Test func `pending points wait whole days of 86,400 seconds, also over a change of the clock`() {
        #expect(
            dates("2026-03-28T12:00:00Z", posted: "2026-03-30T09:00:00Z", pending: 2).availableAt
                == .at("2026-03-30T12:00:00Z"))
    }

    @Test func `without a pending time points are available when posted, late or ahead`() {
        #expect(
            dates("2026-03-28T12:04:00Z", posted: "2026-03-28T12:00:00Z").availableAt == .at("2026-03-28T12:00:00Z"))
        #expect(
            dates("2026-03-20T12:00:00Z", posted: "2026-03-28T12:00:00Z").availableAt == .at("2026-03-20T12:00:00Z"))
        #expect(dates("2026-03-28T12:04:00Z", posted: "2026-03-28T12:00:00Z").earnedAt == .at("2026-03-28T12:04:00Z"))
    }
}
