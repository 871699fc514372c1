import Partners
import Quantities

/// The roll-forward of a month's deferred revenue from points, for each issuer and in total.
///
/// Points given out are a promise that is paid for at the issue price; revenue waits until they are redeemed, or can
/// no longer be (IFRS 15 B39-B43). Of a vintage with `R` points redeemed and `O` outstanding, of which `F` are
/// expected to be redeemed (``BreakageEstimate``), `price × (R + O) × F ÷ (R + F)` is deferred: what is expected to
/// lapse becomes revenue in the proportion in which the others are redeemed (B46). Without expected breakage that is
/// `price × O`.
///
/// The movements of a month are the differences that they make to this value one after the other, in the order
/// issued, redeemed, reversed, expired, under the estimate of the month before; then the estimate of this month takes
/// its place. Each value is rounded once for issuer, vintage and price, half to even; so nothing is lost between the
/// lines.
public struct DeferredRevenue: Hashable, Sendable {
    /// One line: points, and money in minor units. Taken away counts below zero.
    public struct Line: Hashable, Sendable {
        /// Outstanding, or deferred, before the month.
        public var opening: Int64 = 0
        /// Given out.
        public var issued: Int64 = 0
        /// Taken by redeemers, less what came back.
        public var redeemed: Int64 = 0
        /// Taken back from members.
        public var reversed: Int64 = 0
        /// Past their time.
        public var expired: Int64 = 0
        /// The difference that the month's new estimate makes; always 0 for points.
        public var changeOfEstimate: Int64 = 0
        /// Outstanding, or deferred, after the month.
        public var closing: Int64 = 0

        /// Whether closing is opening and all movements.
        public var isBalanced: Bool {
            closing == opening + issued + redeemed + reversed + expired + changeOfEstimate
        }

        /// Whether there is nothing in it.
        public var isEmpty: Bool { self == Line() }

        mutating func add(_ other: Line) throws(QuantityError) {
            opening = try Exact.sum(opening, other.opening)
            issued = try Exact.sum(issued, other.issued)
            redeemed = try Exact.sum(redeemed, other.redeemed)
            reversed = try Exact.sum(reversed, other.reversed)
            expired = try Exact.sum(expired, other.expired)
            changeOfEstimate = try Exact.sum(changeOfEstimate, other.changeOfEstimate)
            closing = try Exact.sum(closing, other.closing)
        }
    }

    /// One issuer's lines, or all issuers'.
    public struct Row: Hashable, Sendable {
        /// Counts of points.
        public var points = Line()
        /// Minor units.
        public var money = Line()

        mutating func add(_ other: Row) throws(QuantityError) {
            try points.add(other.points)
            try money.add(other.money)
        }
    }

    /// One issuer's row.
    public struct Issuer: Hashable, Sendable {
        /// Who answers for the points.
        public let issuer: PartnerID
        /// Its lines.
        public let row: Row
    }

    /// The month.
    public let month: CalendarMonth
    /// The currency of all money.
    public let currency: CurrencyCode
    /// Every issuer that ever gave out points, by id.
    public let issuers: [Issuer]
    /// The sums over issuers.
    public let total: Row

    /// The roll-forward of `month`, from all flows up to its end; later flows are not looked at.
    ///
    /// - Throws: ``QuantityError/overflow`` when a sum exceeds 64 bits.
    public static func rollForward(
        _ flows: [VintageFlow], month: CalendarMonth, currency: CurrencyCode
    ) throws(QuantityError) -> DeferredRevenue {
        let before = try BreakageEstimate.make(flows, through: month.previous)
        let after = try BreakageEstimate.make(flows, through: month)
        var rows: [PartnerID: Row] = [:]
        var total = Row()
        for (cell, sums) in try VintageCell.sums(flows, month: month) {
            let row = try roll(cell, sums, before: before, after: after, currency)
            try rows[cell.issuer, default: Row()].add(row)
            try total.add(row)
        }
        return DeferredRevenue(
            month: month, currency: currency,
            issuers: rows.keys.sorted().map { Issuer(issuer: $0, row: rows[$0] ?? Row()) }, total: total)
    }

    private static func roll(
        _ cell: VintageCell, _ sums: VintageCell.Sums, before: BreakageEstimate, after: BreakageEstimate,
        _ currency: CurrencyCode
    ) throws(QuantityError) -> Row {
        let old = before.everRedeemed(after: before.month.number - cell.vintage.number)
        let new = after.everRedeemed(after: after.month.number - cell.vintage.number)
        func value(_ redeemed: Int64, _ outstanding: Int64, _ share: Int64) throws(QuantityError) -> Int64 {
            try Exact.worth(
                ofMillionths: deferredMillionths(redeemed: redeemed, outstanding: outstanding, everRedeemed: share),
                at: cell.price, in: currency)
        }
        let moved = sums.during
        var redeemed = sums.before.redeemed
        var outstanding = sums.before.outstanding
        var row = Row()
        row.points.opening = outstanding
        row.money.opening = try value(redeemed, outstanding, old)
        var reached = row.money.opening
        func step() throws(QuantityError) -> Int64 {
            let next = try value(redeemed, outstanding, old)
            defer { reached = next }
            return next - reached
        }
        outstanding += moved.issued
        row.points.issued = moved.issued
        row.money.issued = try step()
        redeemed += moved.redeemed
        outstanding -= moved.redeemed
        row.points.redeemed = -moved.redeemed
        row.money.redeemed = try step()
        outstanding -= moved.reversed
        row.points.reversed = -moved.reversed
        row.money.reversed = try step()
        outstanding -= moved.expired
        row.points.expired = -moved.expired
        row.money.expired = try step()
        row.points.closing = outstanding
        row.money.closing = try value(redeemed, outstanding, new)
        row.money.changeOfEstimate = row.money.closing - reached
        return row
    }

    /// How many millionths of a point's price wait in a vintage, rounded half to even.
    ///
    /// - Parameters:
    ///   - redeemed: points redeemed so far; below zero counts as none.
    ///   - outstanding: points with members; none or below zero defer nothing.
    ///   - everRedeemed: share of the outstanding ones that will be redeemed, 0 to 1,000,000 millionths.
    /// - Throws: ``QuantityError/overflow`` beyond 10^12 points.
    static func deferredMillionths(
        redeemed: Int64, outstanding: Int64, everRedeemed: Int64
    ) throws(QuantityError) -> Int128 {
        guard outstanding > 0, everRedeemed > 0 else { return 0 }
        let whole = Int128(BreakageEstimate.whole)
        guard everRedeemed < BreakageEstimate.whole else { return Int128(outstanding) * whole }
        let gone = Int128(max(0, redeemed))
        let expected = Int128(outstanding) * Int128(everRedeemed)
        let (product, overflow) = (gone + Int128(outstanding)).multipliedReportingOverflow(by: expected * whole)
        guard !overflow else { throw .overflow }
        return Decimals.divideHalfEven(product, by: gone * whole + expected)
    }
}

/// Where revenue is measured: one issuer's points of one vintage at one price.
struct VintageCell: Hashable, Sendable, Comparable {
    let issuer: PartnerID
    let vintage: CalendarMonth
    let price: Rate

    /// What happened before a month, and during it.
    struct Sums: Hashable, Sendable {
        var before = VintageSums()
        var during = VintageSums()
    }

    static func < (left: VintageCell, right: VintageCell) -> Bool {
        if left.issuer != right.issuer { return left.issuer < right.issuer }
        if left.vintage != right.vintage { return left.vintage < right.vintage }
        return left.price < right.price
    }

    /// The sums of every cell up to the end of `month`.
    static func sums(
        _ flows: [VintageFlow], month: CalendarMonth
    ) throws(QuantityError) -> [VintageCell: Sums] {
        var cells: [VintageCell: Sums] = [:]
        for flow in flows where flow.month <= month {
            let cell = VintageCell(issuer: flow.issuer, vintage: flow.vintage, price: flow.price)
            var sums = cells[cell] ?? Sums()
            if flow.month < month {
                try sums.before.add(flow.movement, flow.points)
            } else {
                try sums.during.add(flow.movement, flow.points)
            }
            cells[cell] = sums
        }
        return cells
    }
}
