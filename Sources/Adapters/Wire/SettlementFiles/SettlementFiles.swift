import Partners
import Quantities
import Settlement

/// Makes the files of a cycle's folders (PROTOCOL.md section 8): pure functions from values, so that the same ledger
/// prefix gives the same bytes whenever they are made again.
public enum SettlementFiles {
    /// A partner's folder: data files in the order they are pushed, and the manifest as the last.
    ///
    /// The manifest's signature is not among them: it is made from the manifest's bytes.
    ///
    /// - Parameters:
    ///   - further: data files made elsewhere, such as `proofs.ndjson`; the manifest lists them too.
    ///   - sha256: the 32 bytes of the SHA-256 of its argument.
    /// - Returns: `nil` when the settlement has no position of the statement's partner.
    public static func partnerFolder(
        _ folder: SettlementFolder, statement: PartnerStatement, settlement: Settlement, further: [SettlementFile] = [],
        sha256: ([UInt8]) -> [UInt8]
    ) -> [SettlementFile]? {
        guard statement.partner == folder.partner, let position = settlement.position(of: folder.partner) else {
            return nil
        }
        let summary = SummaryFile(
            currency: settlement.currency, position: position, valueDate: settlement.valueDay.description,
            endToEndID: folder.endToEndID)
        let files =
            [
                SettlementFile(name: SettlementFile.statement, bytes: StatementFile.bytes(of: statement)),
                SettlementFile(
                    name: SettlementFile.matrix, bytes: MatrixFile.bytes(of: settlement.matrix, for: folder.partner)),
                SettlementFile(name: SettlementFile.summary, bytes: summary.bytes),
            ] + further
        let totals = Manifest.Totals(
            rows: statement.trailer.count, pointsDebit: statement.trailer.pointsDebit.count,
            pointsCredit: statement.trailer.pointsCredit.count, net: position.net)
        return closed(folder, files: files, totals: totals, sha256: sha256)
    }

    /// The operator's folder: the whole matrix, all positions, and the manifest as the last.
    ///
    /// - Parameters: as for ``partnerFolder(_:statement:settlement:further:sha256:)``.
    public static func operatorFolder(
        _ folder: SettlementFolder, settlement: Settlement, further: [SettlementFile] = [],
        sha256: ([UInt8]) -> [UInt8]
    ) -> [SettlementFile] {
        let files =
            [
                SettlementFile(
                    name: SettlementFile.matrix, bytes: MatrixFile.bytes(of: settlement.matrix, for: .operator)),
                SettlementFile(name: SettlementFile.positions, bytes: PositionsFile.bytes(of: settlement)),
            ] + further
        // A control total: where it exceeded 64 bits, the largest number stands for it on both sides of the check.
        let points = Int64(clamping: settlement.matrix.reduce(Int128(0)) { $0 + Int128($1.points.count) })
        let totals = Manifest.Totals(
            rows: Int64(settlement.matrix.count), pointsDebit: points, pointsCredit: points,
            net: settlement.operatorPosition.net)
        return closed(folder, files: files, totals: totals, sha256: sha256)
    }

    private static func closed(
        _ folder: SettlementFolder, files: [SettlementFile], totals: Manifest.Totals, sha256: ([UInt8]) -> [UInt8]
    ) -> [SettlementFile] {
        let manifest = Manifest(folder: folder, files: files, totals: totals, sha256: sha256)
        return files + [SettlementFile(name: SettlementFile.manifest, bytes: manifest.bytes)]
    }

    /// The canonical bytes of a settlement, whose SHA-256 names its version: everything that was calculated, as JSON of
    /// fixed order; adjustments, defaults and run-offs only where there are any.
    public static func canonicalBytes(of settlement: Settlement) -> [UInt8] {
        JSONWriter.object(capacity: 4096) { writer in
            writer.member("model", settlement.model.rawValue)
            writer.member("currency", settlement.currency.letters)
            writer.member("close_date", settlement.closeDay.description)
            writer.member("value_date", settlement.valueDay.description)
            writer.array("matrix") { list in
                for row in settlement.matrix { list.elementObject { matrixRow(row, to: &$0) } }
            }
            writer.array("pool") { list in
                for term in settlement.poolTerms { list.elementObject { poolTerm(term, to: &$0) } }
            }
            writer.array("positions") { list in
                for position in settlement.positions + [settlement.operatorPosition] {
                    list.elementObject { Self.position(position, to: &$0) }
                }
            }
            settling(settlement, to: &writer)
        }
    }

    /// Writes the members of a matrix row as `cycle show --json` has them.
    public static func matrixRow(_ row: MatrixRow, to writer: inout JSONWriter) {
        writer.member("issuer", row.issuer.text)
        writer.member("redeemer", row.redeemer.text)
        writer.member("points", row.points.count)
        writer.member("debit_amount", row.debitAmount)
        writer.member("credit_amount", row.creditAmount)
    }

    /// Writes the members of a position as `cycle show --json` has them.
    public static func position(_ position: Position, to writer: inout JSONWriter) {
        writer.member("partner", position.partner.text)
        writer.member("gross_debit", position.grossDebit)
        writer.member("gross_credit", position.grossCredit)
        writer.member("fee", position.fee)
        writer.member("carried_in", position.carriedIn)
        writer.member("net", position.net)
        writer.member("carried_out", position.carriedOut)
    }

    private static func poolTerm(_ term: PoolTerm, to writer: inout JSONWriter) {
        writer.member("issuer", term.issuer.text)
        writer.member("issued", term.issued.count)
        writer.member("debit_amount", term.debitAmount)
        writer.member("expired", term.expired.count)
        writer.member("breakage_share", term.breakageShare.description)
        writer.member("credit_amount", term.creditAmount)
    }
}
