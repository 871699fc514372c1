import Wire

/// Random values and spellings of them, from a seed (SplitMix64).
struct RandomJSON: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func number(below bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &self)
    }

    mutating func text() -> String {
        let ranges: [ClosedRange<UInt32>] = [0x20...0x7E, 0...0x1F, 0x80...0x7FF, 0xE000...0xFFFF, 0x10000...0x10FFFF]
        var text = String.UnicodeScalarView()
        for _ in 0..<number(below: 6) {
            let range = ranges[number(below: ranges.count)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self)) { text.append(scalar) }
        }
        return String(text)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch number(below: depth > 3 ? 5 : 7) {
        case 0: return .null
        case 1: return .bool(number(below: 2) == 0)
        case 2: return .integer(Int64(truncatingIfNeeded: next()) >> number(below: 64))
        case 3: return JSONNumber(Double(bitPattern: next())).map { .number($0) } ?? .null
        case 4: return .string(text())
        case 5: return .array((0..<number(below: 5)).map { _ in value(depth: depth + 1) })
        default:
            var names: Set<[UInt8]> = []
            var members: [JSONMember] = []
            for _ in 0..<number(below: 25) {
                let name = text()
                guard names.insert(Array(name.utf8)).inserted else { continue }
                members.append(JSONMember(name: name, value: value(depth: depth + 1)))
            }
            return .object(members)
        }
    }

    /// Another spelling of the same value: white space, escapes and the order of members differ.
    mutating func spelling(of value: JSONValue) -> String {
        let space = [" ", "", "\n", "\t", "\r\n "][number(below: 5)]
        switch value {
        case .null, .bool: return space + String(decoding: JSONWriter.encode(value), as: UTF8.self) + space
        case .number(let number):
            let text = String(decoding: JSONWriter.encode(value), as: UTF8.self)
            guard number.integer != nil else { return text }
            return text + ["", ".0", "e0", ".000E+00"][self.number(below: 4)]
        case .string(let text): return spelling(of: text)
        case .array(let elements):
            return "[" + space + elements.map { spelling(of: $0) }.joined(separator: "," + space) + "]"
        case .object(let members):
            let spelled = members.shuffled(using: &self).map {
                spelling(of: $0.name) + space + ":" + space + spelling(of: $0.value)
            }
            return "{" + spelled.joined(separator: space + ",") + space + "}"
        }
    }

    private mutating func spelling(of text: String) -> String {
        var spelled = "\""
        for unit in text.utf16 {
            let mustEscape = unit < 0x20 || unit == 0x22 || unit == 0x5C
            if mustEscape || UTF16.isLeadSurrogate(unit) || UTF16.isTrailSurrogate(unit) || number(below: 3) == 0 {
                let digits = String(unit, radix: 16, uppercase: number(below: 2) == 0)
                spelled += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else if let scalar = Unicode.Scalar(unit) {
                spelled.unicodeScalars.append(scalar)
            }
        }
        return spelled + "\""
    }
}
