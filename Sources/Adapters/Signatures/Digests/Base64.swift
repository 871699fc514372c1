/// Base64 (RFC 4648), read strictly: one text for one value, so that no signed text has two spellings.
public enum Base64 {
    private static let standard: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    private static let urlSafe: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    /// The text with padding (RFC 4648 section 4).
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        encode(bytes, alphabet: standard, isPadded: true)
    }

    /// The text for URLs, without padding (RFC 4648 section 5, as RFC 7515 has it).
    public static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
        encode(bytes, alphabet: urlSafe, isPadded: false)
    }

    /// Appends the text for URLs, without padding.
    static func appendURL(_ bytes: [UInt8], to text: inout [UInt8]) {
        append(bytes, alphabet: urlSafe, isPadded: false, to: &text)
    }

    /// Appends the text with padding.
    static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
        append(bytes, alphabet: standard, isPadded: true, to: &text)
    }

    /// The bytes of a text with padding; `nil` for any other character, wrong padding or unused bits that are set.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        if let bytes = text.utf8.withContiguousStorageIfAvailable({ decode($0) }) { return bytes }
        return Array(text.utf8).withUnsafeBufferPointer { decode($0) }
    }

    /// The bytes of a text for URLs without padding; `nil` as for ``decode(_:)``.
    public static func decodeURL(_ text: some StringProtocol) -> [UInt8]? {
        if let bytes = text.utf8.withContiguousStorageIfAvailable({ decode($0, values: urlSafeValues) }) {
            return bytes
        }
        return Array(text.utf8).withUnsafeBufferPointer { decode($0, values: urlSafeValues) }
    }

    /// The bytes of a text with padding, as ``decode(_:)``.
    static func decode(_ units: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard units.count % 4 == 0 else { return nil }
        var count = units.count
        for _ in 0..<2 where count > 0 && units[count - 1] == UInt8(ascii: "=") { count -= 1 }
        return decode(UnsafeBufferPointer(rebasing: units[..<count]), values: standardValues)
    }

    private static func encode(_ bytes: some Collection<UInt8>, alphabet: StaticString, isPadded: Bool) -> String {
        let text = bytes.withContiguousStorageIfAvailable { source in
            String(unsafeUninitializedCapacity: (source.count + 2) / 3 * 4) { text in
                write(source, alphabet: alphabet, isPadded: isPadded, to: text)
            }
        }
        return text ?? encode(Array(bytes), alphabet: alphabet, isPadded: isPadded)
    }

    private static func append(
        _ bytes: [UInt8], alphabet: StaticString, isPadded: Bool, to text: inout [UInt8]
    ) {
        let room = (bytes.count + 2) / 3 * 4
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { buffer in
            let count = bytes.withUnsafeBufferPointer { source in
                write(source, alphabet: alphabet, isPadded: isPadded, to: buffer)
            }
            text.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Writes the text of the bytes; the target has room for four characters to three bytes begun.
    private static func write(
        _ source: UnsafeBufferPointer<UInt8>, alphabet: StaticString, isPadded: Bool,
        to text: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        let digits = alphabet.utf8Start
        var (from, to) = (0, 0)
        while from + 3 <= source.count {
            let bits = Int(source[from]) << 16 | Int(source[from + 1]) << 8 | Int(source[from + 2])
            text[to] = digits[bits >> 18]
            text[to + 1] = digits[bits >> 12 & 63]
            text[to + 2] = digits[bits >> 6 & 63]
            text[to + 3] = digits[bits & 63]
            (from, to) = (from + 3, to + 4)
        }
        let left = source.count - from
        guard left > 0 else { return to }
        let bits = Int(source[from]) << 16 | (left == 2 ? Int(source[from + 1]) << 8 : 0)
        text[to] = digits[bits >> 18]
        text[to + 1] = digits[bits >> 12 & 63]
        to += 2
        if left == 2 {
            text[to] = digits[bits >> 6 & 63]
            to += 1
        }
        while isPadded, to % 4 != 0 {
            text[to] = UInt8(ascii: "=")
            to += 1
        }
        return to
    }

    /// The value of each character; 0xFF where it has none.
    private static let standardValues = values(of: standard)
    private static let urlSafeValues = values(of: urlSafe)

    private static func values(of alphabet: StaticString) -> [UInt8] {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for digit in 0..<64 { values[Int(alphabet.utf8Start[digit])] = UInt8(digit) }
        return values
    }

    private static func decode(_ units: UnsafeBufferPointer<UInt8>, values: [UInt8]) -> [UInt8]? {
        guard units.count % 4 != 1 else { return nil }
        var isFaulty = false
        let bytes = [UInt8](unsafeUninitializedCapacity: units.count * 3 / 4) { bytes, used in
            var (bits, count): (UInt32, Int) = (0, 0)
            values.withUnsafeBufferPointer { values in
                for unit in units {
                    let digit = values[Int(unit)]
                    guard digit < 64 else {
                        isFaulty = true
                        return
                    }
                    bits = bits << 6 | UInt32(digit)
                    count += 6
                    if count >= 8 {
                        count -= 8
                        bytes[used] = UInt8(truncatingIfNeeded: bits >> UInt32(count))
                        used += 1
                    }
                }
            }
            // Bits that belong to no byte are zero in the one text of a value.
            if bits & (1 << UInt32(count) - 1) != 0 { isFaulty = true }
        }
        return isFaulty ? nil : bytes
    }
}
