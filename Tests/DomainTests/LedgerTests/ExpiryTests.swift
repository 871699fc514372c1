import CoalitionTestKit
import Ledger
import Partners
import Quantities
import Testing

@Suite struct `Points past their time` {
    @Test func `only what remains of lots whose time is over is posted as expired`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1, expires: 5)
        story.issue(10, lot: 2, expires: 6)
        story.issue(10, lot: 3, available: 4, expires: 5)
        _ = try story.take(4, holding: true)
        _ = story.told()
        #expect(story.ledger.expire(at: day(5)) == 16)
        #expect(story.told() == ["expire 1 6", "expire 3 10"])
        #expect(story.ledger.expire(at: day(5)) == 0)
        #expect(story.ledger.balance(at: day(5)) == Balance(available: 10, held: 4))
    }

    @Test func `a piece of an expired lot comes back as a lot of its own, with days of grace`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1, earned: -3, expires: 5)
        var pieces = try story.take(10)
        _ = story.told()
        try story.giveBack(4, of: &pieces, at: 5)
        #expect(story.told() == ["return 1 4", "carry 1 4 into 100"])
        let lot = story.lot(100)
        #expect(lot.root == .number(1))
        #expect(lot.issuer == .grocery && lot.origin == .grocery && lot.accrual == .number(1))
        #expect(lot.earnedAt == day(-3))
        #expect(lot.expiresAt == day(15))
        #expect(lot.sequence > story.lot(1).sequence)
        #expect(story.ledger.balance(at: day(5)) == Balance(available: 4))
        #expect(story.ledger.balance(at: day(15)) == .zero)
    }

    @Test func `a second before its end a lot gets its points back itself`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1, expires: 5)
        var pieces = try story.take(10, holding: true)
        _ = story.told()
        try story.release(&pieces, at: 4)
        #expect(story.told() == ["release 1 10"])
    }

    @Test func `a returned lot that expires again comes back again, of the same family`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1, expires: 5)
        var pieces = try story.take(10)
        try story.giveBack(10, of: &pieces, at: 6)
        var second = try story.take(10, at: 7)
        try story.giveBack(10, of: &second, at: 30)
        #expect(story.lot(100).carried == 10)
        #expect(story.lot(101).root == .number(1))
        _ = story.told()
        try story.takeBack(10, of: 1, at: 31)
        #expect(story.told() == ["reverse 101 10"])
        #expect(story.lot(1).shortfall == 0)
    }

    @Test func `what comes back to an expired lot is reversed against its shortfall before it lives on`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1, expires: 5)
        var pieces = try story.take(10)
        try story.takeBack(4, of: 1, at: 2)
        _ = story.told()
        try story.giveBack(10, of: &pieces, at: 9)
        #expect(story.told() == ["return 1 10", "reverse 1 4", "carry 1 6 into 100"])
        #expect(story.ledger.balance(at: day(9)) == Balance(available: 6))
    }

    @Test func `a lot that a piece names but nobody gave is told, and nothing moves`() throws {
        var story = LedgerStory()
        story.issue(10, lot: 1)
        var pieces = try story.take(10)
        story.ledger = MemberLedger()
        #expect(throws: LedgerError.lotMissing(.number(1))) { try story.giveBack(10, of: &pieces) }
        #expect(story.ledger == MemberLedger())
    }

    @Test func `lots keep their order and their place however they are given`() {
        var story = LedgerStory()
        story.issue(10, lot: 1, expires: 90)
        story.issue(10, lot: 2, expires: 50)
        let again = MemberLedger(lots: story.ledger.lots.reversed(), nextSequence: story.ledger.nextSequence)
        #expect(again.lots == story.ledger.lots)
        #expect(again.lots.map(\.sequence) == [1, 0])
        #expect(again.changed.isEmpty)
    }
}
