import Partners
import Quantities
import Settlement

/// `statement.csv` (PROTOCOL.md section 8): header, a row for each line, and the trailer.
///
/// Signs and sides are those of ``PartnerStatement``; `amount`, `amount_debit` and `amount_credit` are in whole currency units.
public enum StatementFile {
    /// The columns, in their order.
    public static let columns = [
        "line", "occurred_at", "message_id", "transaction_id", "kind", "member", "issuer", "redeemer", "points", "rate",
        "amount", "currency", "leaf",
    ]
    static let trailerMark = "TRAILER"

    /// The bytes of a statement; equal statements give equal bytes.
    public static func bytes(of statement: PartnerStatement) -> [UInt8] {
        var writer = CSVWriter(capacity: 256 + statement.lines.count * 160)
        writer.row(columns)
        for (index, line) in statement.lines.enumerated() {
            writer.number(index + 1)
            writer.text(line.occurredAt?.description ?? "")
            writer.text(line.messageID ?? "")
            writer.text(line.transactionID ?? "")
            writer.text(line.kind.rawValue)
            writer.text(line.member ?? "")
            writer.text(line.issuer.text)
            writer.text(line.redeemer?.text ?? "")
            writer.number(line.points.count)
            writer.number(line.rate?.description ?? "")
            writer.number(line.amount)
            writer.text(statement.currency.letters)
            writer.text(line.leaf ?? "")
            writer.endRow()
        }
        let trailer = statement.trailer
        writer.text(trailerMark)
        writer.number(trailer.count)
        writer.number(trailer.pointsDebit.count)
        writer.number(trailer.pointsCredit.count)
        writer.number(trailer.amountDebit)
        writer.number(trailer.amountCredit)
        writer.empty(columns.count - 6)
        writer.endRow()
        return writer.bytes
    }
}

/// Reads `statement.csv`.
public enum StatementReader {
    /// The statement in `bytes`, as `partner` received it. Totals are read, not checked: ``SettlementFolderCheck`` does that.
    ///
    /// - Parameter currency: of a statement without lines, which names none.
    /// - Throws: ``SettlementFileError`` for wrong form, line numbers out of order, more than one currency, or no trailer.
    public static func read(
        _ bytes: [UInt8], partner: PartnerID, currency: CurrencyCode
    ) throws(SettlementFileError) -> PartnerStatement {
        let file = SettlementFile.statement
        let rows = try SettlementRow.rows(bytes, file: file, columns: StatementFile.columns)
        guard let last = rows.last, last.cells[0] == StatementFile.trailerMark else {
            throw SettlementFileError(file, line: rows.count + 1)
        }
        guard last.cells[6...].allSatisfy(\.isEmpty) else { throw SettlementFileError(file, line: last.line) }
        var lines: [StatementLine] = []
        lines.reserveCapacity(rows.count)
        var letters = currency.letters
        for row in rows.dropLast() {
            guard try row.integer(0) == Int64(lines.count + 1) else { throw row.refusal(0) }
            if lines.isEmpty { letters = row.cells[11] }
            guard row.cells[11] == letters else { throw row.refusal(11) }
            lines.append(try line(row))
        }
        guard let found = try? CurrencyCode(letters) else {
            throw SettlementFileError(file, line: 2, field: "currency")
        }
        let trailer = try StatementTrailer(
            count: last.integer(1), pointsDebit: PointsDelta(last.integer(2)),
            pointsCredit: PointsDelta(last.integer(3)),
            amountDebit: last.amount(4), amountCredit: last.amount(5))
        return PartnerStatement(partner: partner, currency: found, lines: lines, trailer: trailer)
    }

    private static func line(_ row: SettlementRow) throws(SettlementFileError) -> StatementLine {
        guard let kind = StatementKind(rawValue: row.cells[4]) else { throw row.refusal(4) }
        var occurredAt: Instant?
        if !row.cells[1].isEmpty {
            guard let instant = try? Instant(rfc3339: row.cells[1]) else { throw row.refusal(1) }
            occurredAt = instant
        }
        return try StatementLine(
            occurredAt: occurredAt, messageID: row.optionalText(2), transactionID: row.optionalText(3), kind: kind,
            member: row.optionalText(5), issuer: row.partner(6), redeemer: row.optionalPartner(7),
            points: PointsDelta(row.integer(8)), rate: row.cells[9].isEmpty ? nil : row.amount(9),
            amount: row.amount(10), leaf: row.optionalText(12))
    }
}
