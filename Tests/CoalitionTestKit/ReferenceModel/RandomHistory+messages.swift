extension RandomHistory {
    /// A new message under a new id, remembered so that it can be sent again.
    private mutating func message(_ partner: String, _ request: ModelRequest) -> ModelMessage {
        let message = ModelMessage(
            partner: partner, id: "m\(sent.count)", occurredAt: someOccurredAt(), request: request)
        sent.append(message)
        return message
    }

    /// Mostly now or shortly before; at times hours or days ago, and at the edges of what is accepted.
    private mutating func someOccurredAt() -> Int {
        let oldest = model.now - model.terms.acceptDays * 86_400
        switch random.number(1...100) {
        case ...70: return model.now - random.number(0...120)
        case ...90: return model.now - random.number(0...172_800)
        case ...95: return model.now - random.number(0...(model.terms.acceptDays * 86_400))
        case 96: return oldest
        case 97: return oldest - 1
        case 98: return model.now + 300
        case 99: return model.now + 301
        default: return model.now + random.number(0...300)
        }
    }

    private mutating func someIdentifier() -> String {
        if random.chance(2) { return "nobody-\(random.number(1...9))" }
        if random.chance(5) { return random.one(of: identifiers) ?? "nobody-0" }
        let good = identifiers.filter { model.memberOfIdentifier[$0] != nil && !model.retiredIdentifiers.contains($0) }
        return random.one(of: good) ?? "nobody-0"
    }

    /// A new member with one identifier, or, when there are enough of them and at times before, somebody's identifier.
    mutating func enrolment() -> ModelMessage {
        if model.members.count >= memberLimit || random.chance(5), let taken = random.one(of: identifiers) {
            return message(somePartner().id, .enrolment(identifiers: [taken]))
        }
        let new = "id-\(identifiers.count)"
        // The name is used up even if the enrolment is refused: then it stays unknown to the coalition.
        identifiers.append(new)
        return message(somePartner().id, .enrolment(identifiers: [new]))
    }

    mutating func replacement() -> ModelMessage {
        let active = model.partners.values.filter { $0.status == .active }.map(\.id).sorted()
        let old = random.one(of: identifiers.filter { !isBlocked($0) }) ?? "nobody-0"
        if identifiers.count > memberLimit * 3 || random.chance(10), let taken = random.one(of: identifiers) {
            return message(random.one(of: active) ?? somePartner().id, .replacement(of: old, by: taken))
        }
        let new = "id-\(identifiers.count)"
        identifiers.append(new)
        return message(random.one(of: active) ?? somePartner().id, .replacement(of: old, by: new))
    }

    private func isBlocked(_ identifier: String) -> Bool {
        guard let member = model.memberOfIdentifier[identifier] else { return false }
        return model.blockedMembers.contains(member)
    }

    mutating func accrual() -> ModelMessage {
        let partner = somePartner()
        let worth: ModelWorth
        switch partner.contract.earning {
        case .stated:
            worth = .points(random.number(1...300))
        case .rate:
            let amount = random.chance(5) ? random.number(1...99) : random.number(100...30_000)
            worth = .money(amount: amount, currency: random.chance(1) ? "EUR" : model.terms.currency)
        }
        let identifier = someIdentifier()
        let made = message(partner.id, .accrual(identifier: identifier, worth: worth))
        sentAccruals.append(ModelMessageKey(partner: made.partner, id: made.id))
        return made
    }

    /// Mostly within the balance, often exactly all of it, at times one point more.
    mutating func redemption(_ capture: ModelCapture) -> ModelMessage {
        let identifier = someIdentifier()
        let available = model.memberOfIdentifier[identifier].map { model.balance(of: $0).available } ?? 0
        let points: Int
        switch random.number(1...100) {
        case ...70 where available > 0: points = random.number(1...available)
        case ...90 where available > 0: points = available
        default: points = available + 1
        }
        let made = message(
            somePartner().id, .redemption(identifier: identifier, points: points, capture: capture))
        sentRedemptions.append(ModelMessageKey(partner: made.partner, id: made.id))
        return made
    }

    /// The original's own partner, but at times another.
    private mutating func sender(_ key: ModelMessageKey) -> String {
        random.chance(2) ? somePartner().id : key.partner
    }

    /// Mostly an open hold, at times any redemption, any message, or one that never was.
    mutating func holdEnd(capturing: Bool) -> ModelMessage {
        let original: ModelMessageKey
        switch random.number(1...100) {
        case ...80: original = random.one(of: model.openHolds) ?? anyMessage()
        case ...95: original = random.recent(of: sentRedemptions) ?? anyMessage()
        default: original = anyMessage()
        }
        let partner = sender(original)
        if !capturing { return message(partner, .void(original: original.id)) }
        let held = model.redemptions[original]?.points ?? 10
        return message(partner, .capture(original: original.id, points: somePart(of: held)))
    }

    private mutating func anyMessage() -> ModelMessageKey {
        guard !random.chance(20), let any = random.one(of: sent) else {
            return ModelMessageKey(partner: somePartner().id, id: "never-\(random.number(1...9))")
        }
        return ModelMessageKey(partner: any.partner, id: any.id)
    }

    /// One that was posted, found in three tries, or the last one tried.
    private mutating func recentlyPosted(of keys: [ModelMessageKey]) -> ModelMessageKey {
        for _ in 1...3 {
            guard let key = random.recent(of: keys) else { break }
            if model.accruals[key] != nil || model.redemptions[key] != nil { return key }
        }
        return random.recent(of: keys) ?? anyMessage()
    }

    /// Nil for all of it; else a part, exactly all, or one more.
    private mutating func somePart(of whole: Int) -> Int? {
        switch random.number(1...100) {
        case ...35: nil
        case ...80: random.number(1...max(whole, 1))
        case ...92: max(whole, 1)
        default: whole + 1
        }
    }

    mutating func accrualReversal() -> ModelMessage {
        let original =
            random.chance(3)
            ? anyMessage() : recentlyPosted(of: sentAccruals)
        let partner = sender(original)
        guard let accrual = model.accruals[original], partner == original.partner,
            let part = somePart(of: accrual.worth - accrual.refunded)
        else {
            return message(partner, .reversal(original: original.id, part: nil))
        }
        switch accrual.earning {
        case .stated:
            return message(partner, .reversal(original: original.id, part: .points(part)))
        case .rate:
            let currency = random.chance(2) ? "EUR" : model.terms.currency
            return message(
                partner, .reversal(original: original.id, part: .money(amount: part, currency: currency)))
        }
    }

    mutating func redemptionReversal() -> ModelMessage {
        let original = recentlyPosted(of: sentRedemptions)
        let partner = sender(original)
        guard let redemption = model.redemptions[original], partner == original.partner else {
            return message(partner, .reversal(original: original.id, part: nil))
        }
        let part = somePart(of: redemption.points).map { ModelWorth.points($0) }
        return message(partner, .reversal(original: original.id, part: part))
    }

    /// An earlier message again, or other content under its id.
    mutating func repetition() -> ModelStep {
        guard let earlier = random.recent(of: sent) else { return .expiryRun }
        if random.chance(70) { return .message(earlier) }
        return .message(
            ModelMessage(
                partner: earlier.partner, id: earlier.id, occurredAt: earlier.occurredAt - 1, request: earlier.request))
    }
}
