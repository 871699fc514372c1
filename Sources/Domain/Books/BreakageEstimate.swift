import Partners
import Quantities

/// How much of what is outstanding will still be redeemed, from the coalition's own history (IFRS 15 B44-B47).
///
/// A chain ladder on monthly vintages, all issuers together. The age of a vintage is the number of months since it
/// was earned, 0 in its own month. Of the points at risk at an age, some are redeemed, some expire, the rest go on to
/// the next age; the shares of each age are taken over all vintages that have lived through it. Going back from the
/// oldest age, the share of points alive *after* age `a` that will ever be redeemed is
///
/// `ever(a) = redeemed(a + 1) + survived(a + 1) × ever(a + 1)`
///
/// An age that fewer than ``leastVintages`` vintages with points at risk have lived through tells nothing: what reaches
/// it is taken as redeemed in full. So a coalition without expiries behind it has no breakage (the constraint of B46
/// and paragraphs 56-58), and an estimate appears only as far as lapses have been seen.
/// Shares are whole millionths, each division rounded half to even.
public struct BreakageEstimate: Hashable, Sendable {
    /// How many vintages with points at risk an age needs to be believed.
    public static let leastVintages = 3

    /// The whole, in millionths.
    public static let whole: Int64 = 1_000_000

    /// What was seen at one age, and what it means.
    public struct Age: Hashable, Sendable {
        /// Months since the points were earned.
        public let age: Int64
        /// How many vintages with points at risk have lived through it.
        public let vintages: Int64
        /// Points that were with members during that month and not taken back.
        public let atRisk: Int64
        /// Of them redeemed.
        public let redeemed: Int64
        /// Of them expired.
        public let expired: Int64
        /// Share of the points alive after this age that will ever be redeemed, in millionths.
        public let everRedeemed: Int64
    }

    /// The last month of the history.
    public let month: CalendarMonth
    /// Every age from 0 to the oldest seen.
    public let ages: [Age]
    /// Share of newly issued points that will ever be redeemed, in millionths.
    public let everRedeemedOfNew: Int64

    /// Share of the points alive after `age` that will ever be redeemed, in millionths; the whole past what was seen.
    ///
    /// - Parameter age: -1 for points not yet issued.
    public func everRedeemed(after age: Int64) -> Int64 {
        if age < 0 { return everRedeemedOfNew }
        return age < Int64(ages.count) ? ages[Int(age)].everRedeemed : Self.whole
    }

    /// The same estimate with the breakage it expects larger or smaller by a share of itself.
    ///
    /// - Parameter percent: above -100; `10` makes an expected breakage of 20 % one of 22 %; never above the whole.
    public func varied(byPercent percent: Int64) -> BreakageEstimate {
        func varied(_ share: Int64) -> Int64 {
            let breakage = Decimals.divideHalfEven(Int128(Self.whole - share) * Int128(100 + percent), by: 100)
            return Self.whole - Int64(clamping: min(max(breakage, 0), Int128(Self.whole)))
        }
        return BreakageEstimate(
            month: month,
            ages: ages.map {
                Age(
                    age: $0.age, vintages: $0.vintages, atRisk: $0.atRisk, redeemed: $0.redeemed, expired: $0.expired,
                    everRedeemed: varied($0.everRedeemed))
            }, everRedeemedOfNew: varied(everRedeemedOfNew))
    }

    /// The estimate that the history up to the end of `month` gives; later flows are not looked at.
    ///
    /// - Throws: ``QuantityError/overflow`` when a sum exceeds 64 bits.
    public static func make(_ flows: [VintageFlow], through month: CalendarMonth) throws(QuantityError)
        -> BreakageEstimate
    {
        var cells: [CalendarMonth: [Int64: VintageSums]] = [:]
        for flow in flows where flow.month <= month && flow.vintage <= month {
            // A message that came before its own vintage began, by a clock ahead, counts in the vintage's first month.
            let age = max(0, flow.month.number - flow.vintage.number)
            try cells[flow.vintage, default: [:]][age, default: VintageSums()].add(flow.movement, flow.points)
        }
        let oldest = cells.keys.map { month.number - $0.number }.max() ?? -1
        guard oldest >= 0 else { return BreakageEstimate(month: month, ages: [], everRedeemedOfNew: whole) }
        var observed = [Observation](repeating: Observation(), count: Int(oldest) + 1)
        for (vintage, byAge) in cells {
            var alive: Int64 = 0
            for age in 0...(month.number - vintage.number) {
                let sums = byAge[age] ?? VintageSums()
                alive = try Exact.sum(alive, sums.outstanding)
                try observed[Int(age)].add(alive: alive, redeemed: max(0, sums.redeemed), expired: max(0, sums.expired))
            }
        }
        return chained(observed, through: month)
    }

    private static func chained(_ observed: [Observation], through month: CalendarMonth) -> BreakageEstimate {
        var ages: [Age] = []
        var later = whole
        for (age, seen) in observed.enumerated().reversed() {
            ages.append(
                Age(
                    age: Int64(age), vintages: seen.vintages, atRisk: seen.atRisk, redeemed: seen.redeemed,
                    expired: seen.expired, everRedeemed: later))
            guard seen.vintages >= leastVintages, seen.atRisk > 0 else {
                later = whole
                continue
            }
            let survived = Int128(seen.atRisk - seen.redeemed - seen.expired)
            let ever = Int128(seen.redeemed) * Int128(whole) + survived * Int128(later)
            later = Int64(clamping: Decimals.divideHalfEven(ever, by: Int128(seen.atRisk)))
        }
        return BreakageEstimate(month: month, ages: ages.reversed(), everRedeemedOfNew: later)
    }

    /// Sums of one age over vintages.
    private struct Observation {
        var vintages: Int64 = 0
        var atRisk: Int64 = 0
        var redeemed: Int64 = 0
        var expired: Int64 = 0

        mutating func add(alive: Int64, redeemed: Int64, expired: Int64) throws(QuantityError) {
            let risk = try Exact.sum(try Exact.sum(max(0, alive), redeemed), expired)
            guard risk > 0 else { return }
            vintages += 1
            atRisk = try Exact.sum(atRisk, risk)
            self.redeemed = try Exact.sum(self.redeemed, redeemed)
            self.expired = try Exact.sum(self.expired, expired)
        }
    }
}
