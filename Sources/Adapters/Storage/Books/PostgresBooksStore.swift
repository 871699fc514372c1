import Books
import Operations
import Partners
import Postgres
import Quantities

/// The books over PostgreSQL: each reading is one repeatable-read transaction.
public struct PostgresBooksStore: BooksStore {
    private let settings: StoreSettings
    private let pool: PostgresPool

    /// Books over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.settings = settings
        self.pool = pool
    }

    /// See ``BooksStore/outstanding(asOf:)``.
    public func outstanding(asOf day: LocalDay?) async throws(BooksFailure) -> OutstandingSnapshot {
        try await read { connection, terms, now in
            let today = terms.zone.day(of: now)
            let asOf = day ?? today
            guard asOf <= today else { throw BooksFailure.dayNotBegun(asOf) }
            let end = day.map { terms.zone.end(of: $0) } ?? Instant(microseconds: now.microseconds + 1)
            let points = try connection.execute(
                BookStatements.outstanding, [.instant(end), .text(terms.snapshot.coalition.timeZone)]
            ).map { row in
                OutstandingPoints(
                    issuer: try BookRows.partner(row.text("issuer")), earnedOn: try row.day("earned_on"),
                    price: try BookRows.rate(row.int64("price")), available: try row.int64("available"),
                    pending: try row.int64("pending"), held: try row.int64("held"), lapsed: try row.int64("lapsed"))
            }
            let coalition = terms.snapshot.coalition
            return OutstandingSnapshot(
                asOf: asOf, currency: coalition.currency, pointValue: coalition.pointValue, points: points)
        }
    }

    /// See ``BooksStore/vintages(through:)``.
    public func vintages(through month: CalendarMonth?) async throws(BooksFailure) -> VintageHistory {
        try await read { connection, terms, now in
            let month = try Self.begun(month, terms, now) ?? CalendarMonth(of: terms.zone.day(of: now))
            let flows = try connection.execute(
                BookStatements.vintages,
                [.instant(terms.zone.end(of: month.lastDay)), .text(terms.snapshot.coalition.timeZone)]
            ).map(BookRows.flow)
            return VintageHistory(month: month, currency: terms.snapshot.coalition.currency, flows: flows)
        }
    }

    /// See ``BooksStore/journal(of:_:)``.
    public func journal(
        of month: CalendarMonth?, _ take: @escaping @Sendable (JournalPart) throws -> Void
    ) async throws(BooksFailure) -> JournalSummary {
        try await read { connection, terms, now in
            let month = try Self.begun(month, terms, now)
            let zone = terms.snapshot.coalition.timeZone
            let period = JournalPeriod(month: month, zone: terms.zone)
            let days = try connection.execute(BookStatements.days, [.text(zone)]).only()
            let today = terms.zone.day(of: now)
            let balances = try connection.execute(BookStatements.balances, period.parameters).map(BookRows.balance)
            let head = JournalHead(
                month: month, firstDay: try month?.firstDay ?? days.optionalDay("first_day") ?? today,
                lastDay: try month?.lastDay ?? days.optionalDay("last_day") ?? today,
                currency: terms.snapshot.coalition.currency, balances: balances)
            func hand(_ part: JournalPart) throws(BooksFailure) {
                do {
                    try take(part)
                } catch {
                    throw .notWritten("\(error)")
                }
            }
            try hand(.head(head))
            var transactions: Int64 = 0
            try connection.execute(BookStatements.openJournal, period.parameters + [.text(zone)])
            while true {
                let page = try connection.execute(BookStatements.nextPage).map(BookRows.entry)
                guard !page.isEmpty else { break }
                transactions += Int64(page.count)
                try hand(.entries(page))
                try Task.checkCancellation()
            }
            try hand(.end(head))
            return JournalSummary(head: head, transactions: transactions)
        }
    }

    /// The month, if it has begun.
    private static func begun(
        _ month: CalendarMonth?, _ terms: CoalitionTerms, _ now: Instant
    ) throws(BooksFailure) -> CalendarMonth? {
        if let month, month > CalendarMonth(of: terms.zone.day(of: now)) { throw .monthNotBegun(month) }
        return month
    }

    /// Runs `body` in one consistent state of the ledger.
    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (isolated PostgresConnection, CoalitionTerms, Instant) throws -> Value
    ) async throws(BooksFailure) -> Value {
        let offset = settings.clockOffset()
        do {
            return try await pool.withTransaction(isolation: .repeatableRead, access: .readOnly) { connection in
                guard let terms = try TermsReading.read(connection) else { throw BooksFailure.noCoalition }
                let now = try connection.execute(GateStatements.clock, [.int64(offset)]).only().instant("now")
                return try body(connection, terms, now)
            }
        } catch let failure as BooksFailure {
            throw failure
        } catch {
            throw .store(StoreError(any: error))
        }
    }
}

/// The moments and days of a month, or of all time.
struct JournalPeriod {
    let month: CalendarMonth?
    let zone: ZoneRules

    /// First moment, first moment after, first day, last day.
    var parameters: [PostgresValue] {
        guard let month else {
            return [.timestamp(.min), .timestamp(.max), .date(.min), .date(.max)]
        }
        return [
            .instant(zone.instant(of: month.firstDay)), .instant(zone.end(of: month.lastDay)),
            .date(Int32(clamping: month.firstDay.dayNumber)), .date(Int32(clamping: month.lastDay.dayNumber)),
        ]
    }
}
