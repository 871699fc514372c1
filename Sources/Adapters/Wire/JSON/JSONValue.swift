/// A JSON value as it was written, members in their order (RFC 8259).
///
/// Made by ``JSONReader`` from bytes, or by hand in tests. Two values with the same content have the same
/// ``CanonicalJSON`` bytes; `==` also looks at the order of members.
public enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A finite number.
    case number(JSONNumber)
    /// A string of Unicode scalars; it may hold U+0000 when that was escaped.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object; names are unique when it came from ``JSONReader``.
    case object([JSONMember])
}

/// One member of a JSON object.
public struct JSONMember: Hashable, Sendable {
    /// The name after unescaping.
    public let name: String
    /// The value.
    public let value: JSONValue

    /// Makes a member from its name, unescaped, and its value.
    public init(name: String, value: JSONValue) {
        self.name = name
        self.value = value
    }
}

/// A JSON number: the nearest double, and the exact integer where the number is one.
///
/// `934`, `934.0` and `9.34e2` are all the integer 934, as JSON Schema has it; `934.5` is none.
public struct JSONNumber: Hashable, Sendable {
    /// The exact value when it is an integer of 64 bits with sign; `nil` for fractions and larger numbers.
    public let integer: Int64?
    /// The nearest IEEE 754 double; always finite.
    public let double: Double

    init(integer: Int64?, double: Double) {
        self.integer = integer
        self.double = double
    }

    /// Makes an integer.
    public init(_ integer: Int64) {
        self.init(integer: integer, double: Double(integer))
    }

    /// Makes a number from a double; `nil` when it is infinite or not a number, which JSON cannot say.
    public init?(_ double: Double) {
        guard double.isFinite else { return nil }
        guard double >= -0x1p63, double < 0x1p63 else {
            self.init(integer: nil, double: double)
            return
        }
        let integer = Int64(double)
        self.init(integer: Double(integer) == double ? integer : nil, double: double)
    }
}

extension JSONValue {
    /// Makes an integer number.
    public static func integer(_ value: Int64) -> JSONValue {
        .number(JSONNumber(value))
    }

    /// Makes an object from names and values in the order given.
    public static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { JSONMember(name: $0.key, value: $0.value) })
    }

    /// The value of the member with this name; `nil` when there is none or this is no object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.isSameText(as: name) }?.value
    }

    /// The text of a string; `nil` for every other value.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The exact integer of a number; `nil` for every other value.
    public var integer: Int64? {
        if case .number(let number) = self { number.integer } else { nil }
    }
}

extension String {
    /// Whether both hold the same code points. Swift's `==` alone also equates canonically equivalent texts, JSON does not.
    func isSameText(as other: String) -> Bool {
        self == other && utf8.elementsEqual(other.utf8)
    }

    /// Whether this is that ASCII name, quicker than ``isSameText(as:)``.
    ///
    /// A text with other than ASCII in it that is canonically equivalent to ASCII (such as U+212A to K) has more bytes.
    func isField(_ name: String) -> Bool {
        utf8.count == name.utf8.count && self == name
    }
}
