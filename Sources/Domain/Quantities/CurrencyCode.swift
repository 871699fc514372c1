/// A currency by its ISO 4217 alphabetic code, three capital letters such as `RON`.
public struct CurrencyCode: Hashable, Sendable, CustomStringConvertible {
    /// The three letters.
    public let letters: String

    /// Reads a code.
    ///
    /// - Throws: ``QuantityError/malformed(_:)`` when it is not three capital ASCII letters.
    public init(_ letters: String) throws(QuantityError) {
        guard letters.utf8.count == 3, letters.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw .malformed(letters)
        }
        self.letters = letters
    }

    /// The letters.
    public var description: String { letters }

    /// Decimal places of the minor unit (ISO 4217 list one): 2 for most, 0 or 3 for the exceptions.
    public var minorUnitDigits: Int {
        switch letters {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
            3
        default:
            2
        }
    }
}
