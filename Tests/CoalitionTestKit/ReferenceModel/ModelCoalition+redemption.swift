extension ModelCoalition {
    /// Spends points, or holds them.
    mutating func redeem(
        _ message: ModelMessage, _ key: ModelMessageKey, _ identifier: String, _ points: Int, _ capture: ModelCapture
    ) throws(ModelRefusal) -> ModelOutcome {
        try checkStanding(message)
        let member = try member(identifier)
        try checkTime(message)
        try checkIdentifier(identifier, of: member)
        guard balance(of: member).available >= points else { throw .insufficientPoints }

        var redemption = ModelRedemption(
            redeemer: message.partner, member: member,
            state: .open(deadline: now + terms.holdDays * 86_400), pieces: takePieces(points, member, message.partner))
        switch capture {
        case .now: take(&redemption, points, key)
        case .later: openHolds.append(key)
        }
        redemptions[key] = redemption
        return posted(points, to: member)
    }

    /// Sets points aside, lot by lot, each piece with the rates of this moment.
    private mutating func takePieces(_ points: Int, _ member: String, _ redeemer: String) -> [ModelPiece] {
        var pieces: [ModelPiece] = []
        var wanted = points
        for lot in spendingOrder(of: member) where lots[lot].availableAt <= now && wanted > 0 {
            let taken = min(wanted, lots[lot].left)
            lots[lot].left -= taken
            lots[lot].held += taken
            wanted -= taken
            pieces.append(
                ModelPiece(
                    lot: lot, issuePrice: partner(lots[lot].issuer).contract.issuePrice,
                    redemptionRate: partner(redeemer).contract.redemptionRate, points: taken))
        }
        precondition(wanted == 0, "the balance was checked")
        return pieces
    }

    /// Counts the first pieces of a hold as redeemed in the open cycle and releases the rest, last taken first.
    private mutating func take(_ redemption: inout ModelRedemption, _ points: Int, _ key: ModelMessageKey) {
        var wanted = points
        var taken: [ModelPiece] = []
        var released: [ModelPiece] = []
        for piece in redemption.pieces {
            let part = min(wanted, piece.points)
            wanted -= part
            if part > 0 {
                var redeemed = piece
                redeemed.points = part
                taken.append(redeemed)
                lots[piece.lot].held -= part
                lots[piece.lot].redeemed += part
                record(
                    .redeemed, lot: piece.lot, points: part, redeemer: redemption.redeemer,
                    issuePrice: piece.issuePrice, redemptionRate: piece.redemptionRate)
            }
            if part < piece.points {
                var rest = piece
                rest.points -= part
                released.append(rest)
            }
        }
        release(released)
        redemption.pieces = taken
        redemption.state = .taken
        openHolds.removeAll { $0 == key }
    }

    private mutating func release(_ pieces: [ModelPiece]) {
        for piece in pieces.reversed() {
            lots[piece.lot].held -= piece.points
            giveBack(piece.points, to: piece.lot)
        }
    }

    /// Captures a hold.
    mutating func capture(
        _ message: ModelMessage, _ original: String, _ points: Int?
    ) throws(ModelRefusal) -> ModelOutcome {
        let key = ModelMessageKey(partner: message.partner, id: original)
        guard var redemption = redemptions[key] else { throw .messageUnknown }
        guard isOpen(redemption) else { throw .redemptionClosed }
        try checkTime(message)
        let points = points ?? redemption.points
        guard points <= redemption.points else { throw .reversalExceedsOriginal }

        take(&redemption, points, key)
        redemptions[key] = redemption
        return posted(points, to: redemption.member)
    }

    /// Voids a hold.
    mutating func void(_ message: ModelMessage, _ original: String) throws(ModelRefusal) -> ModelOutcome {
        let key = ModelMessageKey(partner: message.partner, id: original)
        guard let redemption = redemptions[key] else { throw .messageUnknown }
        guard isOpen(redemption) else { throw .redemptionClosed }
        try checkTime(message)

        let points = redemption.points
        end(key)
        return posted(points, to: redemption.member)
    }

    /// An open hold whose deadline has not come; at the deadline itself it is over.
    func isOpen(_ redemption: ModelRedemption) -> Bool {
        guard case .open(let deadline) = redemption.state else { return false }
        return now < deadline
    }

    /// Ends a hold without redemption: void or time-out.
    mutating func end(_ key: ModelMessageKey) {
        guard var redemption = redemptions[key] else { return }
        release(redemption.pieces)
        redemption.pieces = []
        redemption.state = .released
        redemptions[key] = redemption
        openHolds.removeAll { $0 == key }
    }

    /// Takes back points of a redemption that counts, last taken first.
    mutating func reverseRedemption(
        _ message: ModelMessage, _ key: ModelMessageKey, _ redemption: ModelRedemption, _ part: Int?
    ) throws(ModelRefusal) -> ModelOutcome {
        let isHold: Bool
        switch redemption.state {
        case .released: throw .redemptionClosed
        case .open: isHold = true
        case .taken: isHold = false
        }
        if isHold && !isOpen(redemption) { throw .redemptionClosed }
        if redemption.points == 0 { throw .alreadyReversed }
        try checkTime(message)
        let points = part ?? redemption.points
        if isHold || points > redemption.points { throw .reversalExceedsOriginal }

        var redemption = redemption
        var wanted = points
        while wanted > 0, var piece = redemption.pieces.popLast() {
            let returned = min(wanted, piece.points)
            wanted -= returned
            lots[piece.lot].redeemed -= returned
            record(
                .returned, lot: piece.lot, points: returned, redeemer: redemption.redeemer,
                issuePrice: piece.issuePrice, redemptionRate: piece.redemptionRate)
            giveBack(returned, to: piece.lot)
            piece.points -= returned
            if piece.points > 0 { redemption.pieces.append(piece) }
        }
        redemptions[key] = redemption
        return posted(points, to: redemption.member)
    }
}
