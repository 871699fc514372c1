extension ModelCoalition {
    /// Enrols a member.
    mutating func enrol(_ message: ModelMessage, _ identifiers: [String]) throws(ModelRefusal) -> ModelOutcome {
        precondition(!identifiers.isEmpty, "the first identifier names the member")
        try checkStanding(message)
        for identifier in identifiers where isInUse(identifier) { throw .identifierInUse }
        try checkTime(message)
        for identifier in identifiers where retiredIdentifiers.contains(identifier) { throw .identifierRetired }

        let member = identifiers[0]
        members.append(member)
        for identifier in identifiers { memberOfIdentifier[identifier] = member }
        return posted(0, to: member)
    }

    /// Gives a member a new identifier in place of a lost one, which is retired.
    mutating func replace(
        _ message: ModelMessage, _ old: String, by new: String
    ) throws(ModelRefusal) -> ModelOutcome {
        let member = try member(old)
        if isInUse(new) { throw .identifierInUse }
        try checkTime(message)
        if retiredIdentifiers.contains(old) || retiredIdentifiers.contains(new) { throw .identifierRetired }

        retiredIdentifiers.insert(old)
        memberOfIdentifier[new] = member
        return posted(0, to: member)
    }

    /// Somebody's now; a retired identifier is nobody's, but never given out again.
    private func isInUse(_ identifier: String) -> Bool {
        memberOfIdentifier[identifier] != nil && !retiredIdentifiers.contains(identifier)
    }

    /// A member's balance by the clock, added up from lots and shortfalls; what is expired by the clock is no longer in
    /// it, what a hold set aside is until the hold's end is posted.
    public func balance(of member: String) -> ModelBalance {
        var balance = ModelBalance()
        for lot in lotsOfMember[member] ?? [] {
            balance.held += lots[lot].held
            if isExpired(lot) { continue }
            if lots[lot].availableAt <= now {
                balance.available += lots[lot].left
            } else {
                balance.pending += lots[lot].left
            }
        }
        if terms.clawback == .arrears {
            for shortfall in shortfalls[member] ?? [] { balance.arrears += shortfall.open }
        }
        return balance
    }

    /// True when the lot's last day has ended, whether or not the expiry run has posted it.
    func isExpired(_ lot: Int) -> Bool { now >= lots[lot].expiresAt }

    /// The member's lots that have points left and are not expired, in the order in which they are spent: first
    /// expiring, then first earned, then first posted.
    func spendingOrder(of member: String) -> [Int] {
        inSpendingOrder((lotsOfMember[member] ?? []).filter { lots[$0].left > 0 && !isExpired($0) })
    }

    func inSpendingOrder(_ some: [Int]) -> [Int] {
        some.sorted { one, other in
            if lots[one].expiryDay != lots[other].expiryDay { return lots[one].expiryDay < lots[other].expiryDay }
            if lots[one].earnedAt != lots[other].earnedAt { return lots[one].earnedAt < lots[other].earnedAt }
            return one < other
        }
    }

    /// The purchase's own lot and every lot that came back in its place, in spending order.
    func family(ofRoot root: Int) -> [Int] {
        inSpendingOrder((lotsOfMember[lots[root].member] ?? []).filter { lots[$0].root == root })
    }

    /// Makes a lot; a root of nil means that it is a purchase's own.
    mutating func addLot(
        member: String, issuer: String, origin: String, points: Int, earnedAt: Int, availableAt: Int, expiryDay: Int,
        issuePrice: Int, root: Int?
    ) -> Int {
        let place = lots.count
        lots.append(
            ModelLot(
                member: member, issuer: issuer, origin: origin, points: points, earnedAt: earnedAt,
                availableAt: availableAt, expiryDay: expiryDay, expiresAt: calendar.endOfDay(expiryDay),
                issuePrice: issuePrice, root: root ?? place, left: points))
        lotsOfMember[member, default: []].append(place)
        return place
    }
}
