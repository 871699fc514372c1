import Clearing
import CoalitionTestKit
import Ledger
import Messages
import Partners
import Quantities
import Testing

@Suite struct `Contracts at work` {
    private let ana = ClearingStory.ana

    @Test func `a contract binds from its moment for new postings, and its accruals keep their rule`() {
        var story = ClearingStory()
        story.send(.purchase(10_000, by: ana), id: "before")
        let later = story.store.now.advanced(bySeconds: 3600)
        story.store.partners[.grocery] = Partner(
            id: .grocery, name: ["en": "g"], kind: .merchant, status: .active, keys: [],
            contracts: [
                ContractVersion(effectiveFrom: later, contract: .sample(earning: .computed(points: 3, per: 100))),
                ContractVersion(effectiveFrom: Instant(seconds: 0), contract: .sample()),
            ], settlement: PartnerSettlement(account: nil, deliveries: []))
        #expect(story.send(.purchase(10_000, by: ana)).posted?.points == 100)
        story.store.now = later
        #expect(story.send(.purchase(10_000, by: ana)).posted?.points == 300)
        #expect(story.send(.reversing("before", .refund(.of(4000)))).posted?.points == 40)
    }

    @Test func `stated points are posted, and taken back as points`() {
        var story = ClearingStory(grocery: .sample(contract: .sample(earning: .stated)))
        #expect(story.send(.purchase(100, by: ana)).code == .invalidField)
        #expect(story.send(.stated(70, by: ana), id: "a").posted?.points == 70)
        #expect(story.send(.reversing("a", .refund(.of(5)))).code == .invalidField)
        #expect(story.send(.reversing("a", .points(.of(30)))).posted?.points == 30)
        #expect(story.send(.reversing("a", .points(.of(41)))).code == .reversalExceedsOriginal)
        #expect(story.send(.reversing("a")).posted?.points == 40)
        #expect(story.send(.reversing("a")).code == .alreadyReversed)
    }

    @Test func `an accrual and a reversal worth no points are posted all the same`() {
        var story = ClearingStory()
        #expect(story.send(.purchase(99, by: ana), id: "small").posted?.points == 0)
        #expect(story.send(.reversing("small", .refund(.of(50)))).posted?.points == 0)
        #expect(story.send(.reversing("small")).posted?.points == 0)
        #expect(story.send(.reversing("small")).code == .alreadyReversed)
        #expect(story.send(.purchase(199, by: ana), id: "one").posted?.points == 1)
        #expect(story.send(.reversing("one", .refund(.of(99)))).posted?.points == 0)
        #expect(story.send(.reversing("one", .refund(.of(1)))).posted?.points == 1)
    }

    @Test func `a hold can be taken until its time is out`() {
        var story = ClearingStory()
        story.send(.purchase(10_000, by: ana))
        let held = story.send(.spending(10, by: ana, capture: .later), id: "h").posted
        #expect(held?.holdExpiresAt == story.store.now.advanced(bySeconds: 7 * 86_400))
        var late = story
        story.store.now = story.store.now.advanced(bySeconds: 7 * 86_400 - 1)
        #expect(story.send(.capturing("h")).posted?.points == 10)
        late.pass(days: 7)
        #expect(late.send(.capturing("h")).code == .redemptionClosed)
        #expect(late.balance() == Balance(available: 90, held: 10))
        late.store.postWhatIsDue()
        #expect(late.balance() == Balance(available: 100))
        #expect(late.send(.voiding("h")).code == .redemptionClosed)
    }

    @Test func `pending points become available by the hub's clock`() {
        var story = ClearingStory(grocery: .sample(contract: .sample(pendingDays: 14)))
        #expect(story.send(.purchase(10_000, by: ana)).posted?.balance == Balance(pending: 100))
        #expect(story.send(.spending(1, by: ana)).code == .insufficientPoints)
        story.pass(days: 14)
        #expect(story.send(.spending(1, by: ana)).posted?.balance == Balance(available: 99))
    }

    @Test func `a purchase of an impossible worth is refused`() {
        var story = ClearingStory(grocery: .sample(contract: .sample(earning: .computed(points: 1_000_000, per: 1))))
        #expect(story.send(.purchase(1_000_000_000_000, by: ana)).code == .invalidField)
    }
}
