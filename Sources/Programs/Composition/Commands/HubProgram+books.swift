import Books
import Foundation
import Governance
import Operations
import Partners
import Quantities
import Storage
import Synchronization
import Wire

/// How a report is printed.
public enum ReportForm: Sendable {
    /// A table for people.
    case text
    /// One JSON document.
    case json
    /// CSV, money in minor units.
    case csv
}

/// Months and days as commands take them.
public enum BookArguments {
    /// Whether a text is a month, as `YYYY-MM`.
    public static func isMonth(_ text: String) -> Bool { (try? CalendarMonth(text)) != nil }

    /// Whether a text is a day that exists, as `YYYY-MM-DD`.
    public static func isDay(_ text: String) -> Bool { (try? day(text)) != nil }

    static func month(_ text: String?) throws -> CalendarMonth? {
        do {
            return try text.map { try CalendarMonth($0) }
        } catch {
            throw CommandFailure("“\(text ?? "")” is no month; write it as 2026-11.")
        }
    }

    static func day(_ text: String) throws -> LocalDay {
        guard let start = try? Instant(rfc3339: text + "T00:00:00Z") else {
            throw CommandFailure("“\(text)” is no day; write it as 2026-11-30.")
        }
        return ZoneRules.utc.day(of: start)
    }
}

extension HubProgram {
    /// `report liability`
    public static func reportLiability(_ options: HubOptions, asOf day: String?, _ form: ReportForm) async throws {
        let asOf = try day.map(BookArguments.day)
        let report = try await visit(options, needs: .view) { hub, _ in try await hub.books.liability(asOf: asOf) }
        say(
            form, "Points with members as of \(report.asOf), by issuer and days since earned.",
            [.liability(report)], ReportDocuments.liability(report))
    }

    /// `report breakage`
    public static func reportBreakage(
        _ options: HubOptions, month: String?, _ form: ReportForm
    ) async throws {
        let month = try BookArguments.month(month)
        let report = try await visit(options, needs: .view) { hub, _ in try await hub.books.breakage(month: month) }
        let ever = Console.amount(report.estimate.everRedeemedOfNew, digits: 4)
        say(
            form,
            """
            Breakage expected at the end of \(report.estimate.month), from the coalition's own history.
            Of newly issued points \(ever) % are expected to be redeemed. An age that fewer than \
            \(BreakageEstimate.leastVintages) vintages have lived through counts as redeemed in full.
            Larger and smaller: the breakage expected, varied by \(BreakageReport.sensitivityPercent) % of itself.
            """, [.breakage(report), .ages(report)], ReportDocuments.breakage(report))
    }

    /// `report deferred-revenue`
    public static func reportDeferredRevenue(
        _ options: HubOptions, month: String?, _ form: ReportForm
    ) async throws {
        let month = try BookArguments.month(month)
        let report = try await visit(options, needs: .view) { hub, _ in
            try await hub.books.deferredRevenue(month: month)
        }
        say(
            form, "Deferred revenue in \(report.month): opening + movements + change of estimate = closing.",
            [.deferredRevenue(report)], ReportDocuments.deferredRevenue(report))
    }

    /// CSV is of the first table.
    private static func say(_ form: ReportForm, _ heading: String, _ tables: [ReportTable], _ document: [UInt8]) {
        switch form {
        case .text: print(([heading] + tables.map(text)).joined(separator: "\n\n"))
        case .json: print(String(decoding: document, as: UTF8.self))
        case .csv:
            for table in tables.prefix(1) { print(String(decoding: table.csv, as: UTF8.self), terminator: "") }
        }
    }

    /// A table with grouped figures; rows of nothing but zeros are left out.
    private static func text(_ table: ReportTable) -> String {
        let digits = table.currency.minorUnitDigits
        let kept = table.rows.filter { row in
            row.contains { cell in
                switch cell {
                case .text: false
                case .count(let number), .money(let number), .share(let number): number != 0
                }
            }
        }
        let rows = kept.map { row in
            row.map { cell in
                switch cell {
                case .text(let text): text
                case .count(let number): Console.count(number)
                case .money(let amount): Console.amount(amount, digits: digits)
                case .share(let share): Console.amount(share, digits: 4) + " %"
                }
            }
        }
        let heads = table.columns.map { $0.split(separator: "_").joined(separator: " ") }
        return Console.table([heads] + rows) + "\nMoney in \(table.currency)."
    }

    /// `export journal`: to standard output, or to a file that appears only when it is whole.
    public static func exportJournal(
        _ options: HubOptions, month: String?, output: String?, json: Bool
    ) async throws {
        let month = try BookArguments.month(month)
        let summary = try await visit(options, needs: .view) { hub, _ in
            let file = try JournalFile(output)
            do {
                let summary = try await hub.books.journal(of: month) { try file.write($0) }
                try file.finish()
                return summary
            } catch {
                file.abandon()
                throw error
            }
        }
        guard let output else { return }
        let transactions = Console.count(summary.transactions)
        Console(json: json).say(
            "Wrote \(transactions) transactions over \(summary.head.balances.count) accounts to \(output).",
            ReportDocuments.journal(
                month: month, firstDay: summary.head.firstDay.description, lastDay: summary.head.lastDay.description,
                transactions: summary.transactions, accounts: summary.head.balances.count, file: output))
    }
}

/// Where a journal is written: part by part, so that memory does not grow with it.
private final class JournalFile: Sendable {
    private let path: String?
    private let temporary: String
    private let handle: FileHandle
    private let currency = Mutex<CurrencyCode?>(nil)

    /// Opens a new file beside `path`; standard output where there is none.
    init(_ path: String?) throws {
        self.path = path
        guard let path else {
            temporary = ""
            handle = .standardOutput
            return
        }
        temporary = path + ".\(UUID().uuidString).part"
        guard FileManager.default.createFile(atPath: temporary, contents: nil),
            let opened = FileHandle(forWritingAtPath: temporary)
        else { throw CommandFailure("“\(path)” cannot be written; does its folder exist?") }
        handle = opened
    }

    /// Writes a part behind those before it.
    func write(_ part: JournalPart) throws {
        switch part {
        case .head(let head):
            currency.withLock { $0 = head.currency }
            try handle.write(contentsOf: Data(JournalText.head(head)))
        case .entries(let entries):
            guard let currency = currency.withLock({ $0 }) else { return }
            try handle.write(contentsOf: Data(JournalText.entries(entries, currency: currency)))
        case .end(let head): try handle.write(contentsOf: Data(JournalText.end(head)))
        }
    }

    /// Gives the file its name, in place of what stood there.
    func finish() throws {
        guard let path else { return }
        try handle.synchronize()
        try handle.close()
        guard rename(temporary, path) == 0 else {
            throw CommandFailure("“\(path)” cannot be written: errno \(errno).")
        }
    }

    /// Removes what was written so far.
    func abandon() {
        guard path != nil else { return }
        try? handle.close()
        try? FileManager.default.removeItem(atPath: temporary)
    }
}
