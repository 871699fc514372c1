/// A price of one point in whole currency units, held exactly in millionths: `"0.0095"` is 9,500 millionths.
///
/// From zero up, at most six decimals (PROTOCOL.md, conventions).
public struct Rate: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Millionths of a whole currency unit for one point.
    public let millionths: Int64

    /// A rate of nothing.
    public static let zero = Rate(unchecked: 0)

    /// The largest rate taken: one million currency units a point.
    public static let largest = Rate(unchecked: 1_000_000_000_000)

    private init(unchecked millionths: Int64) {
        self.millionths = millionths
    }

    /// A rate of so many millionths.
    ///
    /// - Throws: ``QuantityError/negative``, or ``QuantityError/overflow`` past ``largest``.
    public init(millionths: Int64) throws(QuantityError) {
        guard millionths >= 0 else { throw .negative }
        guard millionths <= Rate.largest.millionths else { throw .overflow }
        self.millionths = millionths
    }

    /// Reads a decimal string such as `0.0095`: digits, and optionally a point and one to six decimals.
    ///
    /// - Throws: ``QuantityError/malformed(_:)``, or ``QuantityError/overflow`` past ``largest``.
    public init(_ text: String) throws(QuantityError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let wholePart = parts.first, !wholePart.isEmpty, wholePart.count <= 7, parts.count <= 2,
            parts.allSatisfy({ $0.allSatisfy { (0x30...0x39).contains($0) } })
        else { throw .malformed(text) }
        let decimals = parts.count == 2 ? Array(parts[1]) : []
        guard parts.count == 1 || (1...6).contains(decimals.count) else { throw .malformed(text) }
        let digits = Array(wholePart) + decimals + [UInt8](repeating: 0x30, count: 6 - decimals.count)
        try self.init(millionths: digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) })
    }

    /// The shortest decimal string that reads back to this rate, with at least one digit before the point.
    public var description: String {
        let whole = String(millionths / 1_000_000)
        let fraction = millionths % 1_000_000
        guard fraction != 0 else { return whole }
        let digits = String(fraction)
        var padded = String(repeating: "0", count: 6 - digits.utf8.count) + digits
        while padded.last == "0" { padded.removeLast() }
        return whole + "." + padded
    }

    /// The worth of `points` at this rate, in minor units of `currency`, rounded once, half to even.
    ///
    /// `points` may be below zero (more returned than redeemed); half-way cases go to the even minor unit on both sides.
    ///
    /// - Throws: ``QuantityError/overflow`` when the amount exceeds 64 bits.
    /// Source: PROTOCOL.md section 4, "What is owed".
    public func amount(of points: PointsDelta, in currency: CurrencyCode) throws(QuantityError) -> Money {
        let product = Int128(points.count) * Int128(millionths) * Int128(Decimals.power(of: currency.minorUnitDigits))
        let rounded = Decimals.divideHalfEven(product, by: 1_000_000)
        guard let minorUnits = Int64(exactly: rounded) else { throw .overflow }
        return Money(minorUnits: minorUnits, currency: currency)
    }

    /// Orders rates by size.
    public static func < (left: Rate, right: Rate) -> Bool { left.millionths < right.millionths }
}
