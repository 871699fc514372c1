import Ledger
import Partners
import Quantities

extension PartnerStatement {
    /// Makes a partner's statement from its postings of a cycle, and closes it to the settlement.
    ///
    /// A posting is this partner's when it is the issuer or the redeemer. The issuer sees a piece as debit at its issue
    /// price, the redeemer as credit at its redemption rate. A partner that is both sees one line: in `issuer_pays` with
    /// the rate 0, in `pool` as credit. Accruals, reversals and expiry are seen by the issuer alone: in `issuer_pays` with
    /// the rate 0; in `pool` accruals and reversals at the issue price, expiry at issue price × breakage share, and pieces
    /// others took with the rate 0. Once it has left, pieces others took stand with the rate 0 in `issuer_pays` too. Lines of
    /// adjustments, defaults and the run-off come last.
    ///
    /// - Parameter postings: in the ledger's order, which the statement keeps.
    /// - Throws: ``StatementError`` when the postings do not tie with the settlement.
    public static func make(
        partner: PartnerID, postings: [StatementPosting], settlement: Settlement
    ) throws(StatementError) -> PartnerStatement {
        guard let position = settlement.position(of: partner) else { throw .unknownPartner(partner) }
        let pricing = StatementPricing(partner: partner, settlement: settlement)
        var closing = StatementClosing(partner: partner)
        var lines: [StatementLine] = []
        lines.reserveCapacity(postings.count + settlement.matrix.count)
        do throws(QuantityError) {
            for posting in postings {
                guard let line = try pricing.line(posting) else { continue }
                lines.append(line)
                try closing.add(line, from: posting)
            }
        } catch {
            throw .overflow
        }
        // Counted apart, so that the loop above throws one type of error only.
        guard lines.count == postings.count else {
            let foreign = postings.first { $0.key.issuer != partner && $0.key.redeemer != partner }
            throw .foreignPosting(transactionID: foreign?.transactionID ?? "")
        }
        lines += try closing.lines(settlement: settlement)
        lines += StatementSettling(partner: partner, settlement: settlement).lines
        guard let trailer = try? StatementTrailer(of: lines, for: partner) else { throw .overflow }
        let currency = settlement.currency
        let debit = UnroundedAmount(minorUnits: position.grossDebit, currency: currency)
        let credit = UnroundedAmount(minorUnits: position.grossCredit, currency: currency)
        // Each term was closed by itself, so only a term without any posting could be left over here.
        guard trailer.amountDebit == debit, trailer.amountCredit == credit else {
            let left =
                (debit.trillionths - trailer.amountDebit.trillionths)
                + (credit.trillionths - trailer.amountCredit.trillionths)
            throw .amountsDiffer(issuer: partner, redeemer: nil, difference: UnroundedAmount(trillionths: left))
        }
        return PartnerStatement(partner: partner, currency: currency, lines: lines, trailer: trailer)
    }
}

/// How a partner's postings are priced and signed under one settlement.
struct StatementPricing {
    let partner: PartnerID
    let model: SettlementModel
    let breakageShare: Rate
    /// Whether the partner has left, so that the operator bears what its points cost.
    let hasLeft: Bool

    init(partner: PartnerID, settlement: Settlement) {
        self.partner = partner
        self.model = settlement.model
        self.breakageShare = settlement.poolTerms.first { $0.issuer == partner }?.breakageShare ?? .zero
        self.hasLeft = settlement.runOffs.contains { $0.partner == partner && $0.runOff == .departed }
    }

    /// The line of a posting; `nil` when it concerns the partner neither as issuer nor as redeemer.
    func line(_ posting: StatementPosting) throws(QuantityError) -> StatementLine? {
        let key = posting.key
        guard key.issuer == partner || key.redeemer == partner else { return nil }
        let isTaker = key.redeemer == partner
        let isPool = model == .pool
        let zero = UnroundedAmount.zero
        let kind: StatementKind
        let points: PointsDelta
        let rate: UnroundedAmount
        switch key.kind {
        case .redeemed:
            kind = posting.points < .zero ? .redemptionReturn : .redemption
            points = isTaker ? posting.points : posting.points.negated
            if isTaker {
                rate = isPool || key.issuer != partner ? UnroundedAmount(rate: key.redemptionRate) : zero
            } else {
                rate = isPool || hasLeft ? zero : UnroundedAmount(rate: key.issuePrice)
            }
        case .issued:
            (kind, points) = (.accrual, posting.points.negated)
            rate = isPool ? UnroundedAmount(rate: key.issuePrice) : zero
        case .reversed:
            (kind, points) = (.reversal, posting.points)
            rate = isPool ? UnroundedAmount(rate: key.issuePrice) : zero
        case .expired:
            (kind, points) = (.expiry, posting.points)
            rate = isPool ? UnroundedAmount(rate: key.issuePrice, share: breakageShare) : zero
        case .expiryReversed:
            (kind, points) = (.expiryReversal, posting.points.negated)
            rate = isPool ? UnroundedAmount(rate: key.issuePrice, share: breakageShare) : zero
        }
        return StatementLine(
            occurredAt: posting.occurredAt, messageID: posting.messageID, transactionID: posting.transactionID,
            kind: kind, member: posting.member, issuer: key.issuer,
            redeemer: key.kind == .redeemed ? key.redeemer : nil, points: points, rate: rate,
            amount: try rate.times(points), leaf: posting.leaf)
    }
}
