/// Base64 (RFC 4648), read strictly: one text for one value, so that no signed text has two spellings.
public enum Base64 {
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The text with padding (RFC 4648 section 4).
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        encode(bytes, alphabet: standard, isPadded: true)
    }

    /// The text for URLs, without padding (RFC 4648 section 5, as RFC 7515 has it).
    public static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
        encode(bytes, alphabet: urlSafe, isPadded: false)
    }

    /// The bytes of a text with padding; `nil` for any other character, wrong padding or unused bits that are set.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var units = Array(text.utf8)
        guard units.count % 4 == 0 else { return nil }
        for _ in 0..<2 where units.last == UInt8(ascii: "=") { units.removeLast() }
        return decode(units, plus: UInt8(ascii: "+"), slash: UInt8(ascii: "/"))
    }

    /// The bytes of a text for URLs without padding; `nil` as for ``decode(_:)``.
    public static func decodeURL(_ text: some StringProtocol) -> [UInt8]? {
        decode(Array(text.utf8), plus: UInt8(ascii: "-"), slash: UInt8(ascii: "_"))
    }

    private static func encode(_ bytes: some Collection<UInt8>, alphabet: [UInt8], isPadded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var (bits, count): (UInt32, Int) = (0, 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        while isPadded, text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decode(_ units: [UInt8], plus: UInt8, slash: UInt8) -> [UInt8]? {
        guard units.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(units.count * 3 / 4)
        var (bits, count): (UInt32, Int) = (0, 0)
        for unit in units {
            let digit: UInt8
            switch unit {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = unit - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = unit - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = unit - UInt8(ascii: "0") + 52
            case plus: digit = 62
            case slash: digit = 63
            default: return nil
            }
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bits & (1 << UInt32(count) - 1) == 0 ? bytes : nil
    }
}
