/// Numbers as ECMAScript prints them (ECMA-262 section 6.1.6.1.20, asked for by RFC 8785 section 3.2.2.3).
enum ECMAScriptNumber {
    static func append(_ number: JSONNumber, to bytes: inout [UInt8]) {
        if let integer = number.integer, integer.magnitude <= 1 << 53 {
            JSONText.append(integer, to: &bytes)
        } else {
            append(number.double, to: &bytes)
        }
    }

    /// Appends a finite double.
    static func append(_ double: Double, to bytes: inout [UInt8]) {
        if double == 0 { return bytes.append(UInt8(ascii: "0")) }
        if double < 0 { bytes.append(UInt8(ascii: "-")) }
        let (digits, point) = shortestDigits(of: double.magnitude)
        let count = digits.count
        switch point {
        case count...21 where count <= 21:
            bytes.append(contentsOf: digits)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: point - count))
        case 1...21:
            bytes.append(contentsOf: digits[..<point])
            bytes.append(UInt8(ascii: "."))
            bytes.append(contentsOf: digits[point...])
        case -5...0:
            bytes.append(ascii: "0.")
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -point))
            bytes.append(contentsOf: digits)
        default:
            bytes.append(digits[0])
            if count > 1 {
                bytes.append(UInt8(ascii: "."))
                bytes.append(contentsOf: digits[1...])
            }
            bytes.append(ascii: point > 0 ? "e+" : "e-")
            JSONText.append(Int64((point - 1).magnitude), to: &bytes)
        }
    }

    /// The shortest digits that read back as this double, and `n` with value `0.digits × 10^n`.
    ///
    /// Swift's description holds the same digits as ECMAScript's, the shortest and among those the closest; only the
    /// notation around them differs.
    private static func shortestDigits(of double: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var description = double.description
        description.withUTF8 { units in
            var index = 0
            while index < units.count, units[index] != UInt8(ascii: "e") {
                if units[index] == UInt8(ascii: ".") { point = digits.count } else { digits.append(units[index]) }
                index += 1
            }
            let lowers = index + 1 < units.count && units[index + 1] == UInt8(ascii: "-")
            for unit in units.dropFirst(index) where unit >= UInt8(ascii: "0") && unit <= UInt8(ascii: "9") {
                exponent = exponent * 10 + Int(unit - UInt8(ascii: "0"))
            }
            if lowers { exponent = -exponent }
        }
        var position = (point ?? digits.count) + exponent
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leading)
        position -= leading
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, position)
    }
}
