/// Writes CSV as RFC 4180 has it: comma, CRLF, quotes only where needed.
///
/// A text cell that a spreadsheet would take for a formula gets a leading apostrophe (PROTOCOL.md section 8).
public struct CSVWriter: Sendable {
    /// The bytes written so far.
    public private(set) var bytes: [UInt8] = []
    private var isFirst = true

    /// An empty file.
    public init(capacity: Int = 4096) {
        bytes.reserveCapacity(capacity)
    }

    /// The first bytes of a cell that spreadsheets read as a formula: `=`, `+`, `-`, `@`, tab and return.
    static let formulaStarts: Set<UInt8> = [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D]

    /// Writes a cell of text.
    public mutating func text(_ text: String) {
        separate()
        var cell = Array(text.utf8)
        if let first = cell.first, Self.formulaStarts.contains(first) { cell.insert(UInt8(ascii: "'"), at: 0) }
        guard cell.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0D || $0 == 0x0A }) else {
            bytes.append(contentsOf: cell)
            return
        }
        bytes.append(0x22)
        for byte in cell {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }

    /// Writes a cell that holds a decimal number, which never gets an apostrophe.
    public mutating func number(_ number: some CustomStringConvertible) {
        separate()
        bytes.append(contentsOf: number.description.utf8)
    }

    /// Writes so many empty cells.
    public mutating func empty(_ count: Int = 1) {
        for _ in 0..<count { separate() }
    }

    /// Ends the row.
    public mutating func endRow() {
        bytes.append(0x0D)
        bytes.append(0x0A)
        isFirst = true
    }

    /// Writes a whole row of text.
    public mutating func row(_ cells: [String]) {
        for cell in cells { text(cell) }
        endRow()
    }

    private mutating func separate() {
        if !isFirst { bytes.append(0x2C) }
        isFirst = false
    }
}
