/// Where the columns of a partner's day stand, by their names in the header.
struct Columns {
    /// Why a row is no entry.
    struct Fault: Error {
        let reason: UnreadableRow.Reason
    }

    private let count: Int
    private let messageID: Int
    private let kind: Int
    private let points: Int
    private let amount: Int

    init(_ header: ScannedRow) throws(DayFileError) {
        guard header.fault == nil, !header.isUnclosed else { throw .header }
        let names = header.cells.map { String(validating: $0, as: UTF8.self) ?? "" }
        count = names.count
        messageID = try Self.position(of: "message_id", in: names)
        kind = try Self.position(of: "kind", in: names)
        points = try Self.position(of: "points", in: names)
        amount = try Self.position(of: "amount", in: names)
    }

    private static func position(of name: String, in names: [String]) throws(DayFileError) -> Int {
        guard let position = names.firstIndex(of: name) else { throw .columnMissing(name) }
        guard names.lastIndex(of: name) == position else { throw .columnTwice(name) }
        return position
    }

    /// What a row says.
    func entry(of row: ScannedRow) -> Result<DayEntry, Fault> {
        if let fault = row.fault { return .failure(Fault(reason: fault)) }
        guard row.cells.count == count else { return .failure(Fault(reason: .cells)) }
        guard let id = Self.messageID(row.cells[messageID]) else { return .failure(Fault(reason: .messageID)) }
        guard let word = Self.text(row.cells[self.kind]), let kind = BookedKind(rawValue: word) else {
            return .failure(Fault(reason: .kind))
        }
        guard let points = Self.number(row.cells[self.points], most: 1_000_000_000) else {
            return .failure(Fault(reason: .points))
        }
        var amount: Int64?
        if !row.cells[self.amount].isEmpty {
            amount = Self.number(row.cells[self.amount], most: 1_000_000_000_000)
            if amount == nil { return .failure(Fault(reason: .amount)) }
        }
        return .success(DayEntry(messageID: id, kind: kind, points: points, amount: amount))
    }

    private static func text(_ cell: [UInt8]) -> String? {
        String(validating: cell.first == 0x27 ? cell[1...] : cell[...], as: UTF8.self)
    }

    private static func messageID(_ cell: [UInt8]) -> String? {
        guard let text = text(cell), (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy({ byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x5F, 0x3A, 0x2D: true
                default: false
                }
            })
        else { return nil }
        return text
    }

    private static func number(_ cell: [UInt8], most: Int64) -> Int64? {
        guard (1...15).contains(cell.count) else { return nil }
        var value: Int64 = 0
        for byte in cell {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value <= most ? value : nil
    }
}
