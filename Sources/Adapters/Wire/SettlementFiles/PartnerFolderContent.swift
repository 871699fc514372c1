import Partners
import Quantities
import Settlement

/// The figures of a partner's folder, read back to be checked against each other.
struct PartnerFolderContent {
    let partner: PartnerID
    let statement: PartnerStatement
    let matrix: [MatrixRow]
    let summary: SummaryFile

    /// Reads the three files; `nil` when one is missing, which the listing reports.
    init?(_ files: [String: [UInt8]], partner: PartnerID) throws(SettlementFileError) {
        guard let statement = files[SettlementFile.statement], let matrix = files[SettlementFile.matrix],
            let summary = files[SettlementFile.summary]
        else { return nil }
        self.partner = partner
        self.summary = try SummaryFile(summary, partner: partner)
        self.statement = try StatementReader.read(statement, partner: partner, currency: self.summary.currency)
        self.matrix = try MatrixFile.read(matrix)
    }

    func findings(_ manifest: Manifest) -> [SettlementFinding] {
        var findings: [SettlementFinding] = []
        for (index, line) in statement.lines.enumerated() {
            let number = Int64(index + 1)
            if line.issuer != partner && line.redeemer != partner {
                findings.append(.foreign(file: SettlementFile.statement, line: number))
            }
            if !line.kind.isPricedByPoints { findings += settling(line, number) }
            guard let rate = line.rate else { continue }
            let expected = try? rate.times(line.points)
            if expected != line.amount {
                findings.append(
                    .amountDiffers(
                        line: number, expected: expected?.description ?? "overflow", found: line.amount.description))
            }
        }
        for (index, row) in matrix.enumerated() where row.issuer != partner && row.redeemer != partner {
            findings.append(.foreign(file: SettlementFile.matrix, line: Int64(index + 1)))
        }
        return findings + totals(manifest) + PairCheck(self).findings()
    }

    /// A line that is no posting of points is the partner's own, without a price, and in whole minor units.
    private func settling(_ line: StatementLine, _ number: Int64) -> [SettlementFinding] {
        guard line.issuer == partner, line.redeemer == nil else {
            return [.foreign(file: SettlementFile.statement, line: number)]
        }
        guard line.rate == nil, line.amount.minorUnits(in: summary.currency) != nil else {
            return [.amountDiffers(line: number, expected: "whole minor units", found: line.amount.description)]
        }
        return []
    }

    /// The trailer against the lines, the summary against the trailer and itself, the manifest against both.
    private func totals(_ manifest: Manifest) -> [SettlementFinding] {
        guard let sums = try? StatementTrailer(of: statement.lines, for: partner) else {
            return [.unreadable(SettlementFileError(SettlementFile.statement))]
        }
        var comparison = Comparison()
        let trailer = statement.trailer
        comparison.file = SettlementFile.statement
        comparison.compare("count", sums.count, trailer.count)
        comparison.compare("points_debit", sums.pointsDebit.count, trailer.pointsDebit.count)
        comparison.compare("points_credit", sums.pointsCredit.count, trailer.pointsCredit.count)
        comparison.compare("amount_debit", sums.amountDebit, trailer.amountDebit)
        comparison.compare("amount_credit", sums.amountCredit, trailer.amountCredit)
        comparison.compare("currency", summary.currency, statement.currency)
        let position = summary.position
        comparison.file = SettlementFile.summary
        let currency = summary.currency
        comparison.compare(
            "gross_debit", trailer.amountDebit, UnroundedAmount(minorUnits: position.grossDebit, currency: currency))
        comparison.compare(
            "gross_credit", trailer.amountCredit, UnroundedAmount(minorUnits: position.grossCredit, currency: currency))
        comparison.comparePosition(position)
        comparison.file = SettlementFile.manifest
        comparison.compare("totals.rows", trailer.count, manifest.totals.rows)
        comparison.compare("totals.points_debit", trailer.pointsDebit.count, manifest.totals.pointsDebit)
        comparison.compare("totals.points_credit", trailer.pointsCredit.count, manifest.totals.pointsCredit)
        comparison.compare("totals.net", position.net, manifest.totals.net)
        return comparison.findings
    }
}

/// The figures of the operator's folder, read back to be checked against each other.
struct OperatorFolderContent {
    let matrix: [MatrixRow]
    let positions: [Position]

    /// Reads the two files; `nil` when one is missing, which the listing reports.
    init?(_ files: [String: [UInt8]]) throws(SettlementFileError) {
        guard let matrix = files[SettlementFile.matrix], let positions = files[SettlementFile.positions] else {
            return nil
        }
        self.matrix = try MatrixFile.read(matrix)
        self.positions = try PositionsFile.read(positions)
    }

    func findings(_ manifest: Manifest) -> [SettlementFinding] {
        var comparison = Comparison()
        comparison.file = SettlementFile.positions
        for position in positions { comparison.comparePosition(position) }
        comparison.compare("net", 0, positions.reduce(Int128(0)) { $0 + Int128($1.net) })
        comparison.compare("operator", true, positions.last?.partner == .operator)
        comparison.file = SettlementFile.manifest
        let points = Int64(clamping: matrix.reduce(Int128(0)) { $0 + Int128($1.points.count) })
        comparison.compare("totals.rows", Int64(matrix.count), manifest.totals.rows)
        comparison.compare("totals.points_debit", points, manifest.totals.pointsDebit)
        comparison.compare("totals.points_credit", points, manifest.totals.pointsCredit)
        comparison.compare("totals.net", positions.last?.net ?? 0, manifest.totals.net)
        return comparison.findings
    }
}

/// Gathers the figures that are not what they must be.
struct Comparison {
    var file = ""
    private(set) var findings: [SettlementFinding] = []

    mutating func compare<Figure: Equatable>(_ field: String, _ expected: Figure, _ found: Figure) {
        guard expected != found else { return }
        findings.append(.figureDiffers(file: file, field: field, expected: "\(expected)", found: "\(found)"))
    }

    /// Net = credit − debit − fee + carried in; carried out is nothing or all of it.
    mutating func comparePosition(_ position: Position) {
        let turnover = Int128(position.grossCredit) - Int128(position.grossDebit)
        compare("net", turnover - Int128(position.fee) + Int128(position.carriedIn), Int128(position.net))
        // The operator carries what its partners carry, which is a part of its net only.
        guard position.partner != .operator, position.carriedOut != 0 else { return }
        compare("carried_out", position.net, position.carriedOut)
    }
}
