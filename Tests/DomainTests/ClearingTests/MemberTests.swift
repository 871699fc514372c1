import Clearing
import CoalitionTestKit
import Ledger
import Members
import Messages
import Partners
import Quantities
import Testing

@Suite struct `Members and their identifiers` {
    private let ana = ClearingStory.ana
    private let stock = Identifier.card(certain(CardNumber("9990123456789018", prefix: "9990")))

    @Test func `an enrolment issues what is asked for and takes what is given`() throws {
        var story = ClearingStory(enrolled: [])
        let posted = try #require(story.send(.enrolment(ana, issue: [.card, .code])).posted)
        #expect(posted.identifiers.map(\.kind) == [.card, .code, .phone])
        #expect(posted.points == 0 && posted.balance == .zero)
        #expect(Set(posted.identifiers.compactMap { story.store.identifiers[$0]?.member }) == [posted.member])
        for identifier in posted.identifiers {
            #expect(story.send(.purchase(100, by: identifier)).posted?.member == posted.member)
        }
        #expect(story.balance().available == 3)
    }

    @Test func `a printed card becomes the member's who is enrolled with it, once`() {
        var story = ClearingStory()
        #expect(story.send(.enrolment(stock)).code == .memberUnknown)
        story.store.identifiers[stock] = IdentifierRecord(member: nil, status: .stock)
        #expect(story.send(.purchase(100, by: stock)).code == .memberUnknown)
        #expect(story.send(.enrolment(stock)).posted?.identifiers == [stock])
        #expect(story.send(.enrolment(stock)).code == .identifierInUse)
        #expect(story.send(.purchase(100, by: stock)).posted?.points == 1)
    }

    @Test func `a lost identifier is replaced without losing points, and never serves again`() {
        var story = ClearingStory()
        story.send(.purchase(10_000, by: ana))
        let new = Identifier.phone(2)
        #expect(story.send(.replacement(of: ana, by: new)).posted?.balance.available == 100)
        #expect(story.send(.spending(10, by: ana)).code == .identifierRetired)
        #expect(story.send(.spending(10, by: new)).posted?.balance.available == 90)
        #expect(story.send(.enrolment(ana)).code == .identifierRetired)
    }

    @Test func `an identifier may be added, but only a member's own be replaced`() {
        var story = ClearingStory(enrolled: [ana, .phone(5)])
        func addition(replaces: Identifier?) -> MessageContent {
            .identifierAddition(
                IdentifierAddition(member: ana, issue: [.code], card: nil, phone: nil, replaces: replaces))
        }
        #expect(story.send(addition(replaces: .phone(5))).code == .memberUnknown)
        #expect(story.send(addition(replaces: .phone(6))).code == .memberUnknown)
        #expect(story.send(addition(replaces: nil)).posted?.identifiers.map(\.kind) == [.code])
        #expect(story.send(.purchase(100, by: ana)).posted != nil)
    }

    @Test func `a blocked member neither earns nor spends, but what was agreed can be finished and undone`() {
        var story = ClearingStory()
        story.send(.purchase(10_000, by: ana), id: "a")
        story.send(.spending(10, by: ana), id: "s")
        story.send(.spending(10, by: ana, capture: .later), id: "h")
        story.send(.spending(10, by: ana, capture: .later), id: "v")
        story.setStatus(.blocked)
        #expect(story.send(.purchase(100, by: ana)).code == .memberBlocked)
        #expect(story.send(.spending(1, by: ana)).code == .memberBlocked)
        for content: MessageContent in [.capturing("h"), .voiding("v"), .reversing("s"), .reversing("a")] {
            #expect(story.send(content).posted != nil)
        }
        story.setStatus(.active)
        #expect(story.send(.purchase(100, by: ana)).posted != nil)
    }
}
