import Partners
import Quantities
import Settlement

/// Checks that a statement's lines close to the matrix, pair by pair, and that its rounding lines are no more than rounding.
struct PairCheck {
    private struct Pair: Hashable {
        let issuer: PartnerID
        let redeemer: PartnerID?
        /// Apart for what an issuer pays into a pool (`false`) and gets back from it (`true`); the pairs are all `false`.
        let isExpiry: Bool
    }

    private struct Sum {
        var points: Int128 = 0
        var amount: Int128 = 0
        var rounding: Int128 = 0
        var roundingLines: Int64 = 0
        var rates: Set<UnroundedAmount> = []
    }

    private let partner: PartnerID
    private let currency: CurrencyCode
    private let matrix: [MatrixRow]
    private var sums: [Pair: Sum] = [:]

    init(_ content: PartnerFolderContent) {
        partner = content.partner
        currency = content.summary.currency
        matrix = content.matrix
        for line in content.statement.lines where line.kind.isPricedByPoints {
            let isExpiry = line.redeemer == nil && line.side(for: partner) == .credit
            let pair = Pair(issuer: line.issuer, redeemer: line.redeemer, isExpiry: isExpiry)
            var sum = sums[pair] ?? Sum()
            // The trailer's check reports sums past 128 bits; here they only must not stop us.
            sum.points &+= Int128(line.points.count)
            sum.amount &+= line.amount.trillionths
            switch line.kind {
            case .rounding, .issueRounding, .expiryRounding:
                sum.rounding &+= line.amount.trillionths
                sum.roundingLines += 1
            case .accrual, .reversal, .redemption, .redemptionReturn, .expiry, .expiryReversal:
                if let rate = line.rate { sum.rates.insert(rate) }
            case .adjustment, .default, .runOff:
                break
            }
            sums[pair] = sum
        }
    }

    func findings() -> [SettlementFinding] {
        var findings: [SettlementFinding] = []
        var open = sums
        for row in matrix where row.issuer == partner || row.redeemer == partner {
            let sum =
                open.removeValue(forKey: Pair(issuer: row.issuer, redeemer: row.redeemer, isExpiry: false)) ?? Sum()
            findings += close(row, sum)
        }
        let left = open.sorted { one, other in
            (one.key.issuer, one.key.redeemer?.text ?? "", one.key.isExpiry ? 1 : 0)
                < (other.key.issuer, other.key.redeemer?.text ?? "", other.key.isExpiry ? 1 : 0)
        }
        for (pair, sum) in left {
            guard let redeemer = pair.redeemer else {
                // Issuing and expiry close to a figure of their own, or cost nothing under `issuer_pays`.
                let isFree = sum.amount == 0 && sum.roundingLines == 0
                if !isFree { findings += rounding(pair.issuer, nil, sum) }
                continue
            }
            // A pair the matrix leaves out must come to nothing.
            let row = MatrixRow(
                issuer: pair.issuer, redeemer: redeemer, points: .zero, debitAmount: 0, creditAmount: 0)
            findings += close(row, sum, roundingLines: min(1, sum.roundingLines))
        }
        return findings
    }

    private func close(_ row: MatrixRow, _ sum: Sum, roundingLines: Int64 = 1) -> [SettlementFinding] {
        let isTaker = row.redeemer == partner
        let sign: Int128 = isTaker ? 1 : -1
        let field = isTaker ? "credit_amount" : "debit_amount"
        let minorUnits = isTaker ? row.creditAmount : row.debitAmount
        let target = UnroundedAmount(minorUnits: minorUnits, currency: currency)
        var findings: [SettlementFinding] = []
        if sum.points != sign * Int128(row.points.count) {
            findings.append(
                .pairDiffers(
                    issuer: row.issuer, redeemer: row.redeemer, field: "points", statement: "\(sum.points)",
                    matrix: "\(row.points.count)"))
        }
        if sum.amount != sign * target.trillionths {
            findings.append(
                .pairDiffers(
                    issuer: row.issuer, redeemer: row.redeemer, field: field,
                    statement: UnroundedAmount(trillionths: sum.amount).description, matrix: target.description))
        }
        return findings + rounding(row.issuer, row.redeemer, sum, lines: roundingLines)
    }

    /// One rounding line, of at most half a minor unit for each rate.
    private func rounding(
        _ issuer: PartnerID, _ redeemer: PartnerID?, _ sum: Sum, lines: Int64 = 1
    ) -> [SettlementFinding] {
        let minorUnit = UnroundedAmount(minorUnits: 1, currency: currency).trillionths.magnitude
        let most = minorUnit * UInt128(sum.rates.count) / 2
        guard sum.roundingLines != lines || sum.rounding.magnitude > most else { return [] }
        return [
            .roundingDiffers(
                issuer: issuer, redeemer: redeemer, lines: sum.roundingLines,
                amount: UnroundedAmount(trillionths: sum.rounding).description)
        ]
    }
}
