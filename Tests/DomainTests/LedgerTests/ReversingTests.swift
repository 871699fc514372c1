import CoalitionTestKit
import Ledger
import Partners
import Quantities
import Testing

@Suite struct `Taking points back` {
    @Test func `what is left goes first: live, then past its time, then posted as expired, and the rest is short`()
        throws
    {
        var story = LedgerStory()
        story.issue(100, lot: 1, expires: 20)
        var pieces = try story.take(30, at: 1)
        story.ledger.expire(at: day(25))
        #expect(story.lot(1).expired == 70)
        // 20 come back and live ten days more; then 8 of these are past their time, unposted, and 5 come back anew.
        try story.giveBack(20, of: &pieces, at: 30)
        var again = try story.take(5, holding: true, at: 31)
        try story.release(&again, at: 45)
        _ = story.told()
        try story.takeBack(100, of: 1, at: 46)
        #expect(story.told() == ["reverse 101 5", "reverse 100 15", "reverse_expired 1 70"])
        #expect(story.lot(1).shortfall == 10)
        #expect(story.lot(1).arrears == 0)
        #expect(story.ledger.balance(at: day(46)) == .zero)
    }

    @Test func `under absorb the issuer bears a shortfall, until the points come back`() throws {
        var story = LedgerStory()
        story.issue(100, lot: 1)
        story.issue(50, lot: 2)
        var pieces = try story.take(100)
        try story.takeBack(100, of: 1)
        #expect(story.lot(1).shortfall == 100)
        #expect(story.ledger.balance(at: day(1)) == Balance(available: 50))
        _ = story.told()
        try story.giveBack(100, of: &pieces)
        #expect(story.told() == ["return 1 100", "reverse 1 100"])
        #expect(story.lot(1).shortfall == 0)
        #expect(story.ledger.balance(at: day(1)) == Balance(available: 50))
    }

    @Test func `under arrears other lots pay now: available ones in spending order, then pending ones`() throws {
        var story = LedgerStory()
        story.issue(100, lot: 1, expires: 10)
        _ = try story.take(100)
        story.issue(20, lot: 2, by: .cafe, expires: 30)
        story.issue(20, lot: 3, expires: 20)
        story.issue(20, lot: 4, available: 9, expires: 15)
        story.issue(20, lot: 5, expires: 2)
        _ = story.told()
        try story.takeBack(90, of: 1, owed: true, at: 2)
        #expect(story.told() == ["arrears 3 20", "arrears 2 20", "arrears 4 20"])
        #expect(story.ledger.balance(at: day(2)) == Balance(arrears: 30))
        let paid = story.postings.filter { $0.kind == .settleArrears }
        #expect(paid.allSatisfy { $0.redeemer == .grocery && $0.redemptionRate == .of("0.009") })
        #expect(paid.map(\.issuePrice) == [.of("0.012"), .of("0.011"), .of("0.012")])
    }

    @Test func `a new shortfall is paid at once for itself alone`() throws {
        var story = LedgerStory()
        story.issue(100, lot: 1)
        story.issue(40, lot: 2)
        story.issue(60, lot: 3)
        _ = try story.take(100)
        var held = try story.take(100, holding: true)
        try story.takeBack(100, of: 1, owed: true)
        #expect(story.ledger.balance(at: day(1)) == Balance(held: 100, arrears: 100))
        try story.release(&held)
        #expect(story.ledger.balance(at: day(1)) == Balance(available: 100, arrears: 100))
        _ = try story.take(40)
        _ = story.told()
        try story.takeBack(10, of: 2, owed: true)
        #expect(story.told() == ["arrears 3 10"])
        #expect(story.ledger.balance(at: day(1)) == Balance(available: 50, arrears: 100))
    }

    @Test func `later accruals pay in the order in which the short lots were posted`() throws {
        var story = LedgerStory()
        story.issue(30, lot: 1, expires: 90)
        story.issue(30, lot: 2, expires: 80)
        _ = try story.take(60)
        try story.takeBack(30, of: 2, owed: true)
        try story.takeBack(30, of: 1, owed: true)
        story.issue(45, lot: 3, available: 7)
        _ = story.told()
        try story.settleArrears(from: 3)
        #expect(story.told() == ["arrears 3 30", "arrears 3 15"])
        #expect(story.lot(1).arrears == 0)
        #expect(story.lot(2).arrears == 15)
        #expect(story.ledger.balance(at: day(1)) == Balance(arrears: 15))
    }

    @Test func `an accrual that is past its time when posted pays nothing`() throws {
        var story = LedgerStory()
        story.issue(30, lot: 1)
        _ = try story.take(30)
        try story.takeBack(30, of: 1, owed: true)
        story.issue(45, lot: 3, expires: 1)
        _ = story.told()
        try story.settleArrears(from: 3, at: 1)
        #expect(story.told() == [])
        #expect(story.ledger.balance(at: day(1)) == Balance(arrears: 30))
    }

    @Test func `points that come back lessen the arrears of their own lot, and no other's`() throws {
        var story = LedgerStory()
        story.issue(30, lot: 1, expires: 50)
        story.issue(30, lot: 2)
        var pieces = try story.take(60)
        try story.takeBack(30, of: 1, owed: true)
        _ = story.told()
        try story.giveBack(40, of: &pieces)
        #expect(story.told() == ["return 2 30", "return 1 10", "reverse 1 10"])
        #expect(story.ledger.balance(at: day(1)) == Balance(available: 30, arrears: 20))
    }

    @Test func `arrears go before the rest of a shortfall that the issuer bore before the coalition changed its mind`()
        throws
    {
        var story = LedgerStory()
        story.issue(30, lot: 1)
        var pieces = try story.take(30)
        try story.takeBack(10, of: 1)
        try story.takeBack(10, of: 1, owed: true)
        #expect(story.lot(1).shortfall == 20)
        try story.giveBack(5, of: &pieces)
        #expect(story.lot(1).shortfall == 15)
        #expect(story.lot(1).arrears == 5)
        try story.giveBack(25, of: &pieces)
        #expect(story.ledger.balance(at: day(1)) == Balance(available: 10))
    }
}
