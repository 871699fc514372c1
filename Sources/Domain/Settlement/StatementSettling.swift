import Partners
import Quantities

/// The lines of a statement that are no postings of points: adjustments, defaults and the run-off.
struct StatementSettling {
    let partner: PartnerID
    let settlement: Settlement

    /// The lines, adjustments by id, then defaults by defaulter, then the run-off; each counts in full on its side, so that
    /// nothing has to be closed.
    var lines: [StatementLine] {
        let adjusted = settlement.adjustments.compactMap { adjustment in
            adjustment.legs[partner].map { amount in
                line(
                    .adjustment, amount, occurredAt: adjustment.madeAt, messageID: adjustment.correctedMessage,
                    transactionID: adjustment.id.description)
            }
        }
        return adjusted + defaults + runOff
    }

    /// One line for each default: the whole of its own debt, or the part it bears of another's.
    private var defaults: [StatementLine] {
        settlement.defaultAmounts(of: partner).map { defaulter, amount in
            line(.default, amount, transactionID: "default-\(defaulter)")
        }
    }

    private var runOff: [StatementLine] {
        guard let term = settlement.runOffs.first(where: { $0.partner == partner }),
            case .final(let outstanding, _) = term.runOff, term.amount > 0 || !outstanding.isZero
        else { return [] }
        // Whole minor units, rounded from points and price; in `pool` nothing is left to pay.
        return [line(.runOff, -term.amount, points: PointsDelta(-outstanding.count))]
    }

    private func line(
        _ kind: StatementKind, _ minorUnits: Int64, occurredAt: Instant? = nil, messageID: String? = nil,
        transactionID: String? = nil, points: PointsDelta = .zero
    ) -> StatementLine {
        StatementLine(
            occurredAt: occurredAt, messageID: messageID, transactionID: transactionID, kind: kind, member: nil,
            issuer: partner, redeemer: nil, points: points, rate: nil,
            amount: UnroundedAmount(minorUnits: minorUnits, currency: settlement.currency), leaf: nil)
    }
}
