/// Why bytes or a JSON value are refused.
///
/// The cases stand in the order in which the partner guide tests them: a body that earns several is refused with the
/// first. Paths name the field from the root, such as `purchase.items[0].amount`.
public enum JSONError: Error, Hashable, Sendable {
    /// Not JSON as RFC 8259 has it, at this byte: bad syntax or UTF-8, a lone surrogate, a byte order mark, trailing bytes,
    /// more than ``JSONReader/maximumDepth`` levels, a number beyond doubles. Also a body that is no object.
    case malformed(offset: Int)
    /// An object has two members of this name, compared after unescaping.
    case duplicateField(path: String)
    /// A member no one asked for.
    case unknownField(path: String)
    /// A required member is missing, or a member has a wrong type or is out of range.
    case invalidField(path: String)
}

/// Paths of fields, for refusals.
enum JSONPath {
    /// Longer names are cut, so that a refusal never echoes a megabyte.
    static let maximumNameLength = 64

    static func member(_ name: String, of parent: String) -> String {
        let shown = name.utf8.count <= maximumNameLength ? name : String(name.unicodeScalars.prefix(16)) + "…"
        return parent.isEmpty ? shown : "\(parent).\(shown)"
    }

    static func element(_ index: Int, of parent: String) -> String {
        "\(parent)[\(index)]"
    }
}
