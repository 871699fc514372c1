import Quantities
import Wire

/// One row of a CSV file becoming a message.
struct CSVMessage {
    private var texts: [String?]
    private let line: Int64
    private(set) var mistakes: [BatchMistake] = []

    /// Takes the cells of a row; empty ones say nothing.
    init(
        _ row: CSVRow, _ header: CSVHeader, in bytes: UnsafeBufferPointer<UInt8>, line: Int64
    ) {
        self.line = line
        texts = Array(repeating: nil, count: BatchColumn.allCases.count)
        if let fault = row.fault {
            let place = header.columns.indices.contains(row.cells.count - 1) ? row.cells.count - 1 : nil
            add(place.map { header.columns[$0] }, fault.rawValue)
            return
        }
        guard row.cells.count == header.columns.count else {
            add(nil, "has \(row.cells.count) cells, and the header \(header.columns.count)")
            return
        }
        for (cell, column) in zip(row.cells, header.columns) where !cell.range.isEmpty {
            guard let text = cell.text(in: bytes) else {
                add(column, "is not UTF-8")
                continue
            }
            let trimmed = text.trimmed
            if !trimmed.isEmpty { texts[column.place] = trimmed }
        }
    }

    /// The message as a line of a batch, without its line break, and its type; `nil` when ``mistakes`` says why not.
    ///
    /// - Parameter derivedID: makes the id of a row without one.
    mutating func encoded(defaultType: BatchType?, derivedID: () -> String) -> (json: [UInt8], type: BatchType)? {
        guard mistakes.isEmpty, let type = type(or: defaultType) else { return nil }
        for column in BatchColumn.allCases where texts[column.place] != nil && !column.serves(type) {
            add(column, "\(type.phrase) has none; leave the cell empty")
        }
        for column in BatchColumn.allCases where texts[column.place] == nil && column.isRequired(by: type) {
            add(column, "missing: \(type.phrase) needs it")
        }
        let id = self[.messageID]
        if let id, !MessageIDForm.accepts(id) { add(.messageID, "is not 1 to 64 of A-Z a-z 0-9 . _ : -") }
        if let time = self[.occurredAt], (try? Instant(rfc3339: time)) == nil {
            add(.occurredAt, "is not a time in UTC such as 2026-11-20T10:15:00Z")
        }
        let points = whole(.points, most: 1_000_000_000)
        let purchase = money(.amount)
        let refund = money(.refundAmount)
        if type == .accrual, self[.amount] == nil, self[.points] == nil {
            add(.amount, "missing: an accrual needs amount and currency, or points")
        } else if self[.points] != nil, self[.amount] != nil || self[.refundAmount] != nil {
            add(.points, "stands beside an amount; one of them says it all")
        }
        let capture = word(.capture, of: ["now", "later"])
        let consents = [BatchColumn.processing, .marketing].map { ($0.rawValue, word($0, of: ["true", "false"])) }
        guard mistakes.isEmpty else { return nil }
        let json = JSONWriter.object(capacity: 320) { writer in
            writer.member("type", type.rawValue)
            writer.member("message_id", id ?? derivedID())
            for column in [BatchColumn.occurredAt, .member, .terminal, .originalMessageID, .card, .phone, .language] {
                writer.member(column.rawValue, ifPresent: texts[column.place])
            }
            if let purchase { writer.object("purchase") { Self.write(purchase, to: &$0) } }
            if let refund { writer.object("refund") { Self.write(refund, to: &$0) } }
            if let points { writer.member("points", points) }
            writer.member("capture", ifPresent: capture)
            if let issue = texts[BatchColumn.issue.place] {
                writer.array("issue") { for word in issue.split(separator: " ") { $0.element(String(word)) } }
            }
            if consents.contains(where: { $0.1 != nil }) {
                writer.object("consents") { writer in
                    for case (let name, let word?) in consents { writer.member(name, word == "true") }
                }
            }
        }
        return (json, type)
    }

    private subscript(column: BatchColumn) -> String? { texts[column.place] }

    private mutating func add(_ column: BatchColumn?, _ reason: String) {
        mistakes.append(BatchMistake(line: line, field: column?.rawValue, reason))
    }

    private mutating func type(or defaultType: BatchType?) -> BatchType? {
        guard let word = self[.type] else {
            if defaultType == nil { add(.type, "missing: \(Self.types)") }
            return defaultType
        }
        let type = BatchType(rawValue: word)
        if type == nil { add(.type, "is none of \(Self.types)") }
        return type
    }

    private static let types = BatchType.allCases.map(\.rawValue).joined(separator: ", ")

    private mutating func whole(_ column: BatchColumn, most: Int64) -> Int64? {
        guard let text = self[column] else { return nil }
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int64(text), (1...most).contains(count) {
            return count
        }
        let hint = column == .points ? "" : " in minor units: 12990 for 129.90"
        add(column, "is not a whole number from 1 to \(most)\(hint)")
        return nil
    }

    private mutating func money(_ column: BatchColumn) -> (amount: Int64, currency: String)? {
        guard let amount = whole(column, most: 1_000_000_000_000) else { return nil }
        guard let currency = self[.currency] else {
            add(.currency, "missing: \(column.rawValue) needs it")
            return nil
        }
        guard (try? CurrencyCode(currency)) != nil else {
            add(.currency, "is not three capital letters such as RON")
            return nil
        }
        return (amount, currency)
    }

    private mutating func word(_ column: BatchColumn, of words: [String]) -> String? {
        guard let text = self[column] else { return nil }
        if !words.contains(text) { add(column, "is neither \(words.joined(separator: " nor "))") }
        return text
    }

    private static func write(_ money: (amount: Int64, currency: String), to writer: inout JSONWriter) {
        writer.member("amount", money.amount)
        writer.member("currency", money.currency)
    }
}

extension BatchColumn {
    /// Its place among all, for tables by column.
    var place: Int {
        switch self {
        case .type: 0
        case .messageID: 1
        case .occurredAt: 2
        case .member: 3
        case .terminal: 4
        case .amount: 5
        case .currency: 6
        case .points: 7
        case .originalMessageID: 8
        case .refundAmount: 9
        case .capture: 10
        case .issue: 11
        case .card: 12
        case .phone: 13
        case .language: 14
        case .processing: 15
        case .marketing: 16
        }
    }
}
