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
    /// Whether `req` stands after the other parameter; the base repeats the order of the field.
    private let isRequestMarkLast: Bool

    /// Makes a component without a query parameter.
    public init(_ name: String, ofRequest isOfRequest: Bool = false, key: String? = nil) {
        self.init(name: name, key: key, isOfRequest: isOfRequest, queryParameter: nil, isRequestMarkLast: false)
    }

    private init(name: String, key: String?, isOfRequest: Bool, queryParameter: String?, isRequestMarkLast: Bool) {
        self.name = name
        self.key = key
        self.isOfRequest = isOfRequest
        self.queryParameter = queryParameter
        self.isRequestMarkLast = isRequestMarkLast
    }

    /// Reads a component; `nil` when it is none, or has parameters not known here.
    init?(_ item: Item) {
        guard case .string(let name) = item.rfc9651BareItem, Self.isName(name) else { return nil }
        var (key, isOfRequest, queryParameter): (String?, Bool, String?) = (nil, false, nil)
        var isRequestMarkLast = false
        for (parameter, value) in item.rfc9651Parameters {
            switch (parameter, value) {
            case ("req", .bool(true)):
                isOfRequest = true
                isRequestMarkLast = key != nil || queryParameter != nil
            case ("key", .string(let text)) where !name.hasPrefix("@"): key = text
            case ("name", .string(let text)) where name == "@query-param": queryParameter = text
            default: return nil
            }
        }
        guard (name == "@query-param") == (queryParameter != nil) else { return nil }
        self.init(
            name: name, key: key, isOfRequest: isOfRequest, queryParameter: queryParameter,
            isRequestMarkLast: isRequestMarkLast)
    }

    /// Whether a component made here is one that ``init(_:)-(Item)`` would read.
    var isWellFormed: Bool {
        Self.isName(name) && (key == nil || !name.hasPrefix("@")) && (name == "@query-param") == (queryParameter != nil)
    }

    /// Whether this is the component of that name, without any parameter.
    func isPlain(_ name: String) -> Bool {
        self.name == name && key == nil && !isOfRequest && queryParameter == nil
    }

    /// Whether both name the same component, whatever the order of their parameters.
    func isSame(as other: SignatureComponent) -> Bool {
        name == other.name && key == other.key && isOfRequest == other.isOfRequest
            && queryParameter == other.queryParameter
    }

    /// Appends the identifier as the base and the field have it (RFC 9421 section 2, serialised as RFC 8941 says);
    /// false when a text in it is not of printable ASCII characters.
    func append(to bytes: inout [UInt8]) -> Bool {
        guard StructuredText.appendString(name, to: &bytes) else { return false }
        if isOfRequest, !isRequestMarkLast { bytes.append(contentsOf: ";req".utf8) }
        if let key {
            bytes.append(contentsOf: ";key=".utf8)
            guard StructuredText.appendString(key, to: &bytes) else { return false }
        }
        if let queryParameter {
            bytes.append(contentsOf: ";name=".utf8)
            guard StructuredText.appendString(queryParameter, to: &bytes) else { return false }
        }
        if isOfRequest, isRequestMarkLast { bytes.append(contentsOf: ";req".utf8) }
        return true
    }

    static func isName(_ name: String) -> Bool {
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
