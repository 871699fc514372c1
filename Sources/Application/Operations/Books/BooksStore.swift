import Books
import Quantities

/// A part of a journal, in the order they come: one head, entries by day, one end.
public enum JournalPart: Sendable {
    /// What is declared, and the opening balances.
    case head(JournalHead)
    /// Some transactions; never empty.
    case entries([JournalEntry])
    /// The closing balances, those of the head.
    case end(JournalHead)
}

/// What a journal holds.
public struct JournalSummary: Hashable, Sendable {
    /// Its head.
    public let head: JournalHead
    /// How many transactions there are between opening and closing.
    public let transactions: Int64

    /// A summary of these facts.
    public init(head: JournalHead, transactions: Int64) {
        self.head = head
        self.transactions = transactions
    }
}

/// What is outstanding at a moment, with what is needed to value it.
public struct OutstandingSnapshot: Hashable, Sendable {
    /// The day asked for, or today.
    public let asOf: LocalDay
    /// The coalition's currency.
    public let currency: CurrencyCode
    /// What a point is worth to a member.
    public let pointValue: Rate
    /// Sums by issuer, day earned and price.
    public let points: [OutstandingPoints]

    /// A snapshot of these parts.
    public init(asOf: LocalDay, currency: CurrencyCode, pointValue: Rate, points: [OutstandingPoints]) {
        self.asOf = asOf
        self.currency = currency
        self.pointValue = pointValue
        self.points = points
    }
}

/// Every flow of points by vintage, up to the end of a month.
public struct VintageHistory: Hashable, Sendable {
    /// The month asked for, or the one under way.
    public let month: CalendarMonth
    /// The coalition's currency.
    public let currency: CurrencyCode
    /// Sums by issuer, vintage, month, movement and price.
    public let flows: [VintageFlow]

    /// A history of these parts.
    public init(month: CalendarMonth, currency: CurrencyCode, flows: [VintageFlow]) {
        self.month = month
        self.currency = currency
        self.flows = flows
    }
}

/// Reads the books, each time from one consistent state of the ledger.
public protocol BooksStore: Sendable {
    /// Reads the journal of a month, or of everything, page by page; memory does not grow with it.
    ///
    /// - Parameters:
    ///   - month: none for everything posted so far.
    ///   - take: is given each part in order; what it throws ends the reading and is thrown as
    ///     ``BooksFailure/notWritten(_:)``.
    func journal(
        of month: CalendarMonth?, _ take: @escaping @Sendable (JournalPart) throws -> Void
    ) async throws(BooksFailure) -> JournalSummary

    /// What is outstanding at the end of a local day, by the postings; at this moment when no day is named.
    func outstanding(asOf day: LocalDay?) async throws(BooksFailure) -> OutstandingSnapshot

    /// The flows up to the end of a month; of the one under way when none is named.
    func vintages(through month: CalendarMonth?) async throws(BooksFailure) -> VintageHistory
}
