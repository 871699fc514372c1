import CoalitionTestKit

/// Builds coalitions for stories: noon of 2026-11-20 in UTC, one point for each 100 minor units, 0.0100 and 0.0095.
enum Story {
    static let start = ModelCalendar.seconds(2026, 11, 20, 12)

    static func partner(
        _ id: String, points: Int = 1, per: Int = 100, price: Int = 10_000, rate: Int = 9500, cap: Int? = nil,
        pendingDays: Int = 0
    ) -> ModelPartner {
        var contract = ModelContract(
            earning: .rate(points: points, per: per), issuePrice: price, redemptionRate: rate)
        contract.netDebitCap = cap
        contract.pendingDays = pendingDays
        return ModelPartner(id: id, contract: contract)
    }

    static func coalition(
        _ clawback: ModelClawback = .absorb, _ settlement: ModelSettlementKind = .issuerPays,
        calendar: ModelCalendar = .utc,
        partners: [ModelPartner] = [partner("grocer"), partner("cafe"), partner("wine")],
        change: (inout ModelTerms) -> Void = { _ in }
    ) -> ModelCoalition {
        var terms = ModelTerms()
        terms.clawback = clawback
        terms.settlement = settlement
        change(&terms)
        return ModelCoalition(terms: terms, calendar: calendar, now: start, partners: partners)
    }
}

extension ModelAnswer {
    var isPosted: Bool { points != nil }

    var points: Int? {
        if case .posted(let points, _) = outcome { return points }
        return nil
    }

    var balance: ModelBalance? {
        if case .posted(_, let balance) = outcome { return balance }
        return nil
    }

    var refusal: ModelRefusal? {
        if case .refused(let code) = outcome { return code }
        return nil
    }
}

extension ModelCoalition {
    /// Sends a message that occurs now.
    @discardableResult
    mutating func send(_ partner: String, _ id: String, _ request: ModelRequest, ago: Int = 0) -> ModelAnswer {
        let message = ModelMessage(partner: partner, id: id, occurredAt: now - ago, request: request)
        guard let answer = take(.message(message)) else { preconditionFailure("messages have answers") }
        return answer
    }

    mutating func enrol(_ member: String) {
        send(partners.keys.sorted()[0], "enrol-\(member)", .enrolment(identifiers: [member]))
    }

    @discardableResult
    mutating func earn(_ amount: Int, at partner: String, member: String = "ana", id: String) -> ModelAnswer {
        send(partner, id, .accrual(identifier: member, worth: .money(amount: amount, currency: "RON")))
    }

    @discardableResult
    mutating func spend(_ points: Int, at partner: String, member: String = "ana", id: String) -> ModelAnswer {
        send(partner, id, .redemption(identifier: member, points: points, capture: .now))
    }

    @discardableResult
    mutating func hold(_ points: Int, at partner: String, member: String = "ana", id: String) -> ModelAnswer {
        send(partner, id, .redemption(identifier: member, points: points, capture: .later))
    }

    /// Takes back all that is left of a message, or a part.
    @discardableResult
    mutating func reverse(_ original: String, of partner: String, _ part: ModelWorth? = nil, id: String) -> ModelAnswer
    {
        send(partner, id, .reversal(original: original, part: part))
    }

    @discardableResult
    mutating func refund(_ amount: Int, on original: String, of partner: String, id: String) -> ModelAnswer {
        reverse(original, of: partner, .money(amount: amount, currency: "RON"), id: id)
    }

    mutating func days(_ days: Int) { take(.timePasses(seconds: days * 86_400)) }

    /// The one pair's row of a settlement.
    func row(_ issuer: String, _ redeemer: String, cycle: Int) -> ModelMatrixRow? {
        settlements[cycle].matrix.first { $0.issuer == issuer && $0.redeemer == redeemer }
    }

    func position(_ partner: String, cycle: Int) -> ModelPosition? {
        settlements[cycle].positions.first { $0.partner == partner }
    }
}
