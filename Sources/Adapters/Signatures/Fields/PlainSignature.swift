/// Reads the signature fields in the spelling that nearly every signer gives them: one label, one blank between
/// components, no escapes, parameters known and each once, nothing that a serialiser would write otherwise.
///
/// What it reads, ``SignatureFields/labels(input:signature:)`` reads the same; anything else is left to that one. The text
/// after the label is then its own serialisation, and goes into the signature base as it is.
struct PlainSignature {
    private let units: UnsafeBufferPointer<UInt8>
    private var position = 0

    private init(_ units: UnsafeBufferPointer<UInt8>) {
        self.units = units
    }

    /// The one label of both fields; `nil` leaves them to the general parser, whatever they are.
    static func read(input: String, signature: String) -> SignatureFields.Labelled? {
        var (input, signature) = (input, signature)
        return input.withUTF8 { input in
            signature.withUTF8 { signature in
                var reader = PlainSignature(input)
                guard let label = reader.label() else { return nil }
                let start = reader.position
                guard let parsed = reader.inputAfterLabel(from: start) else { return nil }
                var other = PlainSignature(signature)
                guard other.label() == label, let bytes = other.byteSequence() else { return nil }
                return SignatureFields.Labelled(label: label, input: parsed, signature: bytes)
            }
        }
    }

    /// The value of the one member of a dictionary field, when that is a sequence of bytes under this key, as it is.
    static func onlyByteSequence(in field: String, key: String) -> Substring? {
        var text = field
        let length = text.withUTF8 { units -> Int? in
            var reader = PlainSignature(units)
            guard reader.label() == key else { return nil }
            let start = reader.position
            return reader.byteSequence() == nil ? nil : start
        }
        return length.map { field[field.utf8.index(field.utf8.startIndex, offsetBy: $0)...] }
    }

    private mutating func take(_ unit: UInt8) -> Bool {
        guard position < units.count, units[position] == unit else { return false }
        position += 1
        return true
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: units[range]), as: UTF8.self)
    }

    /// A key of a dictionary and the sign after it (RFC 8941 section 4.2.3.3).
    private mutating func label() -> String? {
        guard let key = key(), take(UInt8(ascii: "=")) else { return nil }
        return key
    }

    private mutating func key() -> String? {
        let start = position
        while position < units.count {
            switch units[position] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "*"): position += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                guard position > start else { return nil }
                position += 1
            default: return position > start ? text(start..<position) : nil
            }
        }
        return nil
    }

    /// A string without escapes.
    private mutating func string() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        while position < units.count {
            switch units[position] {
            case UInt8(ascii: "\""):
                position += 1
                return text(start..<(position - 1))
            case UInt8(ascii: "\\"), 0...0x1F, 0x7F...: return nil
            default: position += 1
            }
        }
        return nil
    }

    /// An integer of one to fifteen digits, the first of which is not zero.
    private mutating func integer() -> Int64? {
        var value: Int64 = 0
        let start = position
        while position < units.count, position - start < 16, units[position] &- UInt8(ascii: "0") <= 9 {
            value = value * 10 + Int64(units[position] - UInt8(ascii: "0"))
            position += 1
        }
        guard (1...15).contains(position - start), units[start] != UInt8(ascii: "0") else { return nil }
        return value
    }

    /// The rest of the field: base64 between colons.
    private mutating func byteSequence() -> [UInt8]? {
        guard take(UInt8(ascii: ":")), let last = units.last, last == UInt8(ascii: ":"), units.count > position + 1
        else { return nil }
        return Base64.decode(UnsafeBufferPointer(rebasing: units[position..<(units.count - 1)]))
    }

    /// The inner list with its parameters, to the end of the field.
    private mutating func inputAfterLabel(from start: Int) -> SignatureInput? {
        guard take(UInt8(ascii: "(")) else { return nil }
        var components: [SignatureComponent] = []
        components.reserveCapacity(8)
        repeat {
            guard let component = component() else { return nil }
            components.append(component)
        } while take(UInt8(ascii: " "))
        guard take(UInt8(ascii: ")")) else { return nil }
        var (created, expires): (Int64?, Int64?) = (nil, nil)
        var (keyID, nonce, algorithm, tag): (String?, String?, String?, String?) = (nil, nil, nil, nil)
        while take(UInt8(ascii: ";")) {
            guard let name = key(), take(UInt8(ascii: "=")) else { return nil }
            switch name {
            case "created" where created == nil:
                guard let value = integer() else { return nil }
                created = value
            case "expires" where expires == nil:
                guard let value = integer() else { return nil }
                expires = value
            case "keyid" where keyID == nil:
                guard let value = string() else { return nil }
                keyID = value
            case "nonce" where nonce == nil:
                guard let value = string() else { return nil }
                nonce = value
            case "alg" where algorithm == nil:
                guard let value = string() else { return nil }
                algorithm = value
            case "tag" where tag == nil:
                guard let value = string() else { return nil }
                tag = value
            default: return nil
            }
        }
        guard position == units.count else { return nil }
        return SignatureInput(
            components: components, created: created, expires: expires, keyID: keyID, nonce: nonce,
            algorithm: algorithm, tag: tag, serialized: text(start..<position))
    }

    /// A component without parameters, or with `req`, or with `key`, or with `req` and `key` in this order.
    private mutating func component() -> SignatureComponent? {
        guard let name = string() else { return nil }
        var (isOfRequest, key): (Bool, String?) = (false, nil)
        if take(UInt8(ascii: ";")) {
            guard var parameter = self.key() else { return nil }
            if parameter == "req" {
                isOfRequest = true
                parameter = ""
                if take(UInt8(ascii: ";")) {
                    guard let next = self.key() else { return nil }
                    parameter = next
                }
            }
            if parameter == "key" {
                guard take(UInt8(ascii: "=")), let text = string() else { return nil }
                key = text
            } else if !parameter.isEmpty {
                return nil
            }
        }
        let component = SignatureComponent(name, ofRequest: isOfRequest, key: key)
        return component.isWellFormed ? component : nil
    }
}
