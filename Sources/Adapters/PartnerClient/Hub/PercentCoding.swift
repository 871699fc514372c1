/// Percent-encoding of path segments (RFC 3986 section 2.1).
enum PercentCoding {
    /// One segment: all but unreserved characters and the colon is encoded, the slash too.
    static func segment(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var units: [UInt8] = []
        for unit in text.utf8 {
            switch unit {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: ":"):
                units.append(unit)
            default:
                units += [UInt8(ascii: "%"), digits[Int(unit >> 4)], digits[Int(unit & 15)]]
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    /// A path without its percent-encoding; `nil` when that is broken or is not UTF-8 then.
    static func decoded(_ path: String) -> String? {
        var units: [UInt8] = []
        var rest = path.utf8[...]
        while let unit = rest.popFirst() {
            guard unit == UInt8(ascii: "%") else {
                units.append(unit)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            units.append(high << 4 | low)
        }
        return String(validating: units, as: UTF8.self)
    }

    private static func digit(_ unit: UInt8) -> UInt8? {
        Character(Unicode.Scalar(unit)).hexDigitValue.map(UInt8.init)
    }
}
