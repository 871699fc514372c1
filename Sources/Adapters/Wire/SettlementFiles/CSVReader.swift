/// Reads CSV as RFC 4180 has it, strictly: each row ends with CRLF, every row has as many cells as the header, quotes
/// stand only around whole cells, and the bytes are UTF-8.
public struct CSVTable: Hashable, Sendable {
    /// The names of the columns, each once.
    public let header: [String]
    /// The rows below the header, cells as they stand in the file.
    public let rows: [[String]]

    /// Reads a file with a header row.
    ///
    /// - Throws: ``CSVError/malformed(line:)`` with the row, counted from 1 for the header.
    public init(_ bytes: [UInt8]) throws(CSVError) {
        var scanner = CSVScanner(bytes: bytes)
        var rows: [[String]] = []
        while let row = try scanner.row() {
            guard row.count == rows.first?.count ?? row.count else { throw .malformed(line: rows.count + 1) }
            rows.append(row)
        }
        guard let header = rows.first, Set(header).count == header.count else { throw .malformed(line: 1) }
        self.header = header
        self.rows = Array(rows.dropFirst())
    }

    /// Where each of `columns` stands, in their order.
    ///
    /// - Throws: ``CSVError/missingColumn(_:)``.
    public func positions(of columns: [String]) throws(CSVError) -> [Int] {
        var positions: [Int] = []
        for column in columns {
            guard let position = header.firstIndex(of: column) else { throw .missingColumn(column) }
            positions.append(position)
        }
        return positions
    }

    /// The text a cell stands for: without the apostrophe that keeps it from being a formula; `nil` for a cell that a
    /// spreadsheet would take for one.
    public static func text(of cell: String) -> String? {
        let bytes = cell.utf8
        guard let first = bytes.first else { return cell }
        if CSVWriter.formulaStarts.contains(first) { return nil }
        let second = bytes.dropFirst().first
        guard first == UInt8(ascii: "'"), let second, CSVWriter.formulaStarts.contains(second) else { return cell }
        return String(decoding: bytes.dropFirst(), as: UTF8.self)
    }
}

/// Why a CSV file is refused.
public enum CSVError: Error, Hashable, Sendable {
    /// The row is not as RFC 4180 has it, or has another number of cells; counted from 1 for the header.
    case malformed(line: Int)
    /// The header lacks this column.
    case missingColumn(String)
}

private struct CSVScanner {
    let bytes: [UInt8]
    var index = 0
    var line = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next row; `nil` at the end of the file.
    mutating func row() throws(CSVError) -> [String]? {
        guard index < bytes.count else { return nil }
        line += 1
        var cells: [String] = []
        while true {
            cells.append(try cell())
            guard index < bytes.count else { throw .malformed(line: line) }
            if bytes[index] == 0x2C {
                index += 1
            } else if bytes[index] == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
                index += 2
                return cells
            } else {
                throw .malformed(line: line)
            }
        }
    }

    private mutating func cell() throws(CSVError) -> String {
        var content: [UInt8] = []
        if index < bytes.count, bytes[index] == 0x22 {
            index += 1
            while true {
                guard index < bytes.count else { throw .malformed(line: line) }
                if bytes[index] != 0x22 {
                    content.append(bytes[index])
                    index += 1
                } else if index + 1 < bytes.count, bytes[index + 1] == 0x22 {
                    content.append(0x22)
                    index += 2
                } else {
                    index += 1
                    break
                }
            }
        } else {
            while index < bytes.count, bytes[index] != 0x2C, bytes[index] != 0x0D, bytes[index] != 0x0A,
                bytes[index] != 0x22
            {
                content.append(bytes[index])
                index += 1
            }
        }
        guard let text = String(validating: content, as: UTF8.self) else { throw .malformed(line: line) }
        return text
    }
}
