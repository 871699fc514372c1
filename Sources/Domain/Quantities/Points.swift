/// A count of loyalty points; one unit is one whole point.
///
/// Never negative: direction comes from the debit and credit accounts. Signed differences are ``PointsDelta``.
public struct Points: Hashable, Sendable, Comparable {
    /// The count, from zero up.
    public let count: Int64

    /// No points.
    public static let zero = Points(unchecked: 0)

    /// A count of points.
    ///
    /// - Throws: ``QuantityError/negative`` when `count` is below zero.
    public init(_ count: Int64) throws(QuantityError) {
        guard count >= 0 else { throw .negative }
        self.count = count
    }

    private init(unchecked count: Int64) {
        self.count = count
    }

    /// `count` where it is positive, else no points.
    public init(clamping count: Int64) {
        self.count = max(0, count)
    }

    /// Whether this is no points at all.
    public var isZero: Bool { count == 0 }

    /// Adds two counts.
    ///
    /// - Throws: ``QuantityError/overflow`` when the sum exceeds 64 bits.
    public func adding(_ other: Points) throws(QuantityError) -> Points {
        let (sum, overflow) = count.addingReportingOverflow(other.count)
        guard !overflow else { throw .overflow }
        return Points(unchecked: sum)
    }

    /// Takes `other` away.
    ///
    /// - Throws: ``QuantityError/negative`` when `other` is the larger.
    public func subtracting(_ other: Points) throws(QuantityError) -> Points {
        guard other.count <= count else { throw .negative }
        return Points(unchecked: count - other.count)
    }

    /// Orders counts by size.
    public static func < (left: Points, right: Points) -> Bool { left.count < right.count }
}

/// A signed change of a count of points, for net figures such as pieces redeemed less pieces returned.
public struct PointsDelta: Hashable, Sendable, Comparable {
    /// The change; below zero when more came back than went.
    public let count: Int64

    /// No change.
    public static let zero = PointsDelta(0)

    /// A change by `count` points.
    public init(_ count: Int64) {
        self.count = count
    }

    /// Adds two changes.
    ///
    /// - Throws: ``QuantityError/overflow`` when the sum exceeds 64 bits.
    public func adding(_ other: PointsDelta) throws(QuantityError) -> PointsDelta {
        let (sum, overflow) = count.addingReportingOverflow(other.count)
        guard !overflow else { throw .overflow }
        return PointsDelta(sum)
    }

    /// The same change the other way.
    public var negated: PointsDelta { PointsDelta(0 &- count) }

    /// Orders changes by value.
    public static func < (left: PointsDelta, right: PointsDelta) -> Bool { left.count < right.count }
}
