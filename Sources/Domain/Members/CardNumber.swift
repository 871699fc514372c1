/// A coalition card: 16 digits, the coalition's prefix first and a Luhn check digit last (ISO/IEC 7812-1).
public struct CardNumber: Hashable, Sendable {
    /// The sixteen ASCII digits.
    public let digits: String

    /// Reads a card number; nothing when it is not sixteen ASCII digits with `prefix` and a right check digit.
    public init?(_ text: String, prefix: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes.allSatisfy({ (0x30...0x39).contains($0) }), text.hasPrefix(prefix),
            CardNumber.checkDigit(of: bytes.dropLast()) == bytes[15]
        else { return nil }
        self.digits = text
    }

    /// A new card whose account digits are drawn from `random`.
    ///
    /// `prefix` is 1 to 15 ASCII digits, which the reader of the coalition file has checked.
    public static func make(prefix: String, using random: inout some RandomNumberGenerator) -> CardNumber {
        var bytes = Array(prefix.utf8.prefix(15))
        while bytes.count < 15 { bytes.append(0x30 + UInt8.random(in: 0...9, using: &random)) }
        bytes.append(checkDigit(of: bytes[...]))
        return CardNumber(unchecked: String(decoding: bytes, as: UTF8.self))
    }

    private init(unchecked digits: String) {
        self.digits = digits
    }

    /// The Luhn check digit over the account digits, as an ASCII digit.
    private static func checkDigit(of digits: ArraySlice<UInt8>) -> UInt8 {
        var sum = 0
        for (offset, byte) in digits.reversed().enumerated() {
            let digit = Int(byte) - 0x30
            let doubled = offset.isMultiple(of: 2) ? digit * 2 : digit
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return UInt8(0x30 + (10 - sum % 10) % 10)
    }
}
