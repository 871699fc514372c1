import Books
import Quantities

/// The reports of the books: read by the store, worked out by the domain.
public struct BooksDesk: Sendable {
    private let store: any BooksStore

    /// A desk over a store.
    public init(store: any BooksStore) {
        self.store = store
    }

    /// Reads the journal of a month, or of everything; see ``BooksStore/journal(of:_:)``.
    public func journal(
        of month: CalendarMonth?, _ take: @escaping @Sendable (JournalPart) throws -> Void
    ) async throws(BooksFailure) -> JournalSummary {
        try await store.journal(of: month, take)
    }

    /// What issuers owe members in points, by age, at the end of a day or now.
    public func liability(asOf day: LocalDay? = nil) async throws(BooksFailure) -> LiabilityReport {
        let snapshot = try await store.outstanding(asOf: day)
        do {
            return try LiabilityReport.make(
                snapshot.points, asOf: snapshot.asOf, pointValue: snapshot.pointValue, currency: snapshot.currency)
        } catch {
            throw .notCountable(error)
        }
    }

    /// What is expected to lapse, at the end of a month or now.
    public func breakage(month: CalendarMonth? = nil) async throws(BooksFailure) -> BreakageReport {
        let history = try await store.vintages(through: month)
        do {
            return try BreakageReport.make(history.flows, month: history.month, currency: history.currency)
        } catch {
            throw .notCountable(error)
        }
    }

    /// The roll-forward of a month's deferred revenue; of the month under way when none is named.
    public func deferredRevenue(month: CalendarMonth? = nil) async throws(BooksFailure) -> DeferredRevenue {
        let history = try await store.vintages(through: month)
        do {
            return try DeferredRevenue.rollForward(history.flows, month: history.month, currency: history.currency)
        } catch {
            throw .notCountable(error)
        }
    }
}
