import Operations
import Partners
import Quantities
import Reconciliation
import Synchronization

/// The hub's side of every day: two messages of `grocery`, and one that was refused.
final class BookedDays: ReconciliationStore {
    private let kept = Mutex<[LocalDay: ReconciliationRecord]>([:])

    func hubDay(
        _ day: LocalDay, in zone: ZoneRules, of partner: PartnerID, listed: [String]
    ) async throws(StoreError) -> HubDay {
        HubDay(
            booked: [
                DayEntry(messageID: "a-1", kind: .accrual, points: 129, amount: 12_990),
                DayEntry(messageID: "r-1", kind: .redemption, points: 300, amount: nil),
            ],
            elsewhere: listed.contains("x-1") ? ["x-1": .refused(code: "insufficient_points")] : [:])
    }

    func keep(
        _ counts: ReconciliationCounts, isClean: Bool, fileSHA256: String, of partner: PartnerID, day: LocalDay,
        by actor: String
    ) async throws(StoreError) -> ReconciliationRecord {
        let record = ReconciliationRecord(
            partner: partner, day: day, comparedAt: Instant(seconds: 0), comparedBy: actor, fileSHA256: fileSHA256,
            counts: counts, isClean: isClean)
        kept.withLock { $0[day] = record }
        return record
    }

    func records(of partner: PartnerID, most: Int) async throws(StoreError) -> [ReconciliationRecord] {
        kept.withLock { Array($0.values.sorted { $0.day > $1.day }.prefix(most)) }
    }
}
