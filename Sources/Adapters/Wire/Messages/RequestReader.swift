import Members
import Messages
import Quantities

/// Reads the bodies of posted requests, strictly (PROTOCOL.md, "Conventions" and section 2).
///
/// Refusals come in the order `malformed_body`, `duplicate_field`, `unknown_field`, `invalid_field` over the whole body;
/// the last three name the field by its path, such as `purchase.items[0].amount`.
public struct RequestReader: Sendable {
    /// The first digits of every card of the coalition.
    let cardPrefix: String
    /// Turns national phone numbers into E.164.
    let normalisePhone: @Sendable (String) -> PhoneNumber?
    /// SHA-256 (FIPS 180-4): 32 bytes for any bytes.
    let digest: @Sendable ([UInt8]) -> [UInt8]

    /// A reader for one coalition.
    ///
    /// - Parameters:
    ///   - cardPrefix: the first digits of every card.
    ///   - normalisePhone: turns national forms into E.164, or nothing where it is no number.
    ///   - digest: SHA-256.
    public init(
        cardPrefix: String, normalisePhone: @escaping @Sendable (String) -> PhoneNumber?,
        digest: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.cardPrefix = cardPrefix
        self.normalisePhone = normalisePhone
        self.digest = digest
    }

    /// Reads a request's body.
    ///
    /// - Throws: ``Refusal`` of row 400.
    public func read(_ body: [UInt8], as request: PostedRequest) throws(Refusal) -> UnverifiedMessage {
        try Self.refusing { () throws(JSONError) in
            try read(content: try Self.parse(body), as: request)
        }
    }

    /// Reads a request's content that is parsed already, as a line of a batch is once its `type` was taken off.
    ///
    /// - Throws: ``JSONError``, in the order of its cases.
    public func read(content: JSONValue, as request: PostedRequest) throws(JSONError) -> UnverifiedMessage {
        var fields = try JSONObjectReader(content)
        try request.shape.refuseUnknown(in: content)
        let messageID = try fields.messageID("message_id")
        let occurredAt = try fields.instant("occurred_at", isRequired: request.requiresOccurredAt)
        let terminal = try fields.optionalString("terminal", length: 1...64)
        return UnverifiedMessage(
            messageID: messageID, occurredAt: occurredAt, terminal: terminal,
            content: try self.content(of: request, &fields), contentDigest: contentDigest(of: content, as: request))
    }

    /// An identifier as paths and bodies give it, such as `card:9990123456789018`; nothing when it is none.
    public func identifier(_ text: String) -> Identifier? {
        // The longest well-formed identifier is a phone number written with blanks and hyphens.
        guard text.utf8.count <= 64 else { return nil }
        return Identifier(text, cardPrefix: cardPrefix, normalisePhone: normalisePhone)
    }

    /// Digests method, path and canonical body (RFC 8785): what makes two messages the same content.
    func contentDigest(of content: JSONValue, as request: PostedRequest) -> ContentDigest {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        bytes.append(contentsOf: "POST\n".utf8)
        bytes.append(contentsOf: request.path.utf8)
        bytes.append(UInt8(ascii: "\n"))
        CanonicalJSON.append(content, to: &bytes)
        return ContentDigest(bytes: digest(bytes))
    }

    /// Parses a body; one that is no object is malformed, whatever else is wrong with it.
    static func parse(_ body: [UInt8]) throws(JSONError) -> JSONValue {
        do throws(JSONError) {
            return try JSONReader.read(body)
        } catch {
            let first = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            if case .duplicateField = error, first != UInt8(ascii: "{") { throw .malformed(offset: 0) }
            throw error
        }
    }

    /// Runs a reading and gives its fault the stable code.
    private static func refusing<Value>(_ body: () throws(JSONError) -> Value) throws(Refusal) -> Value {
        do throws(JSONError) {
            return try body()
        } catch {
            throw Refusal(error)
        }
    }
}

extension Refusal {
    /// The refusal of row 400 that a fault of the body is.
    public init(_ fault: JSONError) {
        switch fault {
        case .malformed: self.init(.malformedBody)
        case .duplicateField(let path): self.init(.duplicateField, field: path)
        case .unknownField(let path): self.init(.unknownField, field: path)
        case .invalidField(let path): self.init(.invalidField, field: path)
        }
    }
}

extension PostedRequest {
    /// Enrolments, accruals and redemptions say when they happened; the others may.
    var requiresOccurredAt: Bool {
        switch self {
        case .enrolment, .accrual, .redemption: true
        case .identifierAddition, .capture, .void, .reversal: false
        }
    }
}
