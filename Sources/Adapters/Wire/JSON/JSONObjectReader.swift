/// Takes the known members out of one JSON object, checking each, and refuses what is left over.
///
/// A member of `null` counts as present and of a wrong type. Getters throw ``JSONError/invalidField(path:)`` with the
/// path of the member; the order of calls is the order in which fields are judged.
public struct JSONObjectReader: Sendable {
    private let members: [JSONMember]
    private let base: String
    private let index: Int?
    private var taken: Set<Int> = []
    private var takenEarly: UInt64 = 0

    /// Opens a body or a part of one.
    ///
    /// - Throws: when it is no object, ``JSONError/malformed(offset:)`` for a body (empty path), else
    ///   ``JSONError/invalidField(path:)``.
    public init(_ value: JSONValue, path: String = "") throws(JSONError) {
        try self.init(value, base: path, index: nil)
    }

    private init(_ value: JSONValue, base: String, index: Int?) throws(JSONError) {
        self.base = base
        self.index = index
        guard case .object(let members) = value else {
            self.members = []
            throw path.isEmpty ? .malformed(offset: 0) : .invalidField(path: path)
        }
        self.members = members
    }

    /// Where this object stands in the body, such as `purchase.items[0]`; empty for the body itself.
    public var path: String {
        index.map { JSONPath.element($0, of: base) } ?? base
    }

    /// The path of a member of this object, for refusals found later.
    public func path(of name: String) -> String {
        JSONPath.member(name, of: path)
    }

    /// The refusal of this member, for rules only the caller knows.
    public func invalid(_ name: String) -> JSONError {
        .invalidField(path: path(of: name))
    }

    /// Whether the object has this member, of any value.
    public func has(_ name: String) -> Bool {
        members.contains { $0.name.isField(name) }
    }

    /// Takes a member as it is; `nil` when absent.
    public mutating func value(_ name: String) -> JSONValue? {
        guard let index = members.firstIndex(where: { $0.name.isField(name) }) else { return nil }
        if index < 64 { takenEarly |= 1 << UInt64(index) } else { taken.insert(index) }
        return members[index].value
    }

    /// Refuses the first member that no getter took.
    ///
    /// - Throws: ``JSONError/unknownField(path:)``.
    public func finish() throws(JSONError) {
        for (index, member) in members.enumerated() {
            let isTaken = index < 64 ? takenEarly & 1 << UInt64(index) != 0 : taken.contains(index)
            guard isTaken else { throw .unknownField(path: path(of: member.name)) }
        }
    }
}

extension JSONObjectReader {
    /// Takes a string of so many Unicode scalars; `nil` when absent. U+0000, which PostgreSQL cannot store, is refused.
    public mutating func optionalString(
        _ name: String, length: ClosedRange<Int> = 1...1024
    ) throws(JSONError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, Self.isAccepted(text, length: length) else { throw invalid(name) }
        return text
    }

    /// Takes a required string of so many Unicode scalars.
    public mutating func string(_ name: String, length: ClosedRange<Int> = 1...1024) throws(JSONError) -> String {
        guard let text = try optionalString(name, length: length) else { throw invalid(name) }
        return text
    }

    /// Takes a number that is an exact integer in the range; `nil` when absent.
    public mutating func optionalInteger(
        _ name: String, in range: ClosedRange<Int64>
    ) throws(JSONError) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let integer = value.integer, range.contains(integer) else { throw invalid(name) }
        return integer
    }

    /// Takes a required number that is an exact integer in the range.
    public mutating func integer(_ name: String, in range: ClosedRange<Int64>) throws(JSONError) -> Int64 {
        guard let integer = try optionalInteger(name, in: range) else { throw invalid(name) }
        return integer
    }

    /// Takes `true` or `false`; `nil` when absent.
    public mutating func optionalBool(_ name: String) throws(JSONError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let flag) = value else { throw invalid(name) }
        return flag
    }

    /// Takes a required `true` or `false`.
    public mutating func bool(_ name: String) throws(JSONError) -> Bool {
        guard let flag = try optionalBool(name) else { throw invalid(name) }
        return flag
    }

    /// Opens an object inside this one; `nil` when absent.
    public mutating func optionalObject(_ name: String) throws(JSONError) -> JSONObjectReader? {
        guard let value = value(name) else { return nil }
        return try JSONObjectReader(value, path: path(of: name))
    }

    /// Opens a required object inside this one.
    public mutating func object(_ name: String) throws(JSONError) -> JSONObjectReader {
        guard let object = try optionalObject(name) else { throw invalid(name) }
        return object
    }

    /// Takes an array of so many values; `nil` when absent.
    public mutating func optionalArray(
        _ name: String, count: ClosedRange<Int>
    ) throws(JSONError) -> [JSONValue]? {
        guard let value = value(name) else { return nil }
        guard case .array(let elements) = value, count.contains(elements.count) else { throw invalid(name) }
        return elements
    }

    /// Opens an array of so many objects; `nil` when absent. Paths of the elements are such as `items[0]`.
    public mutating func optionalObjects(
        _ name: String, count: ClosedRange<Int>
    ) throws(JSONError) -> [JSONObjectReader]? {
        guard let elements = try optionalArray(name, count: count) else { return nil }
        var objects: [JSONObjectReader] = []
        objects.reserveCapacity(elements.count)
        let base = path(of: name)
        for (index, element) in elements.enumerated() {
            objects.append(try JSONObjectReader(element, base: base, index: index))
        }
        return objects
    }

    /// Takes an array of so many strings of so many Unicode scalars each; `nil` when absent.
    public mutating func optionalStrings(
        _ name: String, count: ClosedRange<Int>, length: ClosedRange<Int> = 1...1024
    ) throws(JSONError) -> [String]? {
        guard let elements = try optionalArray(name, count: count) else { return nil }
        var strings: [String] = []
        for (index, element) in elements.enumerated() {
            guard case .string(let text) = element, Self.isAccepted(text, length: length) else {
                throw .invalidField(path: JSONPath.element(index, of: path(of: name)))
            }
            strings.append(text)
        }
        return strings
    }

    private static func isAccepted(_ text: String, length: ClosedRange<Int>) -> Bool {
        var text = text
        return text.withUTF8 { units in
            var scalars = 0
            for unit in units {
                if unit == 0 { return false }
                if unit & 0xC0 != 0x80 { scalars += 1 }
            }
            return length.contains(scalars)
        }
    }
}
