extension ModelCoalition {
    /// Posts an accrual.
    mutating func accrue(
        _ message: ModelMessage, _ key: ModelMessageKey, _ identifier: String, _ worth: ModelWorth
    ) throws(ModelRefusal) -> ModelOutcome {
        try checkStanding(message)
        let member = try member(identifier)
        try checkTime(message)
        let issuer = partner(message.partner)
        let amount: Int
        switch (worth, issuer.contract.earning) {
        case (.money(let money, let currency), .rate):
            if currency != terms.currency { throw .currencyNotAgreed }
            amount = money
        case (.points(let points), .stated):
            amount = points
        default:
            preconditionFailure("a purchase where the contract says stated, or the reverse: a 400, not ours to judge")
        }
        try checkIdentifier(identifier, of: member)
        let points = Self.points(amount, issuer.contract.earning)
        try checkDebitCap(of: issuer, accruing: points)

        let lot = points == 0 ? nil : issue(points, to: member, by: issuer, occurredAt: message.occurredAt)
        accruals[key] = ModelAccrual(
            issuer: issuer.id, member: member, earning: issuer.contract.earning, worth: amount, lot: lot)
        return posted(points, to: member)
    }

    /// `base = floor(amount × points ÷ per)`, or the stated points themselves.
    static func points(_ amount: Int, _ earning: ModelEarning) -> Int {
        switch earning {
        case .rate(let points, let per): Int(Int128(amount) * Int128(points) / Int128(per))
        case .stated: amount
        }
    }

    /// A new lot; under `arrears` it pays what the member owes before it can be spent, the shortfall of the lot first
    /// posted first. Without a pending time it can be spent at once, also when the partner's clock is minutes ahead.
    private mutating func issue(
        _ points: Int, to member: String, by issuer: ModelPartner, occurredAt: Int
    ) -> Int {
        let lot = addLot(
            member: member, issuer: issuer.id, origin: issuer.id, points: points, earnedAt: occurredAt,
            availableAt: issuer.contract.pendingDays == 0
                ? min(occurredAt, now) : occurredAt + issuer.contract.pendingDays * 86_400,
            expiryDay: ModelCalendar.day(calendar.day(occurredAt), plusMonths: terms.expiryMonths),
            issuePrice: issuer.contract.issuePrice, root: nil)
        record(.issued, lot: lot, points: points)
        if terms.clawback == .arrears && !isExpired(lot) {
            let open = shortfalls[member] ?? []
            // Lots are numbered in the order of posting.
            for place in open.indices.sorted(by: { (open[$0].root, $0) < (open[$1].root, $1) }) {
                pay(shortfall: place, of: member, from: lot)
            }
            closePaidShortfalls(of: member)
        }
        return lot
    }

    /// In `pool` an accrual is refused when it would pass the cap; in `issuer_pays` when the cap is already reached.
    private func checkDebitCap(of issuer: ModelPartner, accruing points: Int) throws(ModelRefusal) {
        guard let cap = issuer.contract.netDebitCap else { return }
        switch terms.settlement {
        case .issuerPays:
            if unsettledNetDebit(of: issuer.id) >= cap { throw .debitCapExceeded }
        case .pool:
            if unsettledNetDebit(of: issuer.id, alsoIssuing: points) > cap { throw .debitCapExceeded }
        }
    }

    /// What a partner's cycles that are not paid yet come to, each valued and rounded as in settlement, without fees;
    /// minor units, negative when the partner is owed.
    public func unsettledNetDebit(of partner: String, alsoIssuing points: Int = 0) -> Int {
        var debit = 0
        for cycle in cycles.indices where !settledCycles.contains(cycle) {
            if cycle < openCycle {
                guard let position = settlements[cycle].positions.first(where: { $0.partner == partner }) else {
                    continue
                }
                debit += position.grossDebit - position.grossCredit
            } else {
                var products = products[cycle]
                let contract = self.partner(partner).contract
                if points > 0 { products.issue(points, by: partner, at: contract.issuePrice) }
                let gross = products.gross(of: partner, terms: terms, breakageShare: contract.breakageShare)
                debit += gross.debit - gross.credit
            }
        }
        return debit
    }
}
