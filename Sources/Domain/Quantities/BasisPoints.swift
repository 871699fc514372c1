/// A share in hundredths of a percent; 10,000 basis points are the whole.
public struct BasisPoints: Hashable, Sendable {
    /// The share, 0 to 10,000.
    public let count: Int64

    /// No share.
    public static let zero = BasisPoints(unchecked: 0)

    private init(unchecked count: Int64) {
        self.count = count
    }

    /// A share of `count` basis points.
    ///
    /// - Throws: ``QuantityError/negative`` below zero, ``QuantityError/overflow`` past 10,000.
    public init(_ count: Int64) throws(QuantityError) {
        guard count >= 0 else { throw .negative }
        guard count <= 10_000 else { throw .overflow }
        self.count = count
    }

    /// This share of `amount`, rounded half to even to the minor unit.
    public func share(of amount: Money) -> Money {
        let rounded = Decimals.divideHalfEven(Int128(amount.minorUnits) * Int128(count), by: 10_000)
        // At most the whole of a 64-bit amount, so the narrowing cannot fail.
        return Money(minorUnits: Int64(truncatingIfNeeded: rounded), currency: amount.currency)
    }
}
