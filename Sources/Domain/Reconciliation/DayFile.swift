/// A partner's own day as it was uploaded: CSV with a header row and the columns `message_id`, `kind`, `points` and
/// `amount`, in any order, others beside them allowed.
///
/// RFC 4180, with lines that end in CRLF or LF and a byte order mark allowed. A leading apostrophe, which spreadsheets are
/// given so that a text is no formula, is no part of a text cell.
public struct DayFile: Hashable, Sendable {
    /// The most bytes of a file.
    public static let mostBytes = 16 << 20
    /// The most rows below the header.
    public static let mostRows = 250_000
    /// The most unreadable rows after which the file is given up.
    public static let mostUnreadable = 1_000

    /// The rows that can be read, in the file's order.
    public let rows: [DayRow]
    /// The others.
    public let unreadable: [UnreadableRow]

    /// Rows in the file's order.
    public init(rows: [DayRow], unreadable: [UnreadableRow] = []) {
        self.rows = rows
        self.unreadable = unreadable
    }

    /// Reads a file.
    ///
    /// - Throws: ``DayFileError``.
    public static func read(_ bytes: [UInt8]) throws(DayFileError) -> DayFile {
        guard bytes.count <= mostBytes else { throw .tooLarge }
        var scanner = RowScanner(bytes)
        guard let head = scanner.next() else { throw .empty }
        let columns = try Columns(head)
        var rows: [DayRow] = []
        var unreadable: [UnreadableRow] = []
        // Lines without anything are allowed where the file ends, and nowhere else.
        var blank: [Int] = []
        while let row = scanner.next() {
            if row.isUnclosed { throw .quoteNotClosed(line: row.line) }
            if row.isBlank {
                blank.append(row.line)
                guard blank.count <= mostUnreadable else { throw .tooManyUnreadable(line: row.line) }
                continue
            }
            unreadable += blank.map { UnreadableRow(line: $0, reason: .cells) }
            blank = []
            switch columns.entry(of: row) {
            case .success(let entry): rows.append(DayRow(line: row.line, entry: entry))
            case .failure(let fault): unreadable.append(UnreadableRow(line: row.line, reason: fault.reason))
            }
            guard unreadable.count <= mostUnreadable else { throw .tooManyUnreadable(line: row.line) }
            guard rows.count + unreadable.count <= mostRows else { throw .tooManyRows }
        }
        return DayFile(rows: rows, unreadable: unreadable)
    }
}

/// Why a file is not compared at all.
public enum DayFileError: Error, Hashable, Sendable {
    /// It has not even a header.
    case empty
    /// It has more than ``DayFile/mostBytes``.
    case tooLarge
    /// It has more than ``DayFile/mostRows``.
    case tooManyRows
    /// The header cannot be read as CSV.
    case header
    /// The header lacks this column.
    case columnMissing(String)
    /// The header names this column twice.
    case columnTwice(String)
    /// A quote that opens a cell in the row of this line is never closed.
    case quoteNotClosed(line: Int)
    /// So many rows cannot be read that this is some other file.
    case tooManyUnreadable(line: Int)
}

extension DayFileError: CustomStringConvertible {
    /// One English sentence.
    public var description: String {
        switch self {
        case .empty: "the file is empty; its first row must name message_id, kind, points and amount"
        case .tooLarge: "the file has more than \(DayFile.mostBytes >> 20) MiB"
        case .tooManyRows: "the file has more than \(DayFile.mostRows) rows"
        case .header: "the first row is no CSV that names message_id, kind, points and amount"
        case .columnMissing(let name): "the first row does not name the column \(name)"
        case .columnTwice(let name): "the first row names the column \(name) twice"
        case .quoteNotClosed(let line): "a quote opens in the row of line \(line) and never closes"
        case .tooManyUnreadable(let line):
            "more than \(DayFile.mostUnreadable) rows up to line \(line) cannot be read: it is some other file"
        }
    }
}
