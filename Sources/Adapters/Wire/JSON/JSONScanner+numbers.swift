extension JSONScanner {
    /// Reads a number: its exact integer when it is one, and the nearest double.
    ///
    /// The value is `significand × 10^exponent`, with trailing zeros counted instead of multiplied in; so digits and
    /// exponents of any length cost one pass and overflow nothing.
    mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        let isNegative = take(UInt8(ascii: "-"))
        var decimal = Decimal()
        if !take(UInt8(ascii: "0")) {
            guard digits({ decimal.append($0) }) else { throw malformed }
        }
        if take(UInt8(ascii: ".")) {
            let first = position
            guard digits({ decimal.append($0) }) else { throw malformed }
            decimal.exponent -= position - first
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            let lowers = take(UInt8(ascii: "-"))
            if !lowers { _ = take(UInt8(ascii: "+")) }
            var exponent = 0
            // Held at a size no body's digits can make up for.
            guard digits({ exponent = min(exponent * 10 + Int($0), 1 << 40) }) else { throw malformed }
            decimal.exponent += lowers ? -exponent : exponent
        }
        let integer = decimal.integer(isNegative: isNegative)
        if let double = decimal.exactDouble {
            return JSONNumber(integer: integer, double: isNegative ? -double : double)
        }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        guard let double = Double(text), double.isFinite else { throw .malformed(offset: start) }
        return JSONNumber(integer: integer, double: double)
    }

    /// Reads one digit or more; says whether there was one.
    private mutating func digits(_ body: (UInt8) -> Void) -> Bool {
        let start = position
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            body(digit)
            position += 1
        }
        return position > start
    }
}

/// A decimal number without sign, as `significand × 10^(zeros + exponent)`.
private struct Decimal {
    var significand: UInt64 = 0
    var zeros = 0
    var exponent = 0
    /// The digits, trailing zeros aside, pass 64 bits.
    var isLong = false

    mutating func append(_ digit: UInt8) {
        guard digit != 0 else {
            if significand != 0 || isLong { zeros += 1 }
            return
        }
        guard !isLong else { return }
        guard let scale = Self.power(of: zeros + 1) else {
            // Only a digit after many zeros comes here; the first digit has none before it.
            isLong = true
            return
        }
        let (product, overflow) = significand.multipliedReportingOverflow(by: scale)
        let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
        isLong = overflow || carry
        (significand, zeros) = (sum, 0)
    }

    func integer(isNegative: Bool) -> Int64? {
        if isLong { return nil }
        if significand == 0 { return 0 }
        guard let scale = Self.power(of: zeros + exponent) else { return nil }
        let (magnitude, overflow) = significand.multipliedReportingOverflow(by: scale)
        if overflow { return nil }
        if isNegative { return magnitude == 1 << 63 ? Int64.min : Int64(exactly: magnitude).map { -$0 } }
        return Int64(exactly: magnitude)
    }

    /// The double where one correctly rounded operation on exact operands gives it (Clinger's fast path).
    var exactDouble: Double? {
        guard !isLong, significand < 1 << 53 else { return nil }
        let power = zeros + exponent
        if significand == 0 { return 0 }
        guard power >= -19, power <= 19, let scale = Self.power(of: abs(power)) else { return nil }
        return power < 0 ? Double(significand) / Double(scale) : Double(significand) * Double(scale)
    }

    /// 10 to this power in 64 bits; `nil` below 0 and above 19.
    private static func power(of exponent: Int) -> UInt64? {
        guard exponent >= 0, exponent <= 19 else { return nil }
        var power: UInt64 = 1
        for _ in 0..<exponent { power *= 10 }
        return power
    }
}
