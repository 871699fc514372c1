/// The names a body may hold, level by level, so that unknown ones are refused before any value is judged.
///
/// The partner guide tests `unknown_field` before `invalid_field` over the whole body: check the shape first, then
/// read the values with ``JSONObjectReader``. Values of another kind than the shape says are left to that reader.
///
/// ```swift
/// let accrual = JSONShape.object(["message_id": .any, "purchase": .object(["amount": .any, "currency": .any])])
/// ```
public indirect enum JSONShape: Sendable {
    /// Any value, of which only its own reader knows more.
    case any
    /// An object with no other names than these.
    case fields([Field])
    /// An array whose elements all have this shape.
    case array(JSONShape)

    /// One name an object may hold.
    public struct Field: Sendable {
        /// The name, ASCII.
        public let name: String
        /// The shape of its value.
        public let shape: JSONShape
    }

    /// An object with no other names than these.
    public static func object(_ fields: KeyValuePairs<String, JSONShape>) -> JSONShape {
        .fields(fields.map { Field(name: $0.key, shape: $0.value) })
    }

    /// Refuses the first member, in the order of the document, that this shape does not name.
    ///
    /// - Throws: ``JSONError/unknownField(path:)``.
    public func refuseUnknown(in value: JSONValue) throws(JSONError) {
        if !namesAll(of: value), let path = firstUnknown(in: value, at: "") {
            throw .unknownField(path: path)
        }
    }

    /// Whether every member is named; paths are built only when one is not.
    private func namesAll(of value: JSONValue) -> Bool {
        switch (self, value) {
        case (.fields(let fields), .object(let members)):
            members.allSatisfy { member in
                fields.contains { $0.name.isField(member.name) && $0.shape.namesAll(of: member.value) }
            }
        case (.array(let shape), .array(let elements)):
            elements.allSatisfy { shape.namesAll(of: $0) }
        case (.any, _), (.fields, _), (.array, _):
            true
        }
    }

    private func firstUnknown(in value: JSONValue, at path: String) -> String? {
        switch (self, value) {
        case (.fields(let fields), .object(let members)):
            for member in members {
                let inner = JSONPath.member(member.name, of: path)
                guard let field = fields.first(where: { $0.name.isField(member.name) }) else { return inner }
                if let found = field.shape.firstUnknown(in: member.value, at: inner) { return found }
            }
        case (.array(let shape), .array(let elements)):
            for (index, element) in elements.enumerated() {
                let inner = JSONPath.element(index, of: path)
                if let found = shape.firstUnknown(in: element, at: inner) { return found }
            }
        case (.any, _), (.fields, _), (.array, _):
            break
        }
        return nil
    }
}
