/// Writes JSON bytes straight away, members in the order given, no white space.
///
/// ```swift
/// let answer = JSONWriter.object { writer in
///     writer.member("message_id", "till7-000123")
///     writer.object("points") { $0.member("total", 129) }
///     writer.array("expiring") { $0.element(120) }
/// }
/// ```
///
/// Inside ``object(_:_:)`` only members are written, inside ``array(_:_:)`` only elements; names are the caller's to
/// keep unique.
public struct JSONWriter {
    private var bytes: [UInt8] = []
    private var needsComma = false

    private init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// The bytes of one object.
    public static func object(capacity: Int = 512, _ content: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        writer.enclosed("{", "}", content)
        return writer.bytes
    }

    /// The bytes of one array.
    public static func array(capacity: Int = 512, _ content: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        writer.enclosed("[", "]", content)
        return writer.bytes
    }

    /// The bytes of a value, its members in their order. Numbers stand as in ``CanonicalJSON``, integers exactly.
    public static func encode(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.element(value)
        return writer.bytes
    }

    private mutating func enclosed(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ content: (inout JSONWriter) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        needsComma = false
        content(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func name(_ name: String) {
        separate()
        JSONText.appendQuoted(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }
}

extension JSONWriter {
    /// Writes an element of an array: a string.
    public mutating func element(_ text: String) {
        separate()
        JSONText.appendQuoted(text, to: &bytes)
    }

    /// Writes an element of an array: an integer.
    public mutating func element(_ integer: Int64) {
        separate()
        JSONText.append(integer, to: &bytes)
    }

    /// Writes an element of an array: any value.
    public mutating func element(_ value: JSONValue) {
        switch value {
        case .null: element(encoded: Array("null".utf8))
        case .bool(let flag): element(encoded: Array((flag ? "true" : "false").utf8))
        case .string(let text): element(text)
        case .number(let number):
            if let integer = number.integer { return element(integer) }
            separate()
            ECMAScriptNumber.append(number.double, to: &bytes)
        case .array(let elements):
            elementArray { writer in for element in elements { writer.element(element) } }
        case .object(let members):
            elementObject { writer in for member in members { writer.member(member.name, member.value) } }
        }
    }

    /// Writes an element of an array that is JSON already.
    public mutating func element(encoded json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Writes an element of an array: an object.
    public mutating func elementObject(_ content: (inout JSONWriter) -> Void) {
        separate()
        enclosed("{", "}", content)
    }

    /// Writes an element of an array: an array.
    public mutating func elementArray(_ content: (inout JSONWriter) -> Void) {
        separate()
        enclosed("[", "]", content)
    }

    /// Writes a member: a string.
    public mutating func member(_ name: String, _ text: String) {
        self.name(name)
        element(text)
    }

    /// Writes a member: a string, or nothing at all.
    public mutating func member(_ name: String, ifPresent text: String?) {
        if let text { member(name, text) }
    }

    /// Writes a member: an integer.
    public mutating func member(_ name: String, _ integer: Int64) {
        self.name(name)
        element(integer)
    }

    /// Writes a member: `true` or `false`.
    public mutating func member(_ name: String, _ flag: Bool) {
        member(name, JSONValue.bool(flag))
    }

    /// Writes a member: any value.
    public mutating func member(_ name: String, _ value: JSONValue) {
        self.name(name)
        element(value)
    }

    /// Writes a member whose value is JSON already.
    public mutating func member(_ name: String, encoded json: [UInt8]) {
        self.name(name)
        element(encoded: json)
    }

    /// Writes a member: an object.
    public mutating func object(_ name: String, _ content: (inout JSONWriter) -> Void) {
        self.name(name)
        elementObject(content)
    }

    /// Writes a member: an array.
    public mutating func array(_ name: String, _ content: (inout JSONWriter) -> Void) {
        self.name(name)
        elementArray(content)
    }
}
