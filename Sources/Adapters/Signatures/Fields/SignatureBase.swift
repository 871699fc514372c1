import RawStructuredFieldValues

/// The bytes a signature is made over (RFC 9421 section 2.5): one line a component, then the parameters.
enum SignatureBase {
    /// The base for a request.
    ///
    /// `nil` when a component is not of requests, not known, not in the message, or holds other than visible ASCII and blanks.
    static func bytes(for input: SignatureInput, request: RequestMessage) -> [UInt8]? {
        bytes(for: input) { component in
            component.isOfRequest ? nil : value(of: component, in: request)
        }
    }

    /// The base for a response to a request; `nil` as above.
    static func bytes(for input: SignatureInput, response: ResponseMessage, to request: RequestMessage?) -> [UInt8]? {
        bytes(for: input) { component in
            if component.isOfRequest { return request.flatMap { value(of: component, in: $0) } }
            if component.name == "@status" { return "\(response.status)" }
            return value(of: component, in: response.fields)
        }
    }

    private static func bytes(for input: SignatureInput, value: (SignatureComponent) -> String?) -> [UInt8]? {
        guard !input.isFaulty else { return nil }
        var base: [UInt8] = []
        base.reserveCapacity(1024)
        for component in input.components {
            guard let value = value(component), isOneLine(value) else { return nil }
            guard append(component, to: &base) else { return nil }
            base.append(contentsOf: ": ".utf8)
            base.append(contentsOf: value.utf8)
            base.append(UInt8(ascii: "\n"))
        }
        base.append(contentsOf: "\"@signature-params\": ".utf8)
        base.append(contentsOf: input.serialized.utf8)
        return base
    }

    private static func append(_ component: SignatureComponent, to base: inout [UInt8]) -> Bool {
        if component.item.rfc9651Parameters.isEmpty {
            // A component's name holds no character that a structured string escapes.
            base.append(UInt8(ascii: "\""))
            base.append(contentsOf: component.name.utf8)
            base.append(UInt8(ascii: "\""))
            return true
        }
        var serializer = StructuredFieldValueSerializer()
        guard let identifier = try? serializer.writeItemFieldValue(component.item) else { return false }
        base.append(contentsOf: identifier)
        return true
    }

    private static func value(of component: SignatureComponent, in request: RequestMessage) -> String? {
        switch component.name {
        case "@method": return request.method
        case "@target-uri": return request.address.url + request.target
        case "@authority": return request.address.authority
        case "@scheme": return request.address.scheme
        case "@request-target": return request.target
        case "@path": return request.path
        case "@query": return "?" + (request.query ?? "")
        case "@query-param":
            return component.queryParameter.flatMap { QueryParameters.value(of: $0, in: request.query ?? "") }
        default: return value(of: component, in: request.fields)
        }
    }

    private static func value(of component: SignatureComponent, in fields: HeaderFields) -> String? {
        guard !component.name.hasPrefix("@"), let value = fields.combined(component.name) else { return nil }
        guard let key = component.key else { return value }
        guard value.utf8.count <= SignatureFields.maximumLength else { return nil }
        var parser = StructuredFieldValueParser(Array(value.utf8))
        guard let dictionary = try? parser.parseDictionaryFieldValue(), let member = dictionary[key] else { return nil }
        var serializer = StructuredFieldValueSerializer()
        guard let bytes = try? serializer.writeListFieldValue([member]) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a value can stand in one line of the base: no line break can smuggle in another component.
    private static func isOneLine(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 }
    }
}
