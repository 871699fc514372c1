/// Walks over the bytes of one JSON document once, building its value.
///
/// Duplicate names are only noted (``hasDuplicate``): a fault of syntax further on comes first.
struct JSONScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    private(set) var hasDuplicate = false

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var malformed: JSONError { .malformed(offset: position) }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value(depth: 0)
        skipWhiteSpace()
        guard position == bytes.count else { throw malformed }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipWhiteSpace()
        guard position < bytes.count else { throw malformed }
        switch bytes[position] {
        case UInt8(ascii: "{"):
            return try object(depth: depth + 1)
        case UInt8(ascii: "["):
            return try array(depth: depth + 1)
        case UInt8(ascii: "\""):
            position += 1
            return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(try number())
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        default:
            throw malformed
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONReader.maximumDepth else { throw malformed }
        position += 1
        skipWhiteSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        var members: [JSONMember] = []
        members.reserveCapacity(6)
        repeat {
            skipWhiteSpace()
            guard take(UInt8(ascii: "\"")) else { throw malformed }
            let name = try string()
            skipWhiteSpace()
            guard take(UInt8(ascii: ":")) else { throw malformed }
            members.append(JSONMember(name: name, value: try value(depth: depth)))
            skipWhiteSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw malformed }
        hasDuplicate = hasDuplicate || Self.repeatsName(in: members)
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONReader.maximumDepth else { throw malformed }
        position += 1
        skipWhiteSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        var elements: [JSONValue] = []
        repeat {
            elements.append(try value(depth: depth))
            skipWhiteSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw malformed }
        return .array(elements)
    }

    private mutating func literal(_ word: StaticString) throws(JSONError) {
        guard bytes.count - position >= word.utf8CodeUnitCount else { throw malformed }
        for offset in 0..<word.utf8CodeUnitCount where bytes[position + offset] != word.utf8Start[offset] {
            throw malformed
        }
        position += word.utf8CodeUnitCount
    }

    /// Steps over the byte when it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipWhiteSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// Few names are compared pair by pair, which is quickest; many by a seeded hash, so that no body makes it quadratic.
    private static func repeatsName(in members: [JSONMember]) -> Bool {
        if members.count > 16 {
            return Set(members.map { Array($0.name.utf8) }).count != members.count
        }
        for later in members.indices.dropFirst() {
            for earlier in 0..<later where members[earlier].name.isSameText(as: members[later].name) {
                return true
            }
        }
        return false
    }
}
