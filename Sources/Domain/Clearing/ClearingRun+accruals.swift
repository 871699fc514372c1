import Ledger
import LoyaltyRules
import Members
import Messages
import Partners
import Quantities

extension ClearingRun {
    /// The most points one accrual may be worth; a purchase that would earn more is a mistake in its amount.
    static var largestAccrual: Int64 { 1_000_000_000_000 }

    /// A member earns points: a lot of the partner's, then what the member owes is made good from it.
    mutating func accrue(
        _ accrual: Accrual, _ message: VerifiedMessage, _ partner: Partner
    ) throws(Refusal) -> PostedMessage {
        let contract = partner.contract(at: facts.now)
        let (points, basis) = try worth(of: accrual, contract)
        try requireStanding(partner)
        let (record, member) = try knownIdentifier(accrual.member)
        try requireTime(message)
        if case .purchase(let amount, _) = basis, amount.currency != facts.snapshot.coalition.currency {
            throw Refusal(.currencyNotAgreed)
        }
        try requireUsable(record, member)
        try requireCap(partner.id, contract, issuing: points)

        let transaction = makeID()
        let lotID = points > 0 ? makeID() : nil
        let dates = LotDates(
            occurredAt: message.message.occurredAt ?? facts.now, postedAt: facts.now,
            pendingDays: contract.pendingDays, expiryMonths: facts.snapshot.coalition.expiryMonths, zone: facts.zone)
        let now = facts.now
        let prices = pricesLookup()
        let balance = try Self.mapped {
            () throws(LedgerError) in
            try post(transaction, for: message, member: member.id) { (ledger, _) throws(LedgerError) in
                guard let lotID else { return }
                ledger.issue(
                    points, id: lotID, issuer: partner.id, origin: partner.id, accrual: transaction, dates: dates,
                    issuePrice: contract.issuePrice)
                try ledger.settleArrears(from: lotID, at: now, prices: prices)
            }
        }
        facts.accruals[message.key] = PostedAccrual(
            transaction: transaction, member: member.id, basis: basis, baseLot: lotID)
        changes.accruals.insert(message.key)
        changes.accrualIdentifiers[message.key] = accrual.member
        return PostedMessage(transaction: transaction, member: member.id, points: points, balance: balance)
    }

    /// Takes all or part of an accrual back, under its own rule.
    mutating func reverse(
        accrual original: PostedAccrual, _ reversal: Reversal, _ message: VerifiedMessage, key: MessageKey
    ) throws(Refusal) -> PostedMessage {
        var accrual = original
        let left = accrual.whole - accrual.refunded
        let refund: Int64
        var currency = facts.snapshot.coalition.currency
        switch (reversal.extent, accrual.basis) {
        case (.whole, _): refund = left
        case (.refund(let purchase), .purchase):
            refund = purchase.amount.minorUnits
            currency = purchase.amount.currency
        case (.points(let points), .stated): refund = points.count
        case (.refund, .stated): throw Refusal(.invalidField, field: "refund")
        case (.points, .purchase): throw Refusal(.invalidField, field: "points")
        }
        guard left > 0 else { throw Refusal(.alreadyReversed) }
        try requireTime(message)
        if case .purchase(let amount, _) = accrual.basis, reversal.extent != .whole, amount.currency != currency {
            throw Refusal(.currencyNotAgreed)
        }
        guard refund <= left else { throw Refusal(.reversalExceedsOriginal) }
        let points = try takenBack(by: refund, of: accrual)
        accrual.refunded += refund

        let transaction = makeID()
        let owed = facts.snapshot.coalition.clawback == .arrears
        let now = facts.now
        let prices = pricesLookup()
        var shortfall: Int64 = 0
        let balance = try Self.mapped {
            () throws(LedgerError) in
            try post(transaction, for: message, member: accrual.member) { (ledger, _) throws(LedgerError) in
                guard points > 0, let lot = accrual.baseLot else { return }
                shortfall = try ledger.takeBack(points, ofRoot: lot, owed: owed, at: now)
                if owed { try ledger.settle(arrears: shortfall, of: lot, at: now, prices: prices) }
            }
        }
        facts.accruals[key] = accrual
        changes.accruals.insert(key)
        return PostedMessage(
            transaction: transaction, member: accrual.member, points: points, balance: balance, shortfall: shortfall)
    }

    private func worth(
        of accrual: Accrual, _ contract: Contract
    ) throws(Refusal) -> (points: Int64, basis: PostedAccrual.Basis) {
        switch (accrual.basis, contract.earning) {
        case (.purchase(let purchase), .computed(let points, let per)):
            let rule = EarningRule(points: points, per: per)
            guard let base = try? rule.base(ofMinorUnits: purchase.amount.minorUnits).count,
                base <= Self.largestAccrual
            else { throw Refusal(.invalidField, field: "purchase.amount") }
            return (base, .purchase(purchase.amount, rule))
        case (.stated(let points), .stated): return (points.count, .stated(points.count))
        case (.purchase, .stated): throw Refusal(.invalidField, field: "purchase")
        case (.stated, .computed): throw Refusal(.invalidField, field: "points")
        }
    }

    private func takenBack(by refund: Int64, of accrual: PostedAccrual) throws(Refusal) -> Int64 {
        switch accrual.basis {
        case .stated: return refund
        case .purchase(let amount, let rule):
            do {
                return try rule.takenBack(
                    amount: amount.minorUnits, refundedBefore: accrual.refunded, refund: refund
                ).count
            } catch {
                throw Refusal(.reversalExceedsOriginal)
            }
        }
    }

    /// Row 422: the issuer may still accrue under its net debit cap (PROTOCOL.md section 4, "Debit cap").
    private func requireCap(_ partner: PartnerID, _ contract: Contract, issuing points: Int64) throws(Refusal) {
        guard let cap = contract.netDebitCap, let exposure = facts.exposures[partner] else { return }
        switch facts.snapshot.coalition.settlement.model {
        case .issuerPays:
            guard exposure.netDebit < cap else { throw Refusal(.debitCapExceeded) }
        case .pool:
            var after = exposure
            let key = FlowKey(kind: .issued, issuer: partner, redeemer: partner, issuePrice: contract.issuePrice)
            after.add(points, of: key, in: facts.cycle)
            guard after.netDebit <= cap else { throw Refusal(.debitCapExceeded) }
        }
    }

    /// The prices of takings by any redeemer at this moment. It must not keep the run, whose every collection would be
    /// copied by the next change.
    private func pricesLookup() -> (PartnerID) -> TakingPrices {
        let snapshot = facts.snapshot
        let now = facts.now
        return { Self.prices(for: $0, snapshot, at: now) }
    }
}
