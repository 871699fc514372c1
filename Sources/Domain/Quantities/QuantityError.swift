/// Why a quantity could not be made or computed.
public enum QuantityError: Error, Hashable, Sendable {
    /// The exact result does not fit into 64 bits.
    case overflow
    /// The result would be below zero where only counts from zero up exist.
    case negative
    /// Two amounts of different currencies were combined.
    case currencyMismatch(CurrencyCode, CurrencyCode)
    /// A text is not in the form asked for; the text is the offending one, which is never member data.
    case malformed(String)
}
