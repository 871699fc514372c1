import Quantities

/// An exact amount of money or a price of one point, in trillionths of a whole currency unit, before any rounding.
///
/// Twelve decimals hold a rate times a share of six decimals each; a statement's `rate` and `amount` are of this kind
/// (PROTOCOL.md section 8). May be below zero.
public struct UnroundedAmount: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Trillionths of a whole currency unit.
    public let trillionths: Int128

    /// Nothing.
    public static let zero = UnroundedAmount(trillionths: 0)

    /// An amount of so many trillionths.
    public init(trillionths: Int128) {
        self.trillionths = trillionths
    }

    /// The price of one point at `rate`, or the part `share` of it.
    public init(rate: Rate, share: Rate? = nil) {
        self.trillionths = Int128(rate.millionths) * Int128(share?.millionths ?? 1_000_000)
    }

    /// A rounded amount.
    public init(minorUnits: Int64, currency: CurrencyCode) {
        self.trillionths = Int128(minorUnits) * Int128(Decimals.power(of: 12 - currency.minorUnitDigits))
    }

    /// Reads a decimal string: a sign `-` or none, digits, and optionally a point and one to twelve decimals.
    ///
    /// - Throws: ``QuantityError/malformed(_:)``.
    public init(_ text: String) throws(QuantityError) {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let parts = text.utf8.dropFirst(isNegative ? 1 : 0).split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...24).contains(whole.count), parts.count <= 2,
            parts.allSatisfy({ $0.allSatisfy { (0x30...0x39).contains($0) } }),
            parts.count == 1 || (1...12).contains(parts[1].count)
        else { throw .malformed(text) }
        let decimals = parts.count == 2 ? Array(parts[1]) : []
        let digits = Array(whole) + decimals + [UInt8](repeating: 0x30, count: 12 - decimals.count)
        let magnitude = digits.reduce(Int128(0)) { $0 * 10 + Int128($1 - 0x30) }
        self.trillionths = isNegative ? -magnitude : magnitude
    }

    /// The shortest decimal string that reads back to this amount.
    public var description: String {
        let (whole, fraction) = trillionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000)
        var text = (trillionths < 0 ? "-" : "") + String(whole)
        guard fraction != 0 else { return text }
        let digits = String(fraction)
        var padded = String(repeating: "0", count: 12 - digits.utf8.count) + digits
        while padded.last == "0" { padded.removeLast() }
        text += "." + padded
        return text
    }

    /// The amount in minor units of `currency`; `nil` when it is no whole number of them or exceeds 64 bits.
    public func minorUnits(in currency: CurrencyCode) -> Int64? {
        let unit = Int128(Decimals.power(of: 12 - currency.minorUnitDigits))
        let (quotient, remainder) = trillionths.quotientAndRemainder(dividingBy: unit)
        return remainder == 0 ? Int64(exactly: quotient) : nil
    }

    /// Adds two amounts.
    ///
    /// - Throws: ``QuantityError/overflow`` past 128 bits.
    public func adding(_ other: UnroundedAmount) throws(QuantityError) -> UnroundedAmount {
        let (sum, isTooLarge) = trillionths.addingReportingOverflow(other.trillionths)
        guard !isTooLarge else { throw .overflow }
        return UnroundedAmount(trillionths: sum)
    }

    /// This price for so many points.
    ///
    /// - Throws: ``QuantityError/overflow`` past 128 bits.
    public func times(_ points: PointsDelta) throws(QuantityError) -> UnroundedAmount {
        let (product, isTooLarge) = trillionths.multipliedReportingOverflow(by: Int128(points.count))
        guard !isTooLarge else { throw .overflow }
        return UnroundedAmount(trillionths: product)
    }

    /// The same amount the other way.
    public var negated: UnroundedAmount { UnroundedAmount(trillionths: 0 &- trillionths) }

    /// Orders amounts by value.
    public static func < (left: UnroundedAmount, right: UnroundedAmount) -> Bool {
        left.trillionths < right.trillionths
    }
}
