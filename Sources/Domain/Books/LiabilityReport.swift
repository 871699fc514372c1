import Partners
import Quantities

/// How long ago points were earned, in local days.
public enum LiabilityAge: String, Hashable, Sendable, CaseIterable {
    /// Up to a month, as buckets go.
    case upTo30 = "0-30"
    /// Up to a quarter.
    case upTo90 = "31-90"
    /// Up to half a year.
    case upTo180 = "91-180"
    /// Up to a year.
    case upTo365 = "181-365"
    /// More than a year.
    case older = "over-365"

    /// The bucket of points earned on one day, seen on another; points of tomorrow count as of today.
    public init(earnedOn day: LocalDay, asOf today: LocalDay) {
        switch today.dayNumber - day.dayNumber {
        case ...30: self = .upTo30
        case ...90: self = .upTo90
        case ...180: self = .upTo180
        case ...365: self = .upTo365
        default: self = .older
        }
    }
}

/// Points of one issuer that members still have, earned on one day, at one price.
public struct OutstandingPoints: Hashable, Sendable {
    /// Who answers for them.
    public let issuer: PartnerID
    /// The local day they were earned on; of points that came back to an expired lot, the day of that lot.
    public let earnedOn: LocalDay
    /// What the issuer pays for one.
    public let price: Rate
    /// To be spent at once.
    public let available: Int64
    /// To be spent later.
    public let pending: Int64
    /// Set aside by holds.
    public let held: Int64
    /// Past their time, but not posted as expired yet.
    public let lapsed: Int64

    /// Points of these facts.
    public init(
        issuer: PartnerID, earnedOn: LocalDay, price: Rate, available: Int64, pending: Int64, held: Int64, lapsed: Int64
    ) {
        self.issuer = issuer
        self.earnedOn = earnedOn
        self.price = price
        self.available = available
        self.pending = pending
        self.held = held
        self.lapsed = lapsed
    }
}

/// What issuers owe members in points, by age.
public struct LiabilityReport: Hashable, Sendable {
    /// Figures of one issuer and age, or sums of them.
    public struct Row: Hashable, Sendable {
        /// To be spent at once.
        public var available: Int64 = 0
        /// To be spent later.
        public var pending: Int64 = 0
        /// Set aside by holds.
        public var held: Int64 = 0
        /// Past their time, but not posted as expired yet.
        public var lapsed: Int64 = 0
        /// All of them.
        public var points: Int64 = 0
        /// All of them at the issue prices, in minor units.
        public var atIssuePrice: Int64 = 0
        /// All of them at the coalition's point value, in minor units.
        public var atPointValue: Int64 = 0

        mutating func add(_ other: Row) throws(QuantityError) {
            available = try Exact.sum(available, other.available)
            pending = try Exact.sum(pending, other.pending)
            held = try Exact.sum(held, other.held)
            lapsed = try Exact.sum(lapsed, other.lapsed)
            points = try Exact.sum(points, other.points)
            atIssuePrice = try Exact.sum(atIssuePrice, other.atIssuePrice)
            atPointValue = try Exact.sum(atPointValue, other.atPointValue)
        }
    }

    /// One issuer's row of one age.
    public struct Bucket: Hashable, Sendable {
        /// Days since earned.
        public let age: LiabilityAge
        /// Its figures.
        public let row: Row
    }

    /// One issuer's ages.
    public struct Issuer: Hashable, Sendable {
        /// Who answers for the points.
        public let issuer: PartnerID
        /// Every age in order, empty ones included.
        public let buckets: [Bucket]
        /// Their sum.
        public let total: Row
    }

    /// The day at whose end, or the moment of which, the figures are.
    public let asOf: LocalDay
    /// The currency of all money.
    public let currency: CurrencyCode
    /// Every issuer with anything outstanding, by id.
    public let issuers: [Issuer]
    /// Every age over all issuers.
    public let buckets: [Bucket]
    /// Everything.
    public let total: Row

    /// Sorts what is outstanding into ages.
    ///
    /// Money is worked out exactly for each issuer and age and rounded there once, half to even; all sums are sums of
    /// those.
    ///
    /// - Throws: ``QuantityError/overflow`` when a sum exceeds 64 bits.
    public static func make(
        _ outstanding: [OutstandingPoints], asOf day: LocalDay, pointValue: Rate, currency: CurrencyCode
    ) throws(QuantityError) -> LiabilityReport {
        var cells: [PartnerID: [LiabilityAge: (row: Row, millionths: Int128)]] = [:]
        for points in outstanding {
            let age = LiabilityAge(earnedOn: points.earnedOn, asOf: day)
            var (row, millionths) = cells[points.issuer]?[age] ?? (Row(), 0)
            let withMember = try Exact.sum(points.available, points.pending)
            let all = try Exact.sum(withMember, try Exact.sum(points.held, points.lapsed))
            try row.add(
                Row(
                    available: points.available, pending: points.pending, held: points.held, lapsed: points.lapsed,
                    points: all))
            // Less than 2^63 points at no more than 10^12 millionths: far below 2^127.
            millionths += Int128(all) * Int128(points.price.millionths)
            cells[points.issuer, default: [:]][age] = (row, millionths)
        }
        let scale = Int128(Decimals.power(of: currency.minorUnitDigits))
        var issuers: [Issuer] = []
        var byAge: [LiabilityAge: Row] = [:]
        var total = Row()
        for issuer in cells.keys.sorted() {
            var buckets: [Bucket] = []
            var sum = Row()
            for age in LiabilityAge.allCases {
                let (found, millionths) = cells[issuer]?[age] ?? (Row(), 0)
                var row = found
                row.atIssuePrice = try Exact.narrow(Decimals.divideHalfEven(millionths * scale, by: 1_000_000))
                row.atPointValue = try pointValue.amount(of: PointsDelta(row.points), in: currency).minorUnits
                buckets.append(Bucket(age: age, row: row))
                try sum.add(row)
                try byAge[age, default: Row()].add(row)
            }
            try total.add(sum)
            issuers.append(Issuer(issuer: issuer, buckets: buckets, total: sum))
        }
        return LiabilityReport(
            asOf: day, currency: currency, issuers: issuers,
            buckets: LiabilityAge.allCases.map { Bucket(age: $0, row: byAge[$0] ?? Row()) }, total: total)
    }
}
