/// An endless history of plausible and hostile steps, the same for the same seed and terms.
///
/// It carries a ``ModelCoalition`` that lives through the same steps, so that it can aim: at exact balances and one
/// point more, at the last second of a day, at holds that are still open. The steps themselves are plain data; feed
/// them to the real code and compare its answers with the model's.
public struct RandomHistory: Sendable {
    /// Whether lost identifiers are replaced, and old ones sent on.
    public enum Replacements: Hashable, Sendable {
        /// They are.
        case included
        /// For code under test that cannot replace identifiers yet.
        case leftOut
    }

    /// The model, having taken every step so far.
    public private(set) var model: ModelCoalition
    /// The seed, to print when a law fails.
    public let seed: UInt64
    var random: ModelRandom
    let memberLimit: Int
    let replacements: Replacements
    var sent: [ModelMessage] = []
    var sentAccruals: [ModelMessageKey] = []
    var sentRedemptions: [ModelMessageKey] = []
    var identifiers: [String] = []
    private var queued: [ModelStep] = []

    /// A history from a seed.
    ///
    /// Time begins in the last week of January, so that ends of months and changes of the clock are met.
    /// All but one of the partners earn by rate; the last one states its points.
    public init(
        seed: UInt64, terms: ModelTerms, calendar: ModelCalendar = .bucharest, partners: Int = 8, members: Int = 40,
        replacements: Replacements = .included
    ) {
        self.seed = seed
        random = ModelRandom(seed: seed)
        memberLimit = members
        self.replacements = replacements
        var first: [ModelPartner] = []
        for place in 0..<partners {
            let earning = place == partners - 1 ? ModelEarning.stated : .rate(points: 1, per: 100)
            let contract = ModelContract(earning: earning, issuePrice: 10_000, redemptionRate: 9_500)
            first.append(ModelPartner(id: "partner-\(place)", contract: contract))
        }
        model = ModelCoalition(
            terms: terms, calendar: calendar, now: ModelCalendar.seconds(2026, 1, 25, 9, 30), partners: first)
        for partner in first {
            var partner = partner
            partner.contract = changed(partner.contract)
            queued.append(.partner(partner))
        }
        for _ in 0..<(members / 2) { queued.append(.message(enrolment())) }
    }

    /// Terms under which much happens within a few months: points last one month, holds three days.
    public static func busyTerms(_ clawback: ModelClawback, _ settlement: ModelSettlementKind) -> ModelTerms {
        var terms = ModelTerms()
        terms.clawback = clawback
        terms.settlement = settlement
        terms.expiryMonths = 1
        terms.acceptDays = 40
        terms.refundGraceDays = 5
        terms.holdDays = 3
        terms.minimumPayment = 300
        return terms
    }

    /// The next step, and the model's answer to it (nil for steps that are no messages).
    public mutating func next() -> (step: ModelStep, answer: ModelAnswer?) {
        let step = queued.isEmpty ? invent() : queued.removeFirst()
        return (step, model.take(step))
    }

    /// The first so many steps of a history, as plain data.
    public static func steps(_ count: Int, seed: UInt64, terms: ModelTerms) -> [ModelStep] {
        var history = RandomHistory(seed: seed, terms: terms)
        return (0..<count).map { _ in history.next().step }
    }

    private mutating func invent() -> ModelStep {
        switch random.number(1...1000) {
        case ...200: return .timePasses(seconds: somePause())
        case ...220: return .expiryRun
        case ...227: return .closeCycle
        case ...234: return settlingOrClosing()
        case ...254: return contractChange()
        case ...260: return standingChange()
        case ...268: return blockOrUnblock()
        case ...290: return repetition()
        case ...300 where model.members.count < memberLimit || replacements == .leftOut: return .message(enrolment())
        case ...300: return .message(random.chance(20) ? enrolment() : replacement())
        case ...590: return .message(accrual())
        case ...700: return .message(redemption(.now))
        case ...790: return .message(redemption(.later))
        case ...850: return .message(holdEnd(capturing: true))
        case ...880: return .message(holdEnd(capturing: false))
        case ...950: return .message(accrualReversal())
        default: return .message(redemptionReversal())
        }
    }

    private mutating func settlingOrClosing() -> ModelStep {
        let unpaid = (0..<model.openCycle).filter { !model.settledCycles.contains($0) }
        if let cycle = random.one(of: unpaid) { return .settleCycle(cycle) }
        return .closeCycle
    }

    /// Seconds, minutes or hours, at times days; at times to the very edge of something, a second before, or after.
    private mutating func somePause() -> Int {
        switch random.number(1...100) {
        case ...50: return random.number(1...600)
        case ...86: return random.number(600...14_400)
        case ...88: return random.number(1...3) * 86_400
        default:
            var edges = [model.calendar.endOfDay(model.calendar.day(model.now))]
            if let lot = random.recent(of: model.lots) { edges += [lot.expiresAt, lot.availableAt] }
            for key in model.openHolds.prefix(3) {
                if case .open(let deadline)? = model.redemptions[key]?.state { edges.append(deadline) }
            }
            // No far edges, or everything would be over at each such step.
            let near = edges.filter { $0 > model.now && $0 < model.now + 2 * 86_400 }
            let edge = (random.one(of: near) ?? model.now) + random.number(-1...1)
            return max(edge - model.now, 0)
        }
    }

    private mutating func contractChange() -> ModelStep {
        var partner = somePartner()
        partner.contract = changed(partner.contract)
        return .partner(partner)
    }

    private mutating func standingChange() -> ModelStep {
        let notActive = model.partners.values.filter { $0.status != .active }.sorted { $0.id < $1.id }
        if var partner = random.one(of: notActive), random.chance(notActive.count > 1 ? 100 : 70) {
            partner.status = .active
            return .partner(partner)
        }
        var partner = somePartner()
        partner.status = random.chance(50) ? .leaving : .suspended
        return .partner(partner)
    }

    private mutating func blockOrUnblock() -> ModelStep {
        let blocked = model.blockedMembers.sorted()
        if blocked.count > 2 || random.chance(50), let member = random.one(of: blocked) {
            return .unblock(member: member)
        }
        return random.one(of: model.members).map { .block(member: $0) } ?? .expiryRun
    }

    mutating func somePartner() -> ModelPartner {
        model.partner(random.one(of: model.partners.keys.sorted()) ?? "")
    }

    /// Other rates, fees and caps; the kind of earning stays, since it belongs to the wire's form.
    private mutating func changed(_ old: ModelContract) -> ModelContract {
        var contract = old
        if case .rate = old.earning {
            contract.earning = .rate(points: random.number(1...3), per: random.one(of: [50, 99, 100, 250]) ?? 100)
        }
        // Half a minor unit and odd millionths, so that products end in halves and in long fractions.
        contract.issuePrice = random.one(of: [10_000, 5000, 12_500, 9999, 15_001, 333]) ?? 10_000
        contract.redemptionRate = random.one(of: [9500, 5000, 7500, 10_000, 8333, 1]) ?? 9500
        contract.serviceFeeBasisPoints = random.one(of: [0, 0, 50, 125, 333]) ?? 0
        contract.minimumFee = random.one(of: [0, 0, 25, 500]) ?? 0
        contract.breakageShare = random.one(of: [0, 250_000, 500_000, 1_000_000]) ?? 0
        contract.netDebitCap = random.chance(25) ? random.number(1...30) * 100 : nil
        contract.pendingDays = random.one(of: [0, 0, 0, 1, 2, 14]) ?? 0
        return contract
    }
}
