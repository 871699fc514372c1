import Books
import CoalitionTestKit
import Partners
import Quantities
import Testing

@Suite struct `The breakage estimate` {
    /// Vintages of 1000 points, of which 100 are redeemed in each of the ages 1 to 6, and the rest expires at age 7.
    private func steady(vintages: Int64, through last: Int64) -> [VintageFlow] {
        (0..<vintages).flatMap { vintage -> [VintageFlow] in
            func flow(_ age: Int64, _ movement: VintageMovement, _ points: Int64) -> VintageFlow {
                VintageFlow(
                    issuer: vintage % 2 == 0 ? .grocery : .cafe, vintage: CalendarMonth(number: vintage),
                    month: CalendarMonth(number: vintage + age), movement: movement, points: points, price: .of("0.01"))
            }
            return ([flow(0, .issued, 1000)] + (1...6).map { flow($0, .redeemed, 100) } + [flow(7, .expired, 400)])
                .filter { $0.month.number <= last }
        }
    }

    @Test func `of a steady history is what that shows`() throws {
        let estimate = try BreakageEstimate.make(steady(vintages: 20, through: 19), through: CalendarMonth(number: 19))
        #expect(estimate.everRedeemedOfNew == 600_000)
        // After age a, 1000 − 100a are alive, of which 600 − 100a will be redeemed.
        let expected: [Int64] = [600_000, 555_556, 500_000, 428_571, 333_333, 200_000, 0]
        for (age, share) in expected.enumerated() {
            #expect(abs(estimate.everRedeemed(after: Int64(age)) - share) <= 2, "age \(age)")
        }
        #expect(estimate.everRedeemed(after: 40) == 1_000_000)
        #expect(estimate.ages[7].expired == 13 * 400 && estimate.ages[7].vintages == 13)
    }

    @Test(arguments: [(7, 1_000_000), (8, 1_000_000), (9, 600_000), (12, 600_000)] as [(Int64, Int64)])
    func `needs three vintages that lived through an age`(last: Int64, share: Int64) throws {
        let estimate = try BreakageEstimate.make(
            steady(vintages: last + 1, through: last), through: CalendarMonth(number: last))
        #expect(estimate.everRedeemedOfNew == share)
    }

    @Test func `of no history expects everything to be redeemed`() throws {
        let estimate = try BreakageEstimate.make([], through: CalendarMonth(number: 5))
        #expect(estimate.everRedeemedOfNew == 1_000_000 && estimate.ages.isEmpty)
    }

    @Test(arguments: 1...40)
    func `is a share at every age, and falls when more lapses`(seed: Int) throws {
        let vintages = RandomVintages(seed: UInt64(seed))
        let estimate = try BreakageEstimate.make(vintages.flows, through: vintages.last)
        for age in estimate.ages {
            #expect((0...1_000_000).contains(age.everRedeemed), "seed \(seed), age \(age.age)")
            #expect(age.redeemed + age.expired <= age.atRisk, "seed \(seed), age \(age.age)")
        }
        let kept = try BreakageEstimate.make(vintages.withoutExpiries, through: vintages.last)
        #expect(kept.everRedeemedOfNew == 1_000_000, "seed \(seed)")
        #expect(estimate.everRedeemedOfNew < 1_000_000, "seed \(seed)")
    }

    @Test(arguments: [(10, 560_000), (-10, 640_000), (200, 0), (-99, 996_000)] as [(Int64, Int64)])
    func `varied changes the breakage by a share of itself`(percent: Int64, share: Int64) throws {
        let estimate = try BreakageEstimate.make(steady(vintages: 20, through: 19), through: CalendarMonth(number: 19))
        #expect(estimate.varied(byPercent: percent).everRedeemedOfNew == share)
    }
}
