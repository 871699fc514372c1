/// Structured field values (RFC 8941 section 4.1) written straight into a buffer.
enum StructuredText {
    /// The integers a structured field can hold.
    static let integers: ClosedRange<Int64> = -999_999_999_999_999...999_999_999_999_999

    /// Appends a string in quotes; false, with some of it appended, when it has other than printable ASCII characters.
    static func appendString(_ text: String, to bytes: inout [UInt8]) -> Bool {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        let isPrintable = text.withUTF8 { units in
            var (isPlain, isPrintable) = (true, true)
            for unit in units {
                isPrintable = isPrintable && unit >= 0x20 && unit < 0x7F
                isPlain = isPlain && unit != UInt8(ascii: "\"") && unit != UInt8(ascii: "\\")
            }
            guard isPrintable, !isPlain else {
                bytes.append(contentsOf: units)
                return isPrintable
            }
            for unit in units {
                if unit == UInt8(ascii: "\"") || unit == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(unit)
            }
            return true
        }
        bytes.append(UInt8(ascii: "\""))
        return isPrintable
    }

    /// Appends an integer; false when it has more than fifteen digits.
    static func appendInteger(_ integer: Int64, to bytes: inout [UInt8]) -> Bool {
        guard integers.contains(integer) else { return false }
        bytes.append(contentsOf: String(integer).utf8)
        return true
    }
}
