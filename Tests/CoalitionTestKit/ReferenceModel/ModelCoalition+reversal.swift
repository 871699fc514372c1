extension ModelCoalition {
    /// Reverses whatever the original was, all that is left of it unless a part is named.
    mutating func reverse(
        _ message: ModelMessage, _ original: String, _ part: ModelWorth?
    ) throws(ModelRefusal) -> ModelOutcome {
        let key = ModelMessageKey(partner: message.partner, id: original)
        if let redemption = redemptions[key] {
            switch part {
            case nil: return try reverseRedemption(message, key, redemption, nil)
            case .points(let points): return try reverseRedemption(message, key, redemption, points)
            case .money: throw .messageUnknown
            }
        }
        if let accrual = accruals[key] { return try reverseAccrual(message, key, accrual, part) }
        throw .messageUnknown
    }

    /// A refund takes back `points(A − refunds before it) − points(A − refunds including it)`.
    private mutating func reverseAccrual(
        _ message: ModelMessage, _ key: ModelMessageKey, _ accrual: ModelAccrual, _ part: ModelWorth?
    ) throws(ModelRefusal) -> ModelOutcome {
        let before = accrual.worth - accrual.refunded
        if before == 0 { throw .alreadyReversed }
        try checkTime(message)
        let refund: Int
        switch (part, accrual.earning) {
        case (nil, _):
            refund = before
        case (.money(let amount, let currency), .rate):
            if currency != terms.currency { throw .currencyNotAgreed }
            refund = amount
        case (.points(let points), .stated):
            refund = points
        default:
            preconditionFailure("a part in the wrong unit: a 400, not ours to judge")
        }
        if refund > before { throw .reversalExceedsOriginal }

        accruals[key]?.refunded += refund
        let points = Self.points(before, accrual.earning) - Self.points(before - refund, accrual.earning)
        if let lot = accrual.lot { takeBack(points, root: lot) }
        return posted(points, to: accrual.member)
    }

    /// Takes points from what is left of a purchase's lots, then from what of them had expired; the rest is a
    /// shortfall.
    private mutating func takeBack(_ points: Int, root: Int) {
        var wanted = points
        let family = family(ofRoot: root)
        for lot in family.filter({ !isExpired($0) }) + family.filter({ isExpired($0) }) {
            let taken = min(wanted, lots[lot].left)
            lots[lot].left -= taken
            lots[lot].reversed += taken
            wanted -= taken
            record(.reversed, lot: lot, points: taken)
        }
        for lot in family {
            let taken = min(wanted, lots[lot].expired)
            lots[lot].expired -= taken
            lots[lot].reversed += taken
            wanted -= taken
            record(.expiryReversed, lot: lot, points: taken)
            record(.reversed, lot: lot, points: taken)
        }
        if wanted == 0 { return }

        let member = lots[root].member
        shortfalls[member, default: []].append(ModelShortfall(root: root, open: wanted))
        if terms.clawback == .arrears {
            let place = (shortfalls[member] ?? []).count - 1
            let payers = spendingOrder(of: member)
            for lot in payers.filter({ lots[$0].availableAt <= now }) + payers.filter({ lots[$0].availableAt > now }) {
                pay(shortfall: place, of: member, from: lot)
            }
            closePaidShortfalls(of: member)
        }
    }

    /// Under `arrears`: takes what a lot has towards one shortfall, as a redemption at the short lot's issuer.
    mutating func pay(shortfall place: Int, of member: String, from lot: Int) {
        guard let shortfall = shortfalls[member]?[place] else { return }
        let paid = min(shortfall.open, lots[lot].left)
        let redeemer = partner(lots[shortfall.root].issuer)
        shortfalls[member]?[place].open -= paid
        lots[lot].left -= paid
        lots[lot].redeemed += paid
        record(
            .redeemed, lot: lot, points: paid, redeemer: redeemer.id,
            issuePrice: partner(lots[lot].issuer).contract.issuePrice, redemptionRate: redeemer.contract.redemptionRate)
    }

    mutating func closePaidShortfalls(of member: String) {
        shortfalls[member]?.removeAll { $0.open == 0 }
    }

    /// Points come back to a lot that they were taken from: against its purchase's open shortfall first, then into the
    /// lot, or, when that has expired by the clock, into a lot of their own.
    mutating func giveBack(_ points: Int, to lot: Int) {
        let member = lots[lot].member
        var rest = points
        for place in (shortfalls[member] ?? []).indices where shortfalls[member]?[place].root == lots[lot].root {
            let against = min(rest, shortfalls[member]?[place].open ?? 0)
            shortfalls[member]?[place].open -= against
            lots[lot].reversed += against
            rest -= against
            record(.reversed, lot: lot, points: against)
        }
        closePaidShortfalls(of: member)
        if rest == 0 { return }

        if isExpired(lot) {
            lots[lot].moved += rest
            _ = addLot(
                member: member, issuer: lots[lot].issuer, origin: lots[lot].origin, points: rest,
                earnedAt: lots[lot].earnedAt, availableAt: lots[lot].availableAt,
                expiryDay: calendar.day(now) + terms.refundGraceDays, issuePrice: lots[lot].issuePrice,
                root: lots[lot].root)
        } else {
            lots[lot].left += rest
        }
    }

    /// Posts the hold time-outs and the expiries that are due by the clock.
    mutating func postWhatIsDue() {
        for key in openHolds {
            if let redemption = redemptions[key], !isOpen(redemption) { end(key) }
        }
        for lot in lots.indices where lots[lot].left > 0 && isExpired(lot) {
            let points = lots[lot].left
            lots[lot].left = 0
            lots[lot].expired += points
            record(.expired, lot: lot, points: points)
        }
    }
}
