import CoalitionTestKit
import Partners
import Payments
import Quantities
import Testing

@Suite struct `A debtor that pays late` {
    static func terms(_ days: [Int64]) -> OverdueTerms { OverdueTerms(reminderDays: days, annualInterest: .zero) }

    @Test func `is reminded on business days only, each rung once`() {
        // 20 November 2026 is a Friday.
        let reached = ReminderLadder.reached(
            Self.terms([1, 3, 7]), valueDay: Sample.day(11, 20), today: Sample.day(11, 25)
        ) { $0.weekday <= 5 }
        #expect(reached.map(\.rung) == [1, 2])
        #expect(reached.map(\.day) == [Sample.day(11, 23), Sample.day(11, 25)])
        let weekend = ReminderLadder.reached(
            Self.terms([1]), valueDay: Sample.day(11, 20), today: Sample.day(11, 22)
        ) { $0.weekday <= 5 }
        #expect(weekend.isEmpty)
        #expect(
            ReminderLadder.reached(
                Self.terms([1]), valueDay: Sample.day(11, 20), today: Sample.day(11, 27)
            ) { _ in false }.isEmpty)
    }

    private static func interest(
        _ amount: Int64, _ receipts: [(LocalDay, Int64)], until: LocalDay, rate: String = "0.0800"
    ) throws -> Int64 {
        try OverdueInterest.total(
            amount: amount, valueDay: Sample.day(11, 20),
            receipts: receipts.map { OverdueInterest.Receipt(day: $0.0, amount: $0.1) }, until: until,
            rate: Rate(rate))
    }

    @Test func `pays actual over 360 on what is open each night, rounded half to even`() throws {
        // Ten nights of 8 % on 1,000,000.00: 2,222.22.
        #expect(
            try Self.interest(100_000_000, [(Sample.day(11, 30), 100_000_000)], until: Sample.day(11, 29)) == 222_222)
        #expect(try Self.interest(100_000_000, [(Sample.day(11, 20), 100_000_000)], until: Sample.day(11, 29)) == 0)
        // Five nights on the whole, five on half.
        #expect(
            try Self.interest(100_000_000, [(Sample.day(11, 25), 50_000_000)], until: Sample.day(11, 29)) == 166_667)
        // Exactly half a unit goes to the even neighbour: 2250 × 1 night × 8 % ÷ 360 = 0.5; 6750: 1.5.
        #expect(try Self.interest(2250, [], until: Sample.day(11, 20)) == 0)
        #expect(try Self.interest(6750, [], until: Sample.day(11, 20)) == 2)
        #expect(try Self.interest(100_000_000, [], until: Sample.day(11, 19)) == 0)
    }

    @Test(arguments: 0..<50) func `is charged each night once, on whatever days the charges are made`(_ seed: Int)
        throws
    {
        var random = ModelRandom(seed: UInt64(seed))
        let amount = Int64.random(in: 1...10_000_000, using: &random)
        var receipts: [(LocalDay, Int64)] = []
        var left = amount
        for _ in 0..<Int.random(in: 0...3, using: &random) where left > 0 {
            let part = Int64.random(in: 1...left, using: &random)
            receipts.append((Sample.day(11, 20).adding(days: Int64.random(in: 0...80, using: &random)), part))
            left -= part
        }
        let end = Sample.day(11, 20).adding(days: 90)
        var charged: Int64 = 0
        var day = Sample.day(11, 20)
        while day < end {
            day = min(end, day.adding(days: Int64.random(in: 0...20, using: &random)))
            charged += try Self.interest(amount, receipts, until: day) - charged
        }
        #expect(charged == (try Self.interest(amount, receipts, until: end)), "seed \(seed)")
        // Night by night, without rounding between.
        var product: Int128 = 0
        for offset in Int64(0)...90 {
            let night = Sample.day(11, 20).adding(days: offset)
            product += Int128(amount - receipts.filter { $0.0 <= night }.reduce(0) { $0 + $1.1 })
        }
        #expect(charged == Int64(Decimals.divideHalfEven(product * 80_000, by: 360_000_000)), "seed \(seed)")
    }

    @Test func `is charged at each month's end, and to its end once paid`() {
        let due = Sample.day(11, 20)
        #expect(OverdueInterest.chargedUntil(valueDay: due, today: Sample.day(11, 30), paidOn: nil) == nil)
        #expect(
            OverdueInterest.chargedUntil(valueDay: due, today: Sample.day(12, 1), paidOn: nil) == Sample.day(11, 30))
        #expect(
            OverdueInterest.chargedUntil(valueDay: due, today: Sample.day(12, 9), paidOn: Sample.day(12, 5))
                == Sample.day(12, 4))
        #expect(OverdueInterest.chargedUntil(valueDay: due, today: Sample.day(12, 9), paidOn: due) == nil)
    }
}
