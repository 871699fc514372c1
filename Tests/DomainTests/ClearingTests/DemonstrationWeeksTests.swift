import Clearing
import CoalitionTestKit
import Foundation
import Ledger
import Messages
import Partners
import Quantities
import Settlement
import Testing

@Suite struct `The four demonstration weeks, by the model and by the real clearing` {
    @Test(arguments: ModelSettlementKind.allCases)
    func `settle to the same matrix, positions and operator's net`(kind: ModelSettlementKind) throws {
        var replay = DemonstrationReplay(kind)
        try replay.run(DemonstrationPurchase.all())

        #expect(replay.store.settlements.count == 4)
        #expect(replay.model.problems() == [])
        #expect(replay.accruals > 20_000)
        // Households spend what they spent in life: some have the points for it, some are refused.
        #expect(replay.redemptions > 100)
        #expect(replay.refusals > 100)
        for settlement in replay.model.settlements {
            #expect(settlement.positions.count == 8)
            #expect(settlement.matrix.contains { $0.issuer != $0.redeemer && $0.credit > 0 })
            #expect(settlement.positions.reduce(settlement.operatorNet) { $0 + $1.net } == 0)
        }
    }
}

/// One row of the demonstration's purchases: what one household bought from one merchant in one basket.
private struct DemonstrationPurchase {
    /// Seconds of UTC since 1970.
    let occurredAt: Int
    let id: String
    let household: String
    let partner: String
    /// Paid, in minor units; 0 when only coupons were used.
    let amount: Int
    /// Points spent in the same basket, before any are earned.
    let redeemed: Int

    /// Every row of the file that the demonstration itself plays, in the order of time.
    static func all() throws -> [DemonstrationPurchase] {
        var file = URL(filePath: #filePath)
        for _ in 0..<4 { file.deleteLastPathComponent() }
        file.append(path: "Sources/Programs/Demonstration/Resources/purchases.csv")
        let lines = try Data(contentsOf: file).split { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
        let rows = try lines.dropFirst().map { try DemonstrationPurchase(line: $0) }
        // Rows of one moment stay in the file's order.
        return rows.enumerated()
            .sorted { ($0.element.occurredAt, $0.offset) < ($1.element.occurredAt, $1.offset) }
            .map(\.element)
    }

    /// Columns: occurred_at, event_id, household_id, partner, store_id, amount_cents, redeem_cents, items.
    private init(line: Data) throws {
        let fields = line.split(separator: UInt8(ascii: ","), maxSplits: 7, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        try #require(fields.count == 8)
        occurredAt = try Int(Instant(rfc3339: fields[0]).seconds)
        id = fields[1]
        household = "id-" + fields[2]
        partner = fields[3]
        amount = try #require(Int(fields[5]))
        redeemed = try #require(Int(fields[6]))
    }
}

/// The demonstration's purchases lived twice: by the independent model and by the real clearing, over a store in memory.
private struct DemonstrationReplay {
    /// The Monday's beginning in Bucharest, seconds of UTC since 1970; none of the four weeks changes the clock.
    static let start = ModelCalendar.seconds(2017, 5, 7, 21)
    static let week = 7 * 86_400

    private(set) var model: ModelCoalition
    private(set) var store: MemoryStore
    private(set) var accruals = 0
    private(set) var redemptions = 0
    private(set) var refusals = 0
    private var enrolled: Set<String> = []

    init(_ kind: ModelSettlementKind) {
        var terms = ModelTerms()
        terms.settlement = kind
        terms.minimumPayment = 500
        model = ModelCoalition(terms: terms, calendar: .bucharest, now: Self.start, partners: Self.partners)
        store = MemoryStore(coalition: ModelTranslation.coalition(terms), now: ModelTranslation.instant(Self.start))
        for partner in Self.partners { store.partners[.of(partner.id)] = ModelTranslation.partner(partner) }
    }

    /// Plays every purchase at its own time, and closes each week's cycle at the week's end.
    mutating func run(_ purchases: [DemonstrationPurchase]) throws {
        for purchase in purchases {
            while purchase.occurredAt >= endOfWeek { try closeWeek() }
            passTime(until: purchase.occurredAt)
            try play(purchase)
        }
        try closeWeek()
    }

    private var endOfWeek: Int { Self.start + (model.openCycle + 1) * Self.week }

    private mutating func play(_ purchase: DemonstrationPurchase) throws {
        if enrolled.insert(purchase.household).inserted {
            try send(.enrolment(identifiers: [purchase.household]), purchase, id: purchase.id + ".e")
        }
        if purchase.redeemed > 0 {
            let spending = ModelRequest.redemption(
                identifier: purchase.household, points: purchase.redeemed, capture: .now)
            if try send(spending, purchase, id: purchase.id + ".r") { redemptions += 1 }
        }
        if purchase.amount >= 1 {
            let worth = ModelWorth.money(amount: purchase.amount, currency: model.terms.currency)
            let earning = ModelRequest.accrual(identifier: purchase.household, worth: worth)
            if try send(earning, purchase, id: purchase.id) { accruals += 1 }
        }
    }

    /// Sends one message to both sides, which must answer alike; true when it was posted.
    @discardableResult
    private mutating func send(_ request: ModelRequest, _ purchase: DemonstrationPurchase, id: String) throws -> Bool {
        let message = ModelMessage(
            partner: purchase.partner, id: id, occurredAt: purchase.occurredAt, request: request)
        let answer = model.take(.message(message))
        let decision = store.decide([ModelTranslation.message(message)])[0]
        let outcome = try #require(Self.outcome(of: decision), "\(id): \(decision)")
        try #require(ModelAnswer(outcome: outcome, replay: false) == answer, "\(id)")
        if case .posted = outcome { return true }
        refusals += 1
        return false
    }

    /// The real decision in the model's words; nothing for a replay, of which there are none here.
    private static func outcome(of decision: Decision) -> ModelOutcome? {
        switch decision {
        case .replay: nil
        case .posted(let posted):
            .posted(points: Int(posted.points), balance: ModelTranslation.balance(posted.balance))
        case .refused(let refusal): ModelRefusal(rawValue: refusal.code.rawValue).map { .refused($0) }
        }
    }

    private mutating func passTime(until moment: Int) {
        model.take(.timePasses(seconds: moment - model.now))
        store.now = ModelTranslation.instant(model.now)
    }

    private mutating func closeWeek() throws {
        let cycle = model.openCycle
        passTime(until: endOfWeek)
        model.take(.closeCycle)
        try store.closeCycle()
        let real = ModelTranslation.settlement(store.settlements[cycle], cycle: cycle)
        let expected = model.settlements[cycle]
        #expect(real.matrix == expected.matrix, "matrix of week \(cycle)")
        #expect(real.positions == expected.positions, "positions of week \(cycle)")
        #expect(real.operatorNet == expected.operatorNet, "operator's net of week \(cycle)")
        for partner in Self.partners {
            #expect(store.books.difference(of: .of(partner.id)) == nil, "conservation of \(partner.id)")
        }
    }

    /// The eight merchants on the terms of their sample files.
    private static let partners = [
        partner("cafe", points: 5, price: 11_000, rate: 9800, fee: 75, least: 100, breakage: 100_000),
        partner("drugstore", points: 2, price: 10_500, rate: 9600, fee: 60, least: 200, breakage: 150_000),
        partner("florist", points: 4, price: 11_200, rate: 9900, fee: 80, least: 50, breakage: 50_000, cap: 2_000_000),
        partner("fuel", points: 1, per: 200, price: 10_000, rate: 9500, fee: 40, least: 300, breakage: 200_000),
        partner("grocery", points: 1, price: 10_000, rate: 9500, fee: 50, least: 500, breakage: 200_000),
        partner("nutrition", points: 3, price: 10_800, rate: 9700, fee: 75, least: 100, breakage: 100_000),
        partner(
            "travel", points: 1, per: 50, price: 10_200, rate: 9600, fee: 50, least: 100, breakage: 250_000,
            cap: 100_000_000, pendingDays: 14),
        partner("wine", points: 3, price: 11_000, rate: 9800, fee: 70, least: 50, breakage: 100_000),
    ]

    private static func partner(
        _ id: String, points: Int, per: Int = 100, price: Int, rate: Int, fee: Int, least: Int, breakage: Int,
        cap: Int? = nil, pendingDays: Int = 0
    ) -> ModelPartner {
        var contract = ModelContract(
            earning: .rate(points: points, per: per), issuePrice: price, redemptionRate: rate)
        contract.serviceFeeBasisPoints = fee
        contract.minimumFee = least
        contract.breakageShare = breakage
        contract.netDebitCap = cap
        contract.pendingDays = pendingDays
        return ModelPartner(id: id, contract: contract)
    }
}
