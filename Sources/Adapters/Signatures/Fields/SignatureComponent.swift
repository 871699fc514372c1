import RawStructuredFieldValues

/// One covered component: a name and its parameters (RFC 9421 section 2).
///
/// Of the parameters, `req`, `key` and (for `@query-param`) `name` are known; a component with any other is refused.
public struct SignatureComponent: Hashable, Sendable {
    /// A field's name in lower case, or a derived component's with its `@`.
    public let name: String
    /// The member of a dictionary field that is meant, by its key.
    public let key: String?
    /// The component is of the request that a response answers.
    public let isOfRequest: Bool
    /// The query parameter meant, percent-encoded.
    public let queryParameter: String?
    let item: Item

    /// Makes a component without a query parameter.
    public init(_ name: String, ofRequest isOfRequest: Bool = false, key: String? = nil) {
        var parameters = OrderedMap<String, RFC9651BareItem>()
        if isOfRequest { parameters["req"] = .bool(true) }
        if let key { parameters["key"] = .string(key) }
        self.name = name
        self.key = key
        self.isOfRequest = isOfRequest
        queryParameter = nil
        item = Item(bareItem: .string(name), parameters: parameters)
    }

    /// Reads a component; `nil` when it is none, or has parameters not known here.
    init?(_ item: Item) {
        guard case .string(let name) = item.rfc9651BareItem, Self.isName(name) else { return nil }
        var (key, isOfRequest, queryParameter): (String?, Bool, String?) = (nil, false, nil)
        for (parameter, value) in item.rfc9651Parameters {
            switch (parameter, value) {
            case ("req", .bool(true)): isOfRequest = true
            case ("key", .string(let text)) where !name.hasPrefix("@"): key = text
            case ("name", .string(let text)) where name == "@query-param": queryParameter = text
            default: return nil
            }
        }
        guard (name == "@query-param") == (queryParameter != nil) else { return nil }
        self.name = name
        self.key = key
        self.isOfRequest = isOfRequest
        self.queryParameter = queryParameter
        self.item = item
    }

    /// Whether this is the component of that name, without any parameter.
    func isPlain(_ name: String) -> Bool {
        self.name == name && item.rfc9651Parameters.isEmpty
    }

    /// Whether both name the same component, whatever the order of their parameters.
    func isSame(as other: SignatureComponent) -> Bool {
        name == other.name && key == other.key && isOfRequest == other.isOfRequest
            && queryParameter == other.queryParameter
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { unit in
                switch unit {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "\""), UInt8(ascii: ":"), UInt8(ascii: "\\"),
                    0...0x20,
                    0x7F...:
                    false
                default: true
                }
            }
    }
}
