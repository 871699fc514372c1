import Partners
import Quantities

/// What is expected to lapse of what is outstanding, and how much depends on the estimate.
public struct BreakageReport: Hashable, Sendable {
    /// One issuer's figures, or all issuers'.
    public struct Row: Hashable, Sendable {
        /// With members, held points included.
        public var outstanding: Int64 = 0
        /// Of them expected to be redeemed; rounded for each vintage, half to even.
        public var expectedRedeemed: Int64 = 0
        /// Of them expected to lapse: the rest.
        public var expectedBreakage: Int64 = 0
        /// What the lapsing ones cost at the issue price, in minor units.
        public var breakageValue: Int64 = 0
        /// Deferred revenue under the estimate, in minor units.
        public var deferred: Int64 = 0
        /// Deferred revenue if nothing were to lapse.
        public var deferredWithoutBreakage: Int64 = 0
        /// Deferred revenue if the breakage expected were a tenth larger.
        public var deferredIfLarger: Int64 = 0
        /// Deferred revenue if the breakage expected were a tenth smaller.
        public var deferredIfSmaller: Int64 = 0

        mutating func add(_ other: Row) throws(QuantityError) {
            outstanding = try Exact.sum(outstanding, other.outstanding)
            expectedRedeemed = try Exact.sum(expectedRedeemed, other.expectedRedeemed)
            expectedBreakage = try Exact.sum(expectedBreakage, other.expectedBreakage)
            breakageValue = try Exact.sum(breakageValue, other.breakageValue)
            deferred = try Exact.sum(deferred, other.deferred)
            deferredWithoutBreakage = try Exact.sum(deferredWithoutBreakage, other.deferredWithoutBreakage)
            deferredIfLarger = try Exact.sum(deferredIfLarger, other.deferredIfLarger)
            deferredIfSmaller = try Exact.sum(deferredIfSmaller, other.deferredIfSmaller)
        }
    }

    /// One issuer's row.
    public struct Issuer: Hashable, Sendable {
        /// Who answers for the points.
        public let issuer: PartnerID
        /// Its figures.
        public let row: Row
    }

    /// The percentage by which the sensitivity varies the breakage expected.
    public static let sensitivityPercent: Int64 = 10

    /// The estimate.
    public let estimate: BreakageEstimate
    /// The currency of all money.
    public let currency: CurrencyCode
    /// Every issuer that ever gave out points, by id.
    public let issuers: [Issuer]
    /// The sums over issuers.
    public let total: Row

    /// The report at the end of `month`; later flows are not looked at.
    ///
    /// - Throws: ``QuantityError/overflow`` when a sum exceeds 64 bits.
    public static func make(
        _ flows: [VintageFlow], month: CalendarMonth, currency: CurrencyCode
    ) throws(QuantityError) -> BreakageReport {
        let estimate = try BreakageEstimate.make(flows, through: month)
        let larger = estimate.varied(byPercent: sensitivityPercent)
        let smaller = estimate.varied(byPercent: -sensitivityPercent)
        var rows: [PartnerID: Row] = [:]
        var total = Row()
        for (cell, sums) in try VintageCell.sums(flows, month: month.next) {
            let age = month.number - cell.vintage.number
            let outstanding = sums.before.outstanding
            func deferred(_ share: Int64) throws(QuantityError) -> Int64 {
                try Exact.worth(
                    ofMillionths: DeferredRevenue.deferredMillionths(
                        redeemed: sums.before.redeemed, outstanding: outstanding, everRedeemed: share),
                    at: cell.price, in: currency)
            }
            let share = estimate.everRedeemed(after: age)
            let kept = Decimals.divideHalfEven(
                Int128(outstanding) * Int128(share), by: Int128(BreakageEstimate.whole))
            let lapsing = Int128(outstanding) * Int128(BreakageEstimate.whole - share)
            let row = Row(
                outstanding: outstanding, expectedRedeemed: try Exact.narrow(kept),
                expectedBreakage: outstanding - (try Exact.narrow(kept)),
                breakageValue: try Exact.worth(ofMillionths: lapsing, at: cell.price, in: currency),
                deferred: try deferred(share), deferredWithoutBreakage: try deferred(BreakageEstimate.whole),
                deferredIfLarger: try deferred(larger.everRedeemed(after: age)),
                deferredIfSmaller: try deferred(smaller.everRedeemed(after: age)))
            try rows[cell.issuer, default: Row()].add(row)
            try total.add(row)
        }
        return BreakageReport(
            estimate: estimate, currency: currency,
            issuers: rows.keys.sorted().map { Issuer(issuer: $0, row: rows[$0] ?? Row()) }, total: total)
    }
}
