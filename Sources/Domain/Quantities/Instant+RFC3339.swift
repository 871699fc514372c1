extension Instant: CustomStringConvertible {
    /// The moment as RFC 3339 in UTC, such as `2026-11-20T10:15:00Z`, with a fraction only where there is one.
    public var description: String {
        let day = LocalDay(dayNumber: seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
        let time = seconds - day.dayNumber * 86_400
        let fraction = microseconds - seconds * 1_000_000
        let (year, month, dayOfMonth) = day.civil
        if (0...9999).contains(year) {
            return Self.text(year, month, dayOfMonth, secondOfDay: time, fraction: fraction)
        }
        var text = day.description + "T" + Self.padded(time / 3600, 2) + ":" + Self.padded(time / 60 % 60, 2)
        text += ":" + Self.padded(time % 60, 2)
        if fraction != 0 {
            var digits = Self.padded(fraction, 6)
            while digits.last == "0" { digits.removeLast() }
            text += "." + digits
        }
        return text + "Z"
    }

    /// The usual text, of a year of four digits, written digit by digit.
    private static func text(
        _ year: Int64, _ month: Int64, _ day: Int64, secondOfDay time: Int64, fraction: Int64
    ) -> String {
        String(unsafeUninitializedCapacity: 27) { units in
            var used = 0
            func put(_ number: Int64, _ width: Int) {
                var rest = number
                for place in (used..<used + width).reversed() {
                    units[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                used += width
            }
            func put(_ unit: Unicode.Scalar) {
                units[used] = UInt8(ascii: unit)
                used += 1
            }
            put(year, 4)
            put("-")
            put(month, 2)
            put("-")
            put(day, 2)
            put("T")
            put(time / 3600, 2)
            put(":")
            put(time / 60 % 60, 2)
            put(":")
            put(time % 60, 2)
            if fraction != 0 {
                put(".")
                put(fraction, 6)
                while units[used - 1] == 0x30 { used -= 1 }
            }
            put("Z")
            return used
        }
    }

    /// Reads an RFC 3339 time in UTC: `Z` or an offset of zero, up to nine decimals, of which six are kept.
    ///
    /// A leap second (`:60`) is read as the first moment of the next minute.
    ///
    /// - Throws: ``QuantityError/malformed(_:)`` for any other form and for impossible dates.
    public init(rfc3339 text: String) throws(QuantityError) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= bytes.count else { return nil }
            return bytes[range].reduce(Int64?(0)) { value, byte in
                guard let value, (0x30...0x39).contains(byte) else { return nil }
                return value * 10 + Int64(byte - 0x30)
            }
        }
        let shape: [(Int, String)] = [(4, "-"), (7, "-"), (10, "Tt"), (13, ":"), (16, ":")]
        guard bytes.count >= 20, shape.allSatisfy({ $0.1.utf8.contains(bytes[$0.0]) }),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), (1...LocalDay.daysInMonth(year: year, month: month)).contains(day),
            hour < 24, minute < 60, second <= 60
        else { throw .malformed(text) }
        var index = 19
        var fraction: Int64 = 0
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            let start = index
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
            guard (1...9).contains(index - start) else { throw .malformed(text) }
            let kept =
                bytes[start..<min(index, start + 6)] + [UInt8](repeating: 0x30, count: max(0, 6 - (index - start)))
            fraction = kept.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        }
        let suffix = String(decoding: bytes[index...], as: UTF8.self)
        guard ["Z", "z", "+00:00", "-00:00"].contains(suffix) else { throw .malformed(text) }
        let days = LocalDay(year: year, month: month, day: day).dayNumber
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
