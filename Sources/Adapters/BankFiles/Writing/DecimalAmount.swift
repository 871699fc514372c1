import Quantities

/// Minor units as the decimal text XML files want: with exactly the currency's digits, never through floating point.
struct DecimalAmount: CustomStringConvertible {
    /// Minor units from zero up; wide enough for sums of 64-bit amounts.
    let minorUnits: Int128
    /// The currency, which gives the digits.
    let currency: CurrencyCode

    /// The size of `minorUnits`, whatever its sign: direction is told beside an amount.
    init(_ minorUnits: Int128, _ currency: CurrencyCode) {
        self.minorUnits = minorUnits < 0 ? -minorUnits : minorUnits
        self.currency = currency
    }

    /// Such as `12.50`, or `1250` where the currency has no minor unit.
    var description: String {
        let digits = currency.minorUnitDigits
        guard digits > 0 else { return String(minorUnits) }
        let scale = Int128(Decimals.power(of: digits))
        let fraction = String(minorUnits % scale)
        return "\(minorUnits / scale)." + String(repeating: "0", count: digits - fraction.utf8.count) + fraction
    }
}
