/// The canonical form of JSON (RFC 8785, JSON Canonicalization Scheme), by which contents are compared and digested.
///
/// Members sorted by the UTF-16 code units of their names, no white space, numbers as ECMAScript prints them, and the
/// fewest escapes. Numbers are doubles there: integers beyond 2^53 round to the nearest one.
public enum CanonicalJSON {
    /// The canonical bytes of a value.
    public static func encode(_ value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        append(value, to: &bytes)
        return bytes
    }

    static func append(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(ascii: "null")
        case .bool(let flag): bytes.append(ascii: flag ? "true" : "false")
        case .number(let number): ECMAScriptNumber.append(number, to: &bytes)
        case .string(let text): JSONText.appendQuoted(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(element, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            if isInOrder(members) {
                for (place, member) in members.enumerated() { append(member, at: place, to: &bytes) }
            } else {
                let order = members.indices.sorted { precedesInUTF16(members[$0].name, members[$1].name) }
                for (place, index) in order.enumerated() { append(members[index], at: place, to: &bytes) }
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ member: JSONMember, at place: Int, to bytes: inout [UInt8]) {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONText.appendQuoted(member.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(member.value, to: &bytes)
    }

    /// Whether the members stand in canonical order already, as those of small objects often do.
    private static func isInOrder(_ members: [JSONMember]) -> Bool {
        members.indices.dropFirst().allSatisfy { !precedesInUTF16(members[$0].name, members[$0 - 1].name) }
    }

    /// Whether the first comes first by UTF-16 code units (RFC 8785 section 3.2.3), told from UTF-8.
    ///
    /// The two orders differ only where a scalar beyond U+FFFF (lead byte from 0xF0), in UTF-16 a surrogate from 0xD800,
    /// meets one of U+E000 to U+FFFF (lead bytes 0xEE, 0xEF).
    static func precedesInUTF16(_ first: String, _ second: String) -> Bool {
        var (first, second) = (first, second)
        return first.withUTF8 { left in second.withUTF8 { right in precedesInUTF16(left, right) } }
    }

    private static func precedesInUTF16(
        _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        for index in 0..<min(first.count, second.count) where first[index] != second[index] {
            let (left, right) = (first[index], second[index])
            if left >= 0xF0, right == 0xEE || right == 0xEF { return true }
            if right >= 0xF0, left == 0xEE || left == 0xEF { return false }
            return left < right
        }
        return first.count < second.count
    }
}
