/// The columns a CSV file may have, named by the members of messages; `refund_amount` is the `amount` inside `refund`,
/// `amount` and `currency` those inside `purchase`, `processing` and `marketing` those inside `consents`.
enum BatchColumn: String, CaseIterable {
    case type, messageID = "message_id", occurredAt = "occurred_at", member, terminal, amount, currency, points
    case originalMessageID = "original_message_id", refundAmount = "refund_amount", capture
    case issue, card, phone, language, processing, marketing

    /// Whether a message of this type has a use for it.
    ///
    /// `currency` says nothing without an amount and is then passed over, since many exports repeat it in each row.
    func serves(_ type: BatchType) -> Bool {
        switch self {
        case .type, .messageID, .occurredAt, .terminal, .currency: true
        case .member: type == .accrual || type == .redemption
        case .amount: type == .accrual
        case .points: type != .member && type != .void
        case .originalMessageID: type.needsOriginal
        case .refundAmount: type == .reversal
        case .capture: type == .redemption
        case .issue, .card, .phone, .language, .processing, .marketing: type == .member
        }
    }

    /// Whether a message of this type cannot do without it.
    func isRequired(by type: BatchType) -> Bool {
        switch self {
        case .occurredAt: type == .accrual || type == .redemption || type == .member
        case .member: type == .accrual || type == .redemption
        case .points: type == .redemption
        case .originalMessageID: type.needsOriginal
        case .type, .messageID, .terminal, .amount, .currency, .refundAmount, .capture, .issue, .card, .phone,
            .language, .processing, .marketing:
            false
        }
    }

    static let names = allCases.map(\.rawValue).joined(separator: ", ")
}

/// The header row of a CSV file.
struct CSVHeader: Sendable {
    /// The column at each place.
    let columns: [BatchColumn]
    /// Comma, semicolon or tab: what follows the first name, since offices of many countries export semicolons.
    let separator: UInt8
    /// Where the first row begins in the file.
    let end: Int
    /// The line of the file that it begins in.
    let nextLine: Int64

    /// Reads the header from a file's first block; a byte order mark before it is passed over.
    ///
    /// - Parameter defaultType: the type of rows without one; without it there must be a column `type`.
    /// - Throws: ``BatchError/mistakes(_:count:)``.
    init(_ block: RecordBlock?, defaultType: BatchType?) throws(BatchError) {
        let bytes = block?.bytes ?? []
        let separators: [UInt8] = [0x2C, 0x3B, 0x09]
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let line = bytes[start...].prefix { $0 != 0x0A }
        separator = line.first(where: separators.contains) ?? 0x2C
        var row = CSVRow()
        let separator = separator
        var names: [String] = []
        end = bytes.withUnsafeBufferPointer { buffer in
            let end = row.read(buffer, from: start, separator: separator)
            names = row.cells.map { ($0.text(in: buffer) ?? "\u{FFFD}").trimmed }
            return end
        }
        nextLine = 1 + Int64(bytes[..<end].count { $0 == 0x0A })
        var mistakes = row.fault.map { [BatchMistake(line: 1, $0.rawValue)] } ?? []
        var columns: [BatchColumn] = []
        for name in names {
            guard let column = BatchColumn(rawValue: name) else {
                mistakes.append(BatchMistake(line: 1, field: name, "no such column; there are \(BatchColumn.names)"))
                continue
            }
            if columns.contains(column) { mistakes.append(BatchMistake(line: 1, field: name, "stands twice")) }
            columns.append(column)
        }
        if defaultType == nil, !columns.contains(.type) {
            mistakes.append(BatchMistake(line: 1, field: "type", "missing: add the column, or give --type"))
        }
        guard mistakes.isEmpty else { throw .mistakes(mistakes, count: mistakes.count) }
        self.columns = columns
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmed: String {
        guard hasPrefix(" ") || hasSuffix(" ") else { return self }
        return String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
