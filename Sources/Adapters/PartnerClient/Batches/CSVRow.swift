/// The cells of one row of CSV, as places in the bytes it was read from.
struct CSVRow {
    /// One cell.
    struct Cell {
        /// Where its text is, without the quotes around it.
        let range: Range<Int>
        /// Whether quotes inside are doubled.
        let hasDoubledQuotes: Bool
    }

    private(set) var cells: [Cell] = []
    /// What is wrong with it, as far as rows go; the cells up to there are kept.
    private(set) var fault: Fault?

    /// Why a row is not as RFC 4180 has it.
    enum Fault: String {
        case quoteNotClosed = "a quote is not closed"
        case textAfterQuote = "text follows a closing quote"
        case quoteInside = "a quote stands in a cell that does not begin with one"
    }

    /// Reads the row that begins at `start`, into the room the last one had; where the next one begins.
    ///
    /// Rows end with LF or CRLF, or the end of the bytes.
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, separator: UInt8) -> Int {
        cells.removeAll(keepingCapacity: true)
        fault = nil
        var index = start
        while true {
            index = cell(bytes, from: index, separator)
            guard fault == nil else { return Self.afterLine(bytes, index) }
            guard index < bytes.count else { return index }
            if bytes[index] == separator {
                index += 1
            } else {
                return index + (bytes[index] == 0x0D ? 2 : 1)
            }
        }
    }

    /// Reads one cell; where it ends: at a separator, a line break or the end.
    private mutating func cell(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ separator: UInt8) -> Int {
        var index = start
        guard index < bytes.count, bytes[index] == 0x22 else {
            while index < bytes.count, bytes[index] != separator, !Self.isBreak(bytes, index) {
                if bytes[index] == 0x22 { fault = .quoteInside }
                index += 1
            }
            cells.append(Cell(range: start..<index, hasDoubledQuotes: false))
            return index
        }
        var isDoubled = false
        index += 1
        while true {
            guard index < bytes.count else {
                fault = .quoteNotClosed
                cells.append(Cell(range: start + 1..<index, hasDoubledQuotes: isDoubled))
                return index
            }
            if bytes[index] != 0x22 {
                index += 1
            } else if index + 1 < bytes.count, bytes[index + 1] == 0x22 {
                isDoubled = true
                index += 2
            } else {
                break
            }
        }
        cells.append(Cell(range: start + 1..<index, hasDoubledQuotes: isDoubled))
        index += 1
        if index < bytes.count, bytes[index] != separator, !Self.isBreak(bytes, index) { fault = .textAfterQuote }
        return index
    }

    private static func isBreak(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        bytes[index] == 0x0A || bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
    }

    private static func afterLine(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        var index = index
        while index < bytes.count, bytes[index] != 0x0A { index += 1 }
        return min(bytes.count, index + 1)
    }
}

extension CSVRow.Cell {
    /// The text; `nil` when it is no UTF-8.
    ///
    /// The apostrophe that keeps a spreadsheet from taking a cell for a formula is left out (PROTOCOL.md section 8).
    func text(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var range = range
        if range.count > 1, bytes[range.lowerBound] == UInt8(ascii: "'"),
            "=+-@\t\r".utf8.contains(bytes[range.lowerBound + 1])
        {
            range = range.lowerBound + 1..<range.upperBound
        }
        let slice = UnsafeBufferPointer(rebasing: bytes[range])
        guard let text = String(validating: slice, as: UTF8.self) else { return nil }
        return hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
    }
}
