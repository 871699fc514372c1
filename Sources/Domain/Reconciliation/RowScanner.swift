/// One row of a CSV file, before anything is made of its cells.
struct ScannedRow {
    /// The line it begins on, from 1.
    let line: Int
    /// Its cells, without quotes.
    var cells: [[UInt8]] = []
    /// What is wrong with its form.
    var fault: UnreadableRow.Reason?
    /// Whether the file ends inside a quoted cell.
    var isUnclosed = false

    /// Whether its line has nothing on it.
    var isBlank: Bool { fault == nil && cells.count == 1 && cells[0].isEmpty }
}

/// Takes a CSV file apart (RFC 4180), one row after the other; lines end in CRLF or LF.
struct RowScanner {
    private let bytes: [UInt8]
    private var index: Int
    private var line = 1
    /// Whether no row can hold anything but UTF-8: nearly every file, and then no cell is looked at twice.
    private let isAllUnicode: Bool

    /// A scanner at the first row; a byte order mark before it is passed over.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        isAllUnicode = String(validating: bytes, as: UTF8.self) != nil
    }

    /// The next row; `nil` at the end of the file.
    mutating func next() -> ScannedRow? {
        guard index < bytes.count else { return nil }
        var row = ScannedRow(line: line)
        while true {
            row.cells.append(cell(&row))
            if index >= bytes.count { break }
            let byte = bytes[index]
            if byte == 0x2C {
                index += 1
                // A comma at the very end of the file still has an empty cell after it.
                if index >= bytes.count { row.cells.append([]); break }
                continue
            }
            if endsLine() { break }
            // What follows a closing quote, or a return in the midst of a line: the rest of the line cannot be trusted.
            row.fault = row.fault ?? .quotes
            skipLine()
            break
        }
        if !isAllUnicode, row.fault == nil, row.cells.contains(where: { String(validating: $0, as: UTF8.self) == nil })
        {
            row.fault = .encoding
        }
        return row
    }

    private mutating func cell(_ row: inout ScannedRow) -> [UInt8] {
        guard index < bytes.count, bytes[index] == 0x22 else { return plainCell(&row) }
        var content: [UInt8] = []
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x22 {
                guard index + 1 < bytes.count, bytes[index + 1] == 0x22 else {
                    index += 1
                    return content
                }
                index += 1
            }
            if byte == 0x0A { line += 1 }
            content.append(byte)
            index += 1
        }
        row.isUnclosed = true
        return content
    }

    private mutating func plainCell(_ row: inout ScannedRow) -> [UInt8] {
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case 0x2C, 0x0A, 0x0D: return Array(bytes[start..<index])
            case 0x22: row.fault = .quotes
            default: break
            }
            index += 1
        }
        return Array(bytes[start..<index])
    }

    /// Passes over a line's end, if one is here.
    private mutating func endsLine() -> Bool {
        if bytes[index] == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
        guard bytes[index] == 0x0A else { return false }
        index += 1
        line += 1
        return true
    }

    private mutating func skipLine() {
        while index < bytes.count, bytes[index] != 0x0A { index += 1 }
        if index < bytes.count {
            index += 1
            line += 1
        }
    }
}
