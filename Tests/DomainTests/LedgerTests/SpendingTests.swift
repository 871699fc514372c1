import CoalitionTestKit
import Ledger
import Partners
import Quantities
import Testing

@Suite struct `Spending points` {
    @Test func `the lot that expires first goes first, then the first earned, then the first posted`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1, earned: 0, expires: 90)
        story.issue(10, lot: 2, earned: 0, expires: 50)
        story.issue(10, lot: 3, by: .cafe, earned: 0, expires: 50)
        story.issue(10, lot: 4, earned: -1, expires: 50)
        #expect(story.told() == ["issue 1 10", "issue 2 10", "issue 3 10", "issue 4 10"])
        _ = try story.take(35)
        #expect(story.told() == ["redeem 4 10", "redeem 2 10", "redeem 3 10", "redeem 1 5"])
        #expect(story.ledger.balance(at: day(1)) == Balance(available: 5))
    }

    @Test func `pending and expired points cannot be spent`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1, available: 5)
        story.issue(10, lot: 2, expires: 3)
        story.issue(10, lot: 3)
        #expect(story.ledger.balance(at: day(1)) == Balance(available: 20, pending: 10))
        #expect(story.ledger.balance(at: day(3)) == Balance(available: 10, pending: 10))
        #expect(story.ledger.balance(at: day(5)) == Balance(available: 20))
        let before = story.ledger
        #expect(throws: LedgerError.insufficient(available: 10)) { try story.take(11, at: 4) }
        #expect(story.ledger == before)
    }

    @Test func `each piece keeps the prices of its taking`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1, by: .grocery, expires: 50)
        story.issue(10, lot: 2, by: .cafe)
        let pieces = try story.take(15)
        #expect(pieces.map(\.issuePrice) == [.of("0.012"), .of("0.011")])
        #expect(pieces.map(\.redemptionRate) == [.of("0.008"), .of("0.008")])
        #expect(pieces.map(\.points) == [10, 5])
        #expect(pieces.map(\.index) == [0, 1])
    }

    @Test func `a hold is captured in the order taken, and the rest released`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1, expires: 50)
        story.issue(10, lot: 2)
        var pieces = try story.take(20, holding: true)
        #expect(story.ledger.balance(at: day(1)) == Balance(held: 20))
        #expect(throws: LedgerError.exceedsPieces(available: 20)) { try story.capture(21, of: &pieces) }
        _ = story.told()
        try story.capture(12, of: &pieces)
        #expect(story.told() == ["capture 1 10", "capture 2 2", "release 2 8"])
        #expect(story.ledger.balance(at: day(1)) == Balance(available: 8))
        #expect(pieces.map(\.redeemed) == [10, 2])
        #expect(pieces.map(\.returned) == [0, 8])
        #expect(pieces.map(\.held) == [0, 0])
    }

    @Test func `a void gives the same pieces back, last taken first`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1, expires: 50)
        story.issue(10, lot: 2)
        let before = story.ledger.lots
        var pieces = try story.take(15, holding: true)
        _ = story.told()
        try story.release(&pieces)
        #expect(story.told() == ["release 2 5", "release 1 10"])
        #expect(story.ledger.lots == before)
    }

    @Test func `a redemption is returned in parts, last taken first`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1, expires: 50)
        story.issue(10, lot: 2)
        let before = story.ledger.lots
        var pieces = try story.take(15)
        _ = story.told()
        try story.giveBack(7, of: &pieces)
        #expect(story.told() == ["return 2 5", "return 1 2"])
        #expect(throws: LedgerError.exceedsPieces(available: 8)) { try story.giveBack(9, of: &pieces) }
        try story.giveBack(8, of: &pieces)
        #expect(story.told() == ["return 1 8"])
        #expect(story.ledger.lots == before)
    }
}
