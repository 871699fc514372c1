/// A 128-bit identity in the layout of a version 7 UUID (RFC 9562 section 5.7), so that later ones sort after earlier.
public struct UniqueID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The first eight bytes, most significant first.
    public let high: UInt64
    /// The last eight bytes, most significant first.
    public let low: UInt64

    /// An identity by its two halves, as a store gave it.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new identity of the moment `instant`, its other 74 bits drawn from `random`.
    public static func make(at instant: Instant, using random: inout some RandomNumberGenerator) -> UniqueID {
        let milliseconds = UInt64(max(0, instant.microseconds / 1000)) & 0xFFFF_FFFF_FFFF
        let high = milliseconds << 16 | 0x7000 | (random.next() & 0x0FFF)
        let low = 0x8000_0000_0000_0000 | (random.next() & 0x3FFF_FFFF_FFFF_FFFF)
        return UniqueID(high: high, low: low)
    }

    /// The least identity that ``make(at:using:)`` could make at `instant`: none made then or later sorts before it.
    public static func least(at instant: Instant) -> UniqueID {
        let milliseconds = UInt64(max(0, instant.microseconds / 1000)) & 0xFFFF_FFFF_FFFF
        return UniqueID(high: milliseconds << 16 | 0x7000, low: 0x8000_0000_0000_0000)
    }

    /// Reads the usual text of 36 characters in either case.
    ///
    /// - Throws: ``QuantityError/malformed(_:)`` when the form is another.
    public init(_ text: String) throws(QuantityError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36, [8, 13, 18, 23].allSatisfy({ bytes[$0] == 0x2D }) else { throw .malformed(text) }
        var halves: [UInt64] = [0, 0]
        var digits = 0
        for byte in bytes where byte != 0x2D {
            let value: UInt8
            switch byte {
            case 0x30...0x39: value = byte - 0x30
            case 0x61...0x66: value = byte - 0x61 + 10
            case 0x41...0x46: value = byte - 0x41 + 10
            default: throw .malformed(text)
            }
            guard digits < 32 else { throw .malformed(text) }
            halves[digits / 16] = halves[digits / 16] << 4 | UInt64(value)
            digits += 1
        }
        guard digits == 32 else { throw .malformed(text) }
        self.init(high: halves[0], low: halves[1])
    }

    /// The usual text: 32 small hexadecimal digits in five groups.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for index in 0..<32 {
            if [8, 12, 16, 20].contains(index) { text.append(0x2D) }
            let half = index < 16 ? high : low
            let digit = UInt8(half >> UInt64(60 - 4 * (index % 16)) & 0xF)
            text.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Orders identities by their bytes, which is by time of making.
    public static func < (left: UniqueID, right: UniqueID) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}
