import Ledger
import Partners
import Quantities

/// Sums a statement's lines by what the settlement states as one figure, and makes the lines that close them to it.
struct StatementClosing {
    /// One figure of the settlement.
    enum Term: Hashable {
        case pair(issuer: PartnerID, redeemer: PartnerID)
        case issuing
        case expiry
    }

    struct Sum {
        var points = PointsDelta.zero
        var amount = UnroundedAmount.zero
        var rates: Set<UnroundedAmount> = []
    }

    let partner: PartnerID
    private var sums: [Term: Sum] = [:]

    init(partner: PartnerID) {
        self.partner = partner
    }

    mutating func add(_ line: StatementLine, from posting: StatementPosting) throws(QuantityError) {
        let term: Term =
            switch posting.key.kind {
            case .redeemed: .pair(issuer: posting.key.issuer, redeemer: posting.key.redeemer)
            case .issued, .reversed: .issuing
            case .expired, .expiryReversed: .expiry
            }
        var sum = sums[term] ?? Sum()
        sum.points = try sum.points.adding(line.points)
        sum.amount = try sum.amount.adding(line.amount)
        if let rate = line.rate { sum.rates.insert(rate) }
        sums[term] = sum
    }

    /// One line for each of the partner's pairs in the matrix; in the pool model one more for issuing and for expiry where there was any.
    ///
    /// - Throws: when points differ, or amounts by more than half a minor unit for each rate.
    func lines(settlement: Settlement) throws(StatementError) -> [StatementLine] {
        var lines: [StatementLine] = []
        var open = sums
        for row in settlement.matrix where row.issuer == partner || row.redeemer == partner {
            let isTaker = row.redeemer == partner
            let sum = open.removeValue(forKey: .pair(issuer: row.issuer, redeemer: row.redeemer)) ?? Sum()
            lines.append(
                try line(
                    .rounding, issuer: row.issuer, redeemer: row.redeemer, sum: sum,
                    points: isTaker ? row.points : row.points.negated,
                    minorUnits: isTaker ? row.creditAmount : 0 &- row.debitAmount, settlement: settlement))
        }
        // A pair the matrix leaves out: no points and no whole minor unit remain, at most a fraction to be closed.
        let left = settlement.positions.map(\.partner) + [.operator]
        for (issuer, redeemer) in left.flatMap({ [(partner, $0), ($0, partner)] }) {
            guard let sum = open.removeValue(forKey: .pair(issuer: issuer, redeemer: redeemer)) else { continue }
            let closing = try line(
                .rounding, issuer: issuer, redeemer: redeemer, sum: sum, points: .zero, minorUnits: 0,
                settlement: settlement)
            if closing.amount != .zero { lines.append(closing) }
        }
        guard let term = settlement.poolTerms.first(where: { $0.issuer == partner }) else { return lines }
        if let sum = sums[.issuing] {
            lines.append(
                try line(
                    .issueRounding, issuer: partner, redeemer: nil, sum: sum, points: term.issued.negated,
                    minorUnits: 0 &- term.debitAmount, settlement: settlement))
        }
        if let sum = sums[.expiry] {
            lines.append(
                try line(
                    .expiryRounding, issuer: partner, redeemer: nil, sum: sum, points: term.expired,
                    minorUnits: term.creditAmount, settlement: settlement))
        }
        return lines
    }

    private func line(
        _ kind: StatementKind, issuer: PartnerID, redeemer: PartnerID?, sum: Sum, points: PointsDelta,
        minorUnits: Int64, settlement: Settlement
    ) throws(StatementError) -> StatementLine {
        guard sum.points == points else {
            throw .pointsDiffer(issuer: issuer, redeemer: redeemer, postings: sum.points, settlement: points)
        }
        let target = UnroundedAmount(minorUnits: minorUnits, currency: settlement.currency)
        guard let difference = try? target.adding(sum.amount.negated) else { throw .overflow }
        let minorUnit = UnroundedAmount(minorUnits: 1, currency: settlement.currency).trillionths
        guard difference.trillionths.magnitude * 2 <= minorUnit.magnitude * UInt128(sum.rates.count) else {
            throw .amountsDiffer(issuer: issuer, redeemer: redeemer, difference: difference)
        }
        return StatementLine(
            occurredAt: nil, messageID: nil, transactionID: nil, kind: kind, member: nil, issuer: issuer,
            redeemer: redeemer, points: .zero, rate: nil, amount: difference, leaf: nil)
    }
}
