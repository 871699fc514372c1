import Ledger
import Members
import Messages
import Partners
import Quantities

extension ClearingRun {
    /// A member spends points, at once or into a hold.
    mutating func redeem(
        _ redemption: Redemption, _ message: VerifiedMessage, _ partner: Partner
    ) throws(Refusal) -> PostedMessage {
        try requireStanding(partner, isRedemption: true)
        let (record, member) = try knownIdentifier(redemption.member)
        try requireTime(message)
        try requireUsable(record, member)

        let transaction = makeID()
        let holding = redemption.capture == .later
        let prices = prices(for: partner.id)
        let now = facts.now
        var pieces: [Piece] = []
        let balance = try Self.mapped {
            () throws(LedgerError) in
            try post(transaction, for: message, member: member.id) { (ledger, _) throws(LedgerError) in
                pieces = try ledger.take(
                    redemption.points.count, by: partner.id, prices: prices, holding: holding, at: now)
            }
        }
        let holdExpiresAt =
            holding ? now.advanced(bySeconds: facts.snapshot.coalition.holdDays * 86_400) : nil
        facts.redemptions[message.key] = PostedRedemption(
            transaction: transaction, member: member.id, points: redemption.points.count,
            holdExpiresAt: holdExpiresAt, state: holding ? .held : .redeemed, pieces: pieces)
        changes.redemptions.insert(message.key)
        return PostedMessage(
            transaction: transaction, member: member.id, points: redemption.points.count, balance: balance,
            holdExpiresAt: holdExpiresAt)
    }

    /// Takes all or part of a hold for good and releases the rest; one capture a hold.
    mutating func capture(_ capture: Capture, _ message: VerifiedMessage) throws(Refusal) -> PostedMessage {
        let (key, redemption) = try openHold(capture.originalMessageID, message)
        try requireTime(message)
        let points = capture.points?.count ?? redemption.points
        return try settleHold(key, redemption, message, state: .redeemed, points: points) {
            (ledger, pieces, terms) throws(LedgerError) in
            try ledger.capture(points, of: &pieces, by: key.partner, return: terms)
        }
    }

    /// Releases a hold.
    mutating func void(_ void: VoidRequest, _ message: VerifiedMessage) throws(Refusal) -> PostedMessage {
        let (key, redemption) = try openHold(void.originalMessageID, message)
        try requireTime(message)
        return try settleHold(key, redemption, message, state: .voided, points: redemption.points) {
            (ledger, pieces, terms) throws(LedgerError) in
            try ledger.release(&pieces, by: key.partner, return: terms)
        }
    }

    /// Takes an accrual or a redemption back, all or part.
    mutating func reverse(_ reversal: Reversal, _ message: VerifiedMessage) throws(Refusal) -> PostedMessage {
        let key = MessageKey(partner: message.partner, messageID: reversal.originalMessageID)
        if let accrual = facts.accruals[key] {
            return try reverse(accrual: accrual, reversal, message, key: key)
        }
        guard let redemption = facts.redemptions[key] else { throw Refusal(.messageUnknown) }
        return try reverse(redemption: redemption, reversal, message, key: key)
    }

    private mutating func reverse(
        redemption: PostedRedemption, _ reversal: Reversal, _ message: VerifiedMessage, key: MessageKey
    ) throws(Refusal) -> PostedMessage {
        let redeemed = redemption.pieces.reduce(0) { $0 + $1.redeemed }
        let asked: Int64
        switch reversal.extent {
        case .whole: asked = redeemed
        case .points(let points): asked = points.count
        case .refund: throw Refusal(.invalidField, field: "refund")
        }
        switch redemption.state {
        case .voided, .timedOut: throw Refusal(.redemptionClosed)
        case .held: if !redemption.isOpen(at: facts.now) { throw Refusal(.redemptionClosed) }
        case .redeemed: if redeemed == 0 { throw Refusal(.alreadyReversed) }
        }
        try requireTime(message)
        // Of an open hold nothing has been redeemed yet, so nothing can be returned; it is voided instead.
        guard redemption.state == .redeemed, asked <= redeemed else { throw Refusal(.reversalExceedsOriginal) }
        return try settleHold(key, redemption, message, state: .redeemed, points: asked) {
            (ledger, pieces, terms) throws(LedgerError) in
            try ledger.giveBack(asked, of: &pieces, by: key.partner, return: terms)
        }
    }

    private func openHold(
        _ messageID: String, _ message: VerifiedMessage
    ) throws(Refusal) -> (MessageKey, PostedRedemption) {
        let key = MessageKey(partner: message.partner, messageID: messageID)
        guard let redemption = facts.redemptions[key] else { throw Refusal(.messageUnknown) }
        guard redemption.isOpen(at: facts.now) else { throw Refusal(.redemptionClosed) }
        return (key, redemption)
    }

    private mutating func settleHold(
        _ key: MessageKey, _ original: PostedRedemption, _ message: VerifiedMessage, state: PostedRedemption.State,
        points: Int64, _ body: (inout MemberLedger, inout [Piece], ReturnTerms) throws(LedgerError) -> Void
    ) throws(Refusal) -> PostedMessage {
        var redemption = original
        let transaction = makeID()
        let balance = try Self.mapped {
            () throws(LedgerError) in
            try post(transaction, for: message, member: redemption.member) { (ledger, terms) throws(LedgerError) in
                try body(&ledger, &redemption.pieces, terms)
            }
        }
        redemption.state = state
        facts.redemptions[key] = redemption
        changes.redemptions.insert(key)
        return PostedMessage(
            transaction: transaction, member: redemption.member, points: points, balance: balance)
    }

    /// Runs a movement of points and gives its impossibility the code of row 422. Static, since a method of the run would
    /// keep a copy of it while the movement changes it, and every collection in it would be copied.
    static func mapped<Value>(_ body: () throws(LedgerError) -> Value) throws(Refusal) -> Value {
        do {
            return try body()
        } catch {
            switch error {
            case .insufficient: throw Refusal(.insufficientPoints)
            case .exceedsPieces: throw Refusal(.reversalExceedsOriginal)
            // Facts without a lot that a piece names would be a mistake of ours. Nothing is posted, and it is told.
            case .lotMissing: throw Refusal(.unavailable)
            }
        }
    }
}
