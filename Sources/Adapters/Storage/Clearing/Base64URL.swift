/// Base64 for URLs without padding (RFC 4648 section 5), as compact JWS spell their parts.
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// The bytes a text stands for; nothing unless it is the very text that ``append(_:to:)`` makes of them.
    static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        let isWhole = text.withUnsafeBufferPointer { text in
            values.withUnsafeBufferPointer { values in
                var all: UInt8 = 0
                for letter in text { all |= values[Int(letter)] }
                return all < 64
            }
        }
        guard isWhole else { return nil }
        var spare: UInt32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { bytes, count in
            text.withUnsafeBufferPointer { text in
                values.withUnsafeBufferPointer { values in
                    var bits: UInt32 = 0
                    var known = 0
                    for letter in text {
                        bits = bits << 6 | UInt32(values[Int(letter)])
                        known += 6
                        if known >= 8 {
                            known -= 8
                            bytes[count] = UInt8(truncatingIfNeeded: bits >> UInt32(known))
                            count += 1
                        }
                    }
                    spare = bits & (1 << UInt32(known) - 1)
                }
            }
        }
        // Bits that stand for nothing are zero in the one right spelling.
        return spare == 0 ? bytes : nil
    }

    /// Appends the text of bytes.
    static func append(_ bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
        var bits: UInt32 = 0
        var known: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            known += 8
            while known >= 6 {
                known -= 6
                text.append(alphabet[Int(bits >> known & 63)])
            }
        }
        if known > 0 { text.append(alphabet[Int(bits << (6 - known) & 63)]) }
    }

    /// The usual text (RFC 4648 section 4) with padding.
    static func padded(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        append(bytes, to: &text)
        for place in text.indices {
            if text[place] == UInt8(ascii: "-") { text[place] = UInt8(ascii: "+") }
            if text[place] == UInt8(ascii: "_") { text[place] = UInt8(ascii: "/") }
        }
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return text
    }
}
