import RawStructuredFieldValues

/// The bytes a signature is made over (RFC 9421 section 2.5): one line a component, then the parameters.
enum SignatureBase {
    /// The base for a request.
    ///
    /// `nil` when a component is not of requests, not known, not in the message, or holds other than visible ASCII and blanks.
    static func bytes(for input: SignatureInput, request: RequestMessage) -> [UInt8]? {
        bytes(for: input) { component, base in
            !component.isOfRequest && append(component, of: request, to: &base)
        }
    }

    /// The base for a response to a request; `nil` as above.
    static func bytes(for input: SignatureInput, response: ResponseMessage, to request: RequestMessage?) -> [UInt8]? {
        bytes(for: input) { component, base in
            if component.isOfRequest { return request.map { append(component, of: $0, to: &base) } ?? false }
            if component.name == "@status" { return append(String(response.status), to: &base) }
            return append(component, of: response.fields, to: &base)
        }
    }

    private static func bytes(
        for input: SignatureInput, appendValue: (SignatureComponent, inout [UInt8]) -> Bool
    ) -> [UInt8]? {
        guard !input.isFaulty else { return nil }
        var base: [UInt8] = []
        base.reserveCapacity(1024)
        for component in input.components {
            guard component.append(to: &base) else { return nil }
            base.append(UInt8(ascii: ":"))
            base.append(UInt8(ascii: " "))
            let start = base.count
            guard appendValue(component, &base), isOneLine(base, from: start) else { return nil }
            base.append(UInt8(ascii: "\n"))
        }
        base.append(contentsOf: "\"@signature-params\": ".utf8)
        base.append(contentsOf: input.serialized.utf8)
        return base
    }

    private static func append(_ text: String, to base: inout [UInt8]) -> Bool {
        base.append(contentsOf: text.utf8)
        return true
    }

    private static func append(
        _ component: SignatureComponent, of request: RequestMessage, to base: inout [UInt8]
    ) -> Bool {
        switch component.name {
        case "@method": return append(request.method, to: &base)
        case "@target-uri":
            base.append(contentsOf: request.address.scheme.utf8)
            base.append(contentsOf: "://".utf8)
            base.append(contentsOf: request.address.authority.utf8)
            return append(request.target, to: &base)
        case "@authority": return append(request.address.authority, to: &base)
        case "@scheme": return append(request.address.scheme, to: &base)
        case "@request-target": return append(request.target, to: &base)
        case "@path": return append(request.path, to: &base)
        case "@query":
            base.append(UInt8(ascii: "?"))
            return append(request.query ?? "", to: &base)
        case "@query-param":
            let value = component.queryParameter.flatMap { QueryParameters.value(of: $0, in: request.query ?? "") }
            return value.map { append($0, to: &base) } ?? false
        default: return append(component, of: request.fields, to: &base)
        }
    }

    private static func append(
        _ component: SignatureComponent, of fields: HeaderFields, to base: inout [UInt8]
    ) -> Bool {
        guard component.name.utf8.first != UInt8(ascii: "@"), let value = fields.combined(component.name) else {
            return false
        }
        guard let key = component.key else { return append(value, to: &base) }
        guard value.utf8.count <= SignatureFields.maximumLength else { return false }
        if let plain = PlainSignature.onlyByteSequence(in: value, key: key) {
            base.append(contentsOf: plain.utf8)
            return true
        }
        return append(memberOf: value, key: key, to: &base)
    }

    /// Appends the member of a dictionary field in any spelling, serialised anew (RFC 9421 section 2.1.2).
    static func append(memberOf value: String, key: String, to base: inout [UInt8]) -> Bool {
        var parser = StructuredFieldValueParser(Array(value.utf8))
        guard let dictionary = try? parser.parseDictionaryFieldValue(), let member = dictionary[key] else {
            return false
        }
        var serializer = StructuredFieldValueSerializer()
        guard let bytes = try? serializer.writeListFieldValue([member]) else { return false }
        base.append(contentsOf: bytes)
        return true
    }

    /// Whether a value can stand in one line of the base: no line break can smuggle in another component.
    private static func isOneLine(_ base: [UInt8], from start: Int) -> Bool {
        base.withUnsafeBufferPointer { base in
            base[start...].allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 }
        }
    }
}
