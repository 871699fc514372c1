import Books
import Partners
import Quantities

/// A report as rows of cells, from which text for people and CSV are made alike.
public struct ReportTable: Hashable, Sendable {
    /// One cell.
    public enum Cell: Hashable, Sendable {
        /// A name.
        case text(String)
        /// A count of points, or of other things.
        case count(Int64)
        /// Minor units of the table's currency.
        case money(Int64)
        /// A share in millionths.
        case share(Int64)
    }

    /// The columns' names, as in CSV.
    public let columns: [String]
    /// As many cells each as there are columns.
    public let rows: [[Cell]]
    /// The currency of all money.
    public let currency: CurrencyCode

    /// A table of these parts.
    public init(columns: [String], rows: [[Cell]], currency: CurrencyCode) {
        self.columns = columns
        self.rows = rows
        self.currency = currency
    }

    /// The table as CSV: RFC 4180, money in minor units, shares as decimals, the currency in a column of its own.
    public var csv: [UInt8] {
        var writer = CSVWriter()
        writer.row(columns + ["currency"])
        for row in rows {
            for cell in row {
                switch cell {
                case .text(let text): writer.text(text)
                case .count(let number), .money(let number): writer.number(number)
                case .share(let millionths): writer.number(Self.share(millionths))
                }
            }
            writer.text(currency.letters)
            writer.endRow()
        }
        return writer.bytes
    }

    /// A share of the whole with six decimals, such as `0.873500`.
    static func share(_ millionths: Int64) -> String {
        JournalText.decimal(millionths, digits: 6)
    }
}

extension ReportTable {
    /// Every issuer and age, each issuer's sum (age `all`), and every age and all over issuers (issuer `total`).
    public static func liability(_ report: LiabilityReport) -> ReportTable {
        func row(_ issuer: String, _ age: String, _ row: LiabilityReport.Row) -> [Cell] {
            [
                .text(issuer), .text(age), .count(row.available), .count(row.pending), .count(row.held),
                .count(row.lapsed), .count(row.points), .money(row.atIssuePrice), .money(row.atPointValue),
            ]
        }
        var rows: [[Cell]] = []
        for issuer in report.issuers {
            rows += issuer.buckets.map { row(issuer.issuer.text, $0.age.rawValue, $0.row) }
            rows.append(row(issuer.issuer.text, "all", issuer.total))
        }
        rows += report.buckets.map { row("total", $0.age.rawValue, $0.row) }
        rows.append(row("total", "all", report.total))
        return ReportTable(
            columns: [
                "issuer", "days", "available", "pending", "held", "lapsed", "points", "at_issue_price",
                "at_point_value",
            ], rows: rows, currency: report.currency)
    }

    /// Every issuer's expected breakage and deferred revenue, and the total.
    public static func breakage(_ report: BreakageReport) -> ReportTable {
        func row(_ issuer: String, _ row: BreakageReport.Row) -> [Cell] {
            [
                .text(issuer), .count(row.outstanding), .count(row.expectedRedeemed), .count(row.expectedBreakage),
                .money(row.breakageValue), .money(row.deferred), .money(row.deferredWithoutBreakage),
                .money(row.deferredIfLarger), .money(row.deferredIfSmaller),
            ]
        }
        return ReportTable(
            columns: [
                "issuer", "outstanding", "expected_redeemed", "expected_breakage", "breakage_value", "deferred",
                "deferred_without_breakage", "deferred_if_larger", "deferred_if_smaller",
            ], rows: report.issuers.map { row($0.issuer.text, $0.row) } + [row("total", report.total)],
            currency: report.currency)
    }

    /// What was seen at every age, and the share of what is alive after it that will ever be redeemed.
    public static func ages(_ report: BreakageReport) -> ReportTable {
        ReportTable(
            columns: ["months", "vintages", "at_risk", "redeemed", "expired", "ever_redeemed"],
            rows: report.estimate.ages.map {
                [
                    .count($0.age), .count($0.vintages), .count($0.atRisk), .count($0.redeemed), .count($0.expired),
                    .share($0.everRedeemed),
                ]
            }, currency: report.currency)
    }

    /// Two rows an issuer, points and money, and two of the total.
    public static func deferredRevenue(_ report: DeferredRevenue) -> ReportTable {
        func rows(_ issuer: String, _ row: DeferredRevenue.Row) -> [[Cell]] {
            func line(_ unit: String, _ line: DeferredRevenue.Line, _ cell: (Int64) -> Cell) -> [Cell] {
                [.text(issuer), .text(unit)]
                    + [
                        line.opening, line.issued, line.redeemed, line.reversed, line.expired, line.changeOfEstimate,
                        line.closing,
                    ].map(cell)
            }
            return [
                line("points", row.points) { .count($0) }, line("money", row.money) { .money($0) },
            ]
        }
        return ReportTable(
            columns: [
                "issuer", "unit", "opening", "issued", "redeemed", "reversed", "expired", "change_of_estimate",
                "closing",
            ], rows: report.issuers.flatMap { rows($0.issuer.text, $0.row) } + rows("total", report.total),
            currency: report.currency)
    }
}
