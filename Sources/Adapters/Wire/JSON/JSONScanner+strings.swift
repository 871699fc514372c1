extension JSONScanner {
    /// Reads a string whose opening quote was taken, and its closing quote.
    mutating func string() throws(JSONError) -> String {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
                position += 1
                return text
            case UInt8(ascii: "\\"):
                return try escapedString(from: start)
            case 0x00...0x1F:
                throw malformed
            case 0x20...0x7F:
                position += 1
            default:
                try stepOverMultibyteScalar()
            }
        }
        throw malformed
    }

    /// Goes on with a string that began at `start` and has its first backslash at the position.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try appendEscape(to: &text)
            case 0x00...0x1F:
                throw malformed
            case 0x20...0x7F:
                text.append(byte)
                position += 1
            default:
                let first = position
                try stepOverMultibyteScalar()
                text.append(contentsOf: bytes[first..<position])
            }
        }
        throw malformed
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONError) {
        guard position + 1 < bytes.count else { throw malformed }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(bytes[position + 1])
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "u"):
            text.append(contentsOf: UTF8.encode(try escapedScalar()) ?? UTF8.encodedReplacementCharacter)
            return
        default: throw malformed
        }
        position += 2
    }

    /// Reads `\uXXXX`, or two of them that make a surrogate pair.
    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let first = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(UInt16(first)) else { throw malformed }
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw malformed }
        let second = try hexadecimalUnit()
        guard UTF16.isTrailSurrogate(UInt16(second)),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw malformed }
        return scalar
    }

    /// Reads `\uXXXX` as a number from 0 to 0xFFFF.
    private mutating func hexadecimalUnit() throws(JSONError) -> UInt32 {
        guard bytes.count - position >= 6 else { throw malformed }
        var unit: UInt32 = 0
        for offset in 2..<6 {
            let byte = bytes[position + offset]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw malformed
            }
        }
        position += 6
        return unit
    }

    /// Steps over one scalar of two to four bytes that is well-formed by table 3-7 of the Unicode standard.
    private mutating func stepOverMultibyteScalar() throws(JSONError) {
        let lead = bytes[position]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw malformed
        }
        guard bytes.count - position >= length, second.contains(bytes[position + 1]) else { throw malformed }
        for offset in 2..<max(2, length) where bytes[position + offset] & 0xC0 != 0x80 {
            throw malformed
        }
        position += length
    }
}
