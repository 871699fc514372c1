import RawStructuredFieldValues

/// The signature fields of a message, parsed but not judged (RFC 9421 section 4).
public struct SignatureFields: Sendable {
    /// What the fields of a message come to.
    public enum Outcome: Sendable {
        /// `Signature` or `Signature-Input` is not there, or empty.
        case missing
        /// They do not parse as structured fields, or are larger than ``maximumLength``.
        case unparsable
        /// They parse.
        case parsed(SignatureFields)
    }

    /// One label of `Signature-Input`, with its signature when `Signature` has one.
    public struct Labelled: Sendable {
        /// The label.
        public let label: String
        /// What it covers and says.
        public let input: SignatureInput
        /// The bytes of the signature; `nil` when `Signature` has no such label.
        public let signature: [UInt8]?
    }

    /// The most bytes of a structured field that is parsed; parsing costs the square of its members.
    public static let maximumLength = 4096

    /// The labels of `Signature-Input` in their order; never empty.
    public let labels: [Labelled]

    /// The label a response refers to when none qualifies: the first that has a signature.
    public var firstSignedLabel: String? { labels.first { $0.signature != nil }?.label }

    /// Parses both fields of a message.
    public static func parse(_ fields: HeaderFields) -> Outcome {
        guard let input = fields.combined("signature-input"), let signature = fields.combined("signature"),
            !input.isEmpty, !signature.isEmpty
        else { return .missing }
        guard max(input.utf8.count, signature.utf8.count) <= maximumLength else { return .unparsable }
        if let plain = PlainSignature.read(input: input, signature: signature) {
            return .parsed(SignatureFields(labels: [plain]))
        }
        guard let labels = labels(input: input, signature: signature), !labels.isEmpty else { return .unparsable }
        return .parsed(SignatureFields(labels: labels))
    }

    /// Parses both fields in any spelling that RFC 8941 allows; `nil` when they are none.
    static func labels(input: String, signature: String) -> [Labelled]? {
        var inputParser = StructuredFieldValueParser(Array(input.utf8))
        var signatureParser = StructuredFieldValueParser(Array(signature.utf8))
        guard let inputs = try? inputParser.parseDictionaryFieldValue(),
            let signatures = try? signatureParser.parseDictionaryFieldValue()
        else { return nil }
        var labels: [Labelled] = []
        for (label, member) in inputs {
            guard case .innerList(let list) = member, let input = SignatureInput(list) else { return nil }
            guard let value = signatures[label] else {
                labels.append(Labelled(label: label, input: input, signature: nil))
                continue
            }
            guard case .item(let item) = value, case .undecodedByteSequence(let text) = item.rfc9651BareItem,
                let bytes = Base64.decode(text)
            else { return nil }
            labels.append(Labelled(label: label, input: input, signature: bytes))
        }
        return labels
    }
}
