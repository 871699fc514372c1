import RawStructuredFieldValues

/// One label's covered components and parameters, from `Signature-Input` (RFC 9421 sections 2.3 and 4.1).
///
/// Parameters hold what was there and of the right type; ``isFaulty`` tells that some were of a wrong one.
public struct SignatureInput: Sendable {
    /// The most components one signature covers; the partner guide asks for six at most.
    public static let maximumComponents = 32

    /// The covered components in their order.
    public let components: [SignatureComponent]
    /// `created`, Unix seconds.
    public let created: Int64?
    /// `expires`, Unix seconds.
    public let expires: Int64?
    /// `keyid`.
    public let keyID: String?
    /// `nonce`.
    public let nonce: String?
    /// `alg`.
    public let algorithm: String?
    /// `tag`.
    public let tag: String?
    /// A parameter of those above is there, but of a wrong type; or a component is not known or named twice, or
    /// there are more than ``maximumComponents``.
    public let isFaulty: Bool
    /// The value as serialised for the last line of the signature base and for the field.
    public let serialized: String

    /// Reads an inner list; `nil` only when it cannot be serialised again.
    init?(_ list: InnerList) {
        var components: [SignatureComponent] = []
        var isFaulty = false
        for item in list.bareInnerList {
            guard let component = SignatureComponent(item) else {
                isFaulty = true
                continue
            }
            components.append(component)
        }
        self.components = components
        isFaulty = isFaulty || components.count > Self.maximumComponents || Self.namesTwice(components)
        var (created, expires): (Int64?, Int64?) = (nil, nil)
        var (keyID, nonce, algorithm, tag): (String?, String?, String?, String?) = (nil, nil, nil, nil)
        for (name, value) in list.rfc9651Parameters {
            switch (name, value) {
            case ("created", .integer(let seconds)): created = seconds
            case ("expires", .integer(let seconds)): expires = seconds
            case ("keyid", .string(let text)): keyID = text
            case ("nonce", .string(let text)): nonce = text
            case ("alg", .string(let text)): algorithm = text
            case ("tag", .string(let text)): tag = text
            case ("created", _), ("expires", _), ("keyid", _), ("nonce", _), ("alg", _), ("tag", _): isFaulty = true
            default: break
            }
        }
        (self.created, self.expires) = (created, expires)
        (self.keyID, self.nonce, self.algorithm, self.tag) = (keyID, nonce, algorithm, tag)
        self.isFaulty = isFaulty
        var serializer = StructuredFieldValueSerializer()
        guard let bytes = try? serializer.writeListFieldValue([.innerList(list)]) else { return nil }
        serialized = String(decoding: bytes, as: UTF8.self)
    }

    /// Takes what a field in its usual spelling says; ``PlainSignature`` reads those.
    init(
        components: [SignatureComponent], created: Int64?, expires: Int64?, keyID: String?, nonce: String?,
        algorithm: String?, tag: String?, serialized: String
    ) {
        self.components = components
        (self.created, self.expires) = (created, expires)
        (self.keyID, self.nonce, self.algorithm, self.tag) = (keyID, nonce, algorithm, tag)
        isFaulty = components.count > Self.maximumComponents || Self.namesTwice(components)
        self.serialized = serialized
    }

    /// Makes the input of a new signature, parameters in the order of the arguments.
    ///
    /// `nil` when a component is none, or when a structured field cannot hold a text or a number.
    init?(
        components: [SignatureComponent], created: Int64, expires: Int64? = nil, keyID: String, nonce: String? = nil,
        tag: String
    ) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(320)
        bytes.append(UInt8(ascii: "("))
        for (index, component) in components.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: " ")) }
            guard component.isWellFormed, component.append(to: &bytes) else { return nil }
        }
        bytes.append(contentsOf: ");created=".utf8)
        guard StructuredText.appendInteger(created, to: &bytes) else { return nil }
        if let expires {
            bytes.append(contentsOf: ";expires=".utf8)
            guard StructuredText.appendInteger(expires, to: &bytes) else { return nil }
        }
        bytes.append(contentsOf: ";keyid=".utf8)
        guard StructuredText.appendString(keyID, to: &bytes) else { return nil }
        if let nonce {
            bytes.append(contentsOf: ";nonce=".utf8)
            guard StructuredText.appendString(nonce, to: &bytes) else { return nil }
        }
        bytes.append(contentsOf: ";tag=".utf8)
        guard StructuredText.appendString(tag, to: &bytes) else { return nil }
        self.init(
            components: components, created: created, expires: expires, keyID: keyID, nonce: nonce, algorithm: nil,
            tag: tag, serialized: String(decoding: bytes, as: UTF8.self))
    }

    /// Whether a component stands twice; bounded by ``maximumComponents``, so that pairs are quick.
    private static func namesTwice(_ components: [SignatureComponent]) -> Bool {
        guard components.count <= maximumComponents else { return false }
        return components.indices.contains { later in
            components[..<later].contains { $0.isSame(as: components[later]) }
        }
    }

    func covers(_ name: String) -> Bool {
        components.contains { $0.isPlain(name) }
    }
}
