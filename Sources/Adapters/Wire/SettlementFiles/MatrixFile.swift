import Partners
import Quantities
import Settlement

/// `matrix.csv` (PROTOCOL.md section 8): the pairs of a partner, or all of them for the operator; money in minor units.
public enum MatrixFile {
    /// The columns, in their order.
    public static let columns = ["issuer", "redeemer", "points", "debit_amount", "credit_amount"]

    /// The bytes of the rows that `partner` is in; of all rows when it is the operator.
    public static func bytes(of matrix: [MatrixRow], for partner: PartnerID) -> [UInt8] {
        var writer = CSVWriter()
        writer.row(columns)
        for row in rows(of: matrix, for: partner) {
            writer.text(row.issuer.text)
            writer.text(row.redeemer.text)
            writer.number(row.points.count)
            writer.number(row.debitAmount)
            writer.number(row.creditAmount)
            writer.endRow()
        }
        return writer.bytes
    }

    static func rows(of matrix: [MatrixRow], for partner: PartnerID) -> [MatrixRow] {
        matrix.filter { partner == .operator || $0.issuer == partner || $0.redeemer == partner }
    }

    /// Reads a matrix.
    ///
    /// - Throws: ``SettlementFileError`` for wrong form or a pair that stands twice.
    public static func read(_ bytes: [UInt8]) throws(SettlementFileError) -> [MatrixRow] {
        var matrix: [MatrixRow] = []
        var pairs: Set<[PartnerID]> = []
        for row in try SettlementRow.rows(bytes, file: SettlementFile.matrix, columns: columns) {
            let entry = try MatrixRow(
                issuer: row.partner(0), redeemer: row.partner(1), points: PointsDelta(row.integer(2)),
                debitAmount: row.integer(3), creditAmount: row.integer(4))
            guard pairs.insert([entry.issuer, entry.redeemer]).inserted else { throw row.refusal(1) }
            matrix.append(entry)
        }
        return matrix
    }
}
