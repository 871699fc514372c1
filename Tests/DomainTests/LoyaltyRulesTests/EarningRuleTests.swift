import CoalitionTestKit
import LoyaltyRules
import Quantities
import Testing

@Suite struct `Earning` {
    @Test(
        arguments: [
            // amount, points, per, earned
            (12_990, 1, 100, 129), (99, 1, 100, 0), (100, 1, 100, 1), (0, 1, 100, 0), (199, 3, 200, 2),
            (1, 1_000_000, 1, 1_000_000), (1_000_000_000_000, 1, 100, 10_000_000_000), (250, 2, 99, 5),
            (.max, 1, 1, .max), (.max, 3, 4, 6_917_529_027_641_081_855),
        ] as [(Int64, Int64, Int64, Int64)])
    func `rounds down`(amount: Int64, points: Int64, per: Int64, earned: Int64) throws {
        #expect(try EarningRule(points: points, per: per).base(ofMinorUnits: amount).count == earned)
    }

    @Test func `past 64 bits or below zero is an error`() {
        #expect(throws: QuantityError.overflow) { try EarningRule(points: 2, per: 1).base(ofMinorUnits: .max) }
        #expect(throws: QuantityError.negative) { try EarningRule(points: 2, per: 1).base(ofMinorUnits: -1) }
        #expect(throws: QuantityError.negative) {
            try EarningRule(points: 1, per: 1).takenBack(amount: 10, refundedBefore: 5, refund: 6)
        }
    }

    @Test(arguments: 1...20)
    func `any series of refunds ends where one full refund would`(seed: UInt64) throws {
        var random = ModelRandom(seed: seed)
        for _ in 0..<50 {
            let rule = EarningRule(points: Int64(random.number(1...7)), per: Int64(random.number(1...300)))
            let amount = Int64(random.number(1...50_000))
            let earned = try rule.base(ofMinorUnits: amount).count
            var refunded: Int64 = 0
            var takenBack: Int64 = 0
            while refunded < amount {
                let refund = Int64(random.number(1...Int(amount - refunded)))
                takenBack += try rule.takenBack(amount: amount, refundedBefore: refunded, refund: refund).count
                refunded += refund
                let left = try rule.base(ofMinorUnits: amount - refunded).count
                #expect(earned - takenBack == left, "seed \(seed): what is left earns what it would alone")
            }
            #expect(takenBack == earned, "seed \(seed)")
        }
    }
}
