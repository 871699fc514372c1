/// The header fields of a message, names in lower case, lines in the order received.
public struct HeaderFields: Hashable, Sendable {
    /// One line.
    public struct Field: Hashable, Sendable {
        /// The name in lower case.
        public let name: String
        /// The value as received.
        public let value: String
    }

    /// All lines.
    public private(set) var fields: [Field] = []

    /// No fields.
    public init() {}

    /// Takes names, in any case, and values.
    public init(_ fields: some Sequence<(String, String)>) {
        for (name, value) in fields { append(name, value) }
    }

    /// Adds a line at the end.
    public mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: Self.isLowercase(name) ? name : name.lowercased(), value: value))
    }

    /// Makes room for so many lines.
    public mutating func reserveCapacity(_ count: Int) {
        fields.reserveCapacity(count)
    }

    /// Whether there is such a line; the name in lower case.
    public func contains(_ name: String) -> Bool {
        fields.contains { $0.name == name }
    }

    /// The lines of one name, in order; the name in lower case.
    public func values(_ name: String) -> [String] {
        fields.compactMap { $0.name == name ? $0.value : nil }
    }

    /// The value a signature covers (RFC 9421 section 2.1): lines trimmed, folds become one space, joined by comma and space.
    ///
    /// `nil` when there is no such line.
    public func combined(_ name: String) -> String? {
        guard let first = fields.firstIndex(where: { $0.name == name }) else { return nil }
        let value = Self.unfolded(fields[first].value)
        guard let second = fields[(first + 1)...].firstIndex(where: { $0.name == name }) else { return value }
        return fields[second...].reduce(into: value) { joined, field in
            if field.name == name { joined += ", " + Self.unfolded(field.value) }
        }
    }

    /// Whether a name is ASCII without capitals, so that making it lower-case would leave it as it is.
    private static func isLowercase(_ name: String) -> Bool {
        name.utf8.allSatisfy { $0 < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    /// Whether a value begins and ends with what is no blank and has no line break in it, as values usually do.
    private static func isTidy(_ value: String) -> Bool {
        value.utf8.withContiguousStorageIfAvailable { units in
            guard let first = units.first, let last = units.last, !isSpace(first), !isSpace(last) else { return false }
            return !units.contains { $0 == 0x0D || $0 == 0x0A }
        } ?? false
    }

    private static func unfolded(_ value: String) -> String {
        if isTidy(value) { return value }
        let units = Array(value.utf8)
        guard let first = units.firstIndex(where: { !isSpace($0) }), let last = units.lastIndex(where: { !isSpace($0) })
        else { return "" }
        if first == 0, last == units.count - 1, !units.contains(where: { $0 == 0x0D || $0 == 0x0A }) { return value }
        var text: [UInt8] = []
        var index = first
        while index <= last {
            guard let next = endOfFold(in: units, at: index) else {
                text.append(units[index])
                index += 1
                continue
            }
            while let final = text.last, isSpace(final) { text.removeLast() }
            text.append(0x20)
            index = next
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Where the fold of obsolete line folding (CR LF and white space) that begins here ends; `nil` when none begins.
    private static func endOfFold(in units: [UInt8], at index: Int) -> Int? {
        var next = index
        guard units[next] == 0x0D || units[next] == 0x0A else { return nil }
        if units[next] == 0x0D { next += 1 }
        guard next + 1 < units.count, units[next] == 0x0A, isSpace(units[next + 1]) else { return nil }
        next += 1
        while next < units.count, isSpace(units[next]) { next += 1 }
        return next
    }

    private static func isSpace(_ unit: UInt8) -> Bool {
        unit == 0x20 || unit == 0x09
    }
}
