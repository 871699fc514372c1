import Clearing
import CoalitionTestKit
import Ledger
import Messages
import Partners
import Quantities
import Testing

@Suite struct `Debit caps` {
    private let ana = ClearingStory.ana

    @Test func `in issuer_pays the cap stops further accruals, never a redemption`() {
        var story = ClearingStory(grocery: .sample(contract: .sample(issuePrice: "0.01", cap: 100)))
        story.send(.purchase(20_000, by: ana))
        #expect(story.send(.spending(99, by: ana), from: .cafe).posted != nil)
        #expect(story.send(.purchase(100, by: ana)).posted != nil)
        #expect(story.send(.spending(50, by: ana), id: "s", from: .cafe).posted != nil)
        #expect(story.send(.purchase(100, by: ana)).code == .debitCapExceeded)
        #expect(story.send(.purchase(1, by: ana)).code == .debitCapExceeded)
        #expect(story.send(.spending(50, by: ana), from: .cafe).posted != nil)
        #expect(story.send(.purchase(100, by: ana), from: .cafe).posted != nil)
        story.send(.reversing("s"), from: .cafe)
        #expect(story.send(.purchase(100, by: ana)).posted == nil)
    }

    @Test func `in a pool an accrual may reach the cap but not pass it, also within one batch`() {
        var story = ClearingStory(
            .sample(model: .pool), grocery: .sample(contract: .sample(issuePrice: "0.01", cap: 100)))
        let now = story.store.now
        let decisions = story.store.decide(
            [6000, 4100, 4000, 100].enumerated().map { place, amount in
                VerifiedMessage.sample(.purchase(amount, by: ana), id: "m\(place)", at: now)
            })
        #expect(decisions.map(\.code) == [nil, .debitCapExceeded, nil, .debitCapExceeded])
        #expect(story.send(.reversing("m2")).posted != nil)
        #expect(story.send(.purchase(4000, by: ana)).posted != nil)
    }

    @Test func `a settled cycle frees the cap`() throws {
        var story = ClearingStory(
            .sample(model: .pool), grocery: .sample(contract: .sample(issuePrice: "0.01", cap: 100)))
        story.send(.purchase(10_000, by: ana))
        try story.store.closeCycle()
        #expect(story.send(.purchase(100, by: ana)).code == .debitCapExceeded)
        story.store.settle(cycle: 0)
        #expect(story.send(.purchase(100, by: ana)).posted != nil)
    }

    private func exposure(_ model: SettlementModel, carried: Int64 = 0, share: String = "0.5") -> Exposure {
        Exposure(partner: .grocery, model: model, currency: .ron, breakageShare: .of(share), carried: carried)
    }

    private func key(_ kind: FlowKind, _ issuer: PartnerID, _ redeemer: PartnerID) -> FlowKey {
        FlowKey(
            kind: kind, issuer: issuer, redeemer: redeemer, issuePrice: .of("0.01"),
            redemptionRate: kind == .redeemed ? .of("0.005") : .zero)
    }

    @Test(
        arguments: [
            // what moved a hundred points, and the net debit in either model, in minor units
            (.redeemed, .grocery, .cafe, 100, 0), (.redeemed, .cafe, .grocery, -50, -50),
            (.redeemed, .grocery, .grocery, 0, -50), (.redeemed, .cafe, .cafe, 0, 0),
            (.issued, .grocery, .grocery, 0, 100), (.reversed, .grocery, .grocery, 0, -100),
            (.expired, .grocery, .grocery, 0, -50), (.expiryReversed, .grocery, .grocery, 0, 50),
            (.issued, .cafe, .cafe, 0, 0), (.redeemed, .operator, .grocery, -50, -50),
        ] as [(FlowKind, PartnerID, PartnerID, Int64, Int64)])
    func `each flow counts as settlement will count it`(
        kind: FlowKind, issuer: PartnerID, redeemer: PartnerID, issuerPays: Int64, pool: Int64
    ) {
        for (model, expected) in [(SettlementModel.issuerPays, issuerPays), (.pool, pool)] {
            var exposure = exposure(model, carried: 7)
            exposure.add(60, of: key(kind, issuer, redeemer), in: 1)
            exposure.add(40, of: key(kind, issuer, redeemer), in: 1)
            #expect(exposure.netDebit == 7 + expected, "\(model)")
        }
    }

    @Test func `a product is rounded once for each cycle, pair and rate`() {
        var exposure = exposure(.issuerPays)
        let half = FlowKey(
            kind: .redeemed, issuer: .grocery, redeemer: .cafe, issuePrice: .of("0.005"), redemptionRate: .zero)
        exposure.add(1, of: half, in: 1)
        #expect(exposure.netDebit == 0)
        exposure.add(1, of: half, in: 1)
        #expect(exposure.netDebit == 1)
        exposure.add(1, of: half, in: 2)
        #expect(exposure.netDebit == 1)
        exposure.add(1, of: half, in: 1)
        #expect(exposure.netDebit == 2)
        exposure.add(-3, of: half, in: 1)
        #expect(exposure.netDebit == 0)
    }
}
