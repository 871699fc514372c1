/// Single query parameters (RFC 9421 section 2.2.8), read and written as HTML forms have them.
enum QueryParameters {
    /// The value of the parameter of this name, encoded anew; `nil` unless there is exactly one.
    static func value(of encodedName: String, in query: String) -> String? {
        guard let name = decode(encodedName.utf8) else { return nil }
        var found: [UInt8]?
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard decode(parts[0]) == name else { continue }
            guard found == nil, let value = parts.count > 1 ? decode(parts[1]) : [] else { return nil }
            found = value
        }
        return found.map(encode)
    }

    private static func decode(_ units: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(units)[...]
        while let unit = rest.popFirst() {
            if unit == UInt8(ascii: "+") {
                bytes.append(0x20)
            } else if unit == UInt8(ascii: "%") {
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let byte = UInt8(digits, radix: 16)
                else { return nil }
                bytes.append(byte)
                rest.removeFirst(2)
            } else {
                bytes.append(unit)
            }
        }
        return bytes
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                text += "%" + MessageDigest.hexadecimal([byte]).uppercased()
            }
        }
        return text
    }
}
