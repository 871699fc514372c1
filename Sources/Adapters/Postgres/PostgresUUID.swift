/// The 16 bytes of a UUID (RFC 9562).
public struct PostgresUUID: Hashable, Sendable, Comparable {
    /// The first eight bytes, big-endian.
    public let high: UInt64
    /// The last eight bytes, big-endian.
    public let low: UInt64

    /// Takes both halves.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Takes 16 bytes in network order; nil for any other number.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        let join = { (half: UInt64, byte: UInt8) in half << 8 | UInt64(byte) }
        self.init(high: bytes.prefix(8).reduce(0, join), low: bytes.dropFirst(8).reduce(0, join))
    }

    /// Reads 32 hexadecimal digits of either case, hyphens wherever they are; nil for anything else.
    public init?(_ text: some StringProtocol) {
        var digits = 0
        var halves: (UInt64, UInt64) = (0, 0)
        for character in text.utf8 where character != UInt8(ascii: "-") {
            guard digits < 32, let digit = Character(Unicode.Scalar(character)).hexDigitValue else { return nil }
            halves = (halves.0 << 4 | halves.1 >> 60, halves.1 << 4 | UInt64(digit))
            digits += 1
        }
        guard digits == 32 else { return nil }
        self.init(high: halves.0, low: halves.1)
    }

    /// The 16 bytes in network order.
    public var bytes: [UInt8] {
        [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) } }
    }

    /// Orders by bytes, as PostgreSQL does.
    public static func < (left: PostgresUUID, right: PostgresUUID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension PostgresUUID: CustomStringConvertible {
    /// Lower case, with hyphens: 8-4-4-4-12.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
