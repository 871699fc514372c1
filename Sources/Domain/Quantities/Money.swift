/// An amount of money in one currency, in whole minor units (bani, cents); may be below zero, as a net can be.
public struct Money: Hashable, Sendable {
    /// Minor units; the currency says how many make a whole unit.
    public let minorUnits: Int64
    /// The currency.
    public let currency: CurrencyCode

    /// An amount of `minorUnits` in `currency`.
    public init(minorUnits: Int64, currency: CurrencyCode) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Nothing, in `currency`.
    public static func zero(_ currency: CurrencyCode) -> Money { Money(minorUnits: 0, currency: currency) }

    /// Adds two amounts of one currency.
    ///
    /// - Throws: ``QuantityError/currencyMismatch(_:_:)``, or ``QuantityError/overflow`` when the sum exceeds 64 bits.
    public func adding(_ other: Money) throws(QuantityError) -> Money {
        guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
        let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
        guard !overflow else { throw .overflow }
        return Money(minorUnits: sum, currency: currency)
    }

    /// Takes `other` away; the result may be below zero.
    ///
    /// - Throws: as ``adding(_:)``.
    public func subtracting(_ other: Money) throws(QuantityError) -> Money {
        guard other.minorUnits != .min else { throw .overflow }
        return try adding(Money(minorUnits: -other.minorUnits, currency: other.currency))
    }
}
