import Partners
import Settlement

/// The operator's `positions.csv` (PROTOCOL.md section 8): every partner's position and, as its last row, the operator's own,
/// so that the nets add up to zero; money in minor units.
public enum PositionsFile {
    /// The columns, in their order.
    public static let columns = [
        "partner", "gross_debit", "gross_credit", "fee", "carried_in", "net", "carried_out",
    ]

    /// The bytes of a settlement's positions.
    public static func bytes(of settlement: Settlement) -> [UInt8] {
        var writer = CSVWriter()
        writer.row(columns)
        for position in settlement.positions + [settlement.operatorPosition] {
            writer.text(position.partner.text)
            for amount in [
                position.grossDebit, position.grossCredit, position.fee, position.carriedIn, position.net,
                position.carriedOut,
            ] {
                writer.number(amount)
            }
            writer.endRow()
        }
        return writer.bytes
    }

    /// Reads positions, the operator's among them.
    ///
    /// - Throws: ``SettlementFileError`` for wrong form or a partner that stands twice.
    public static func read(_ bytes: [UInt8]) throws(SettlementFileError) -> [Position] {
        var positions: [Position] = []
        var partners: Set<PartnerID> = []
        for row in try SettlementRow.rows(bytes, file: SettlementFile.positions, columns: columns) {
            let position = try Position(
                partner: row.partner(0), grossDebit: row.integer(1), grossCredit: row.integer(2), fee: row.integer(3),
                carriedIn: row.integer(4), net: row.integer(5), carriedOut: row.integer(6))
            guard partners.insert(position.partner).inserted else { throw row.refusal(0) }
            positions.append(position)
        }
        return positions
    }
}
