import Partners
import Payments
import Quantities
import Settlement
import Wire

/// A partner's account with the hub over one cycle, from its settlement (PROTOCOL.md section 8, `camt.053.xml`).
///
/// Opening is what was carried in, closing the net before it is paid, and between them one entry for each bilateral term,
/// term of the pool, adjustment, default, run-off and fee, so that the entries lead from the one to the other exactly.
enum PartnerAccountStatement {
    /// The file's name in a folder.
    static let fileName = "camt.053.xml"

    /// The statement; `nil` for a partner without a position.
    ///
    /// - Parameter closedAt: when the cycle closed, which stands as the moment it was made, so that its bytes replay.
    static func make(
        _ folder: SettlementFolder, settlement: Settlement, closedAt: Instant
    ) -> AccountStatement? {
        let partner = folder.partner
        guard let position = settlement.position(of: partner) else { return nil }
        var movements = Movements()
        for row in settlement.matrix {
            let pair = "\(row.points.count) points of \(row.issuer) redeemed at \(row.redeemer)"
            if row.issuer == partner { movements.add(-row.debitAmount, "pair", pair) }
            if row.redeemer == partner { movements.add(row.creditAmount, "pair", pair) }
        }
        for term in settlement.poolTerms where term.issuer == partner {
            movements.add(-term.debitAmount, "issue", "\(term.issued.count) points issued")
            movements.add(term.creditAmount, "expiry", "\(term.expired.count) points expired")
        }
        for adjustment in settlement.adjustments {
            movements.add(adjustment.legs[partner] ?? 0, "adjustment", "\(adjustment.id): \(adjustment.reason)")
        }
        for (defaulter, amount) in settlement.defaultAmounts(of: partner) {
            movements.add(amount, "default", "default of \(defaulter)")
        }
        for term in settlement.runOffs where term.partner == partner {
            guard case .final(let outstanding, _) = term.runOff else { continue }
            movements.add(-term.amount, "run_off", "\(outstanding.count) points still out")
        }
        movements.add(-position.fee, "fee", "fee")
        let id = EndToEndID.text(cycle: folder.cycle, version: folder.version, party: partner)
        return AccountStatement(
            messageID: id, statementID: id, sequence: folder.sequence, createdAt: closedAt,
            coalition: folder.coalition, holder: partner.text, accountID: partner.text, currency: settlement.currency,
            day: settlement.closeDay, opening: position.carriedIn, closing: position.net, entries: movements.entries)
    }

    /// The entries so far, numbered from 1.
    private struct Movements {
        var entries: [AccountStatement.Entry] = []

        /// Adds an amount, above zero where the partner receives it; nothing for zero.
        mutating func add(_ amount: Int64, _ code: String, _ information: String) {
            guard amount != 0 else { return }
            entries.append(
                AccountStatement.Entry(
                    amount: Int64(clamping: amount.magnitude), side: amount > 0 ? .credit : .debit,
                    reference: "\(entries.count + 1)", information: information, code: code))
        }
    }
}
