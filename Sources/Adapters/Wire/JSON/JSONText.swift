/// Strings and integers as JSON bytes, with the fewest escapes (RFC 8785 section 3.2.2.2).
enum JSONText {
    static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { units in
            var isPlain = true
            for unit in units {
                isPlain = isPlain && unit >= 0x20 && unit != UInt8(ascii: "\"") && unit != UInt8(ascii: "\\")
            }
            if isPlain { return bytes.append(contentsOf: units) }
            var clean = 0
            for index in units.indices {
                let unit = units[index]
                guard unit < 0x20 || unit == UInt8(ascii: "\"") || unit == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: units[clean..<index]))
                appendEscape(of: unit, to: &bytes)
                clean = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: units[clean...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func appendEscape(of unit: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch unit {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x00..<0x20:
            bytes.append(ascii: "u00")
            bytes.append(UInt8(ascii: "0") + unit >> 4)
            let low = unit & 0x0F
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        default: bytes.append(unit)
        }
    }

    static func append(_ integer: Int64, to bytes: inout [UInt8]) {
        var magnitude = integer.magnitude
        if integer < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10))
            magnitude /= 10
        } while magnitude > 0
        bytes[start...].reverse()
    }
}

extension [UInt8] {
    /// Appends ASCII text known when compiling.
    mutating func append(ascii text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
