import Clearing
import CoalitionTestKit
import Ledger
import Messages
import Partners
import Quantities
import Testing

@Suite struct `Exactly once` {
    private let ana = ClearingStory.ana

    @Test func `the same content is a replay, other content a conflict, another partner's id its own`() {
        var story = ClearingStory()
        #expect(story.send(.purchase(10_000, by: ana), id: "m").posted?.points == 100)
        #expect(story.send(.purchase(10_000, by: ana), id: "m") == .replay)
        #expect(story.send(.purchase(10_001, by: ana), id: "m").code == .messageIDReused)
        #expect(story.send(.purchase(10_000, by: ana), id: "m", from: .cafe).posted?.points == 100)
        #expect(story.balance().available == 200)
    }

    @Test func `a kept refusal stands, even when the reason for it is gone`() {
        var story = ClearingStory()
        #expect(story.send(.spending(5, by: ana), id: "s").code == .insufficientPoints)
        story.send(.purchase(10_000, by: ana))
        #expect(story.send(.spending(5, by: ana), id: "s") == .replay)
        #expect(story.balance().available == 100)
    }

    @Test func `messages of one batch see what those before them did`() {
        var story = ClearingStory()
        let now = story.store.now
        let contents: [(MessageContent, String)] = [
            (.spending(60, by: ana), "too-early"), (.purchase(10_000, by: ana), "earn"),
            (.spending(60, by: ana, capture: .later), "hold"), (.spending(60, by: ana), "too-much"),
            (.capturing("hold", 50), "take"), (.capturing("hold", 1), "again"), (.reversing("hold"), "return"),
            (.reversing("earn"), "refund"), (.purchase(10_000, by: ana), "earn"),
            (.enrolment(.phone(2)), "enrol"), (.purchase(5000, by: .phone(2)), "first"),
            (.replacement(of: .phone(2), by: .phone(3)), "lose"), (.spending(5, by: .phone(2)), "old"),
            (.spending(5, by: .phone(3)), "new"),
        ]
        let decisions = story.store.decide(
            contents.map { VerifiedMessage.sample($0.0, id: $0.1, at: now) })
        #expect(
            decisions.map(\.code) == [
                .insufficientPoints, nil, nil, .insufficientPoints, nil, .redemptionClosed, nil, nil, nil, nil, nil,
                nil,
                .identifierRetired, nil,
            ])
        #expect(decisions[8] == .replay)
        #expect(story.balance() == .zero)
        #expect(story.balance(.phone(3)).available == 45)
    }
}
