import Messages

/// A refusal as `application/problem+json` (RFC 9457), with the stable `code` besides.
public struct ProblemDocument: Hashable, Sendable {
    /// The media type.
    public static let mediaType = "application/problem+json"

    /// The stable code; it also ends the `type`, `urn:coalition:problem:<code>`.
    public let code: String
    /// One sentence, the same for every problem of the code.
    public let title: String
    /// The HTTP status.
    public let status: Int
    /// Path of the field at fault.
    public let field: String?
    /// The message refused, as far as known.
    public let messageID: String?
    /// The receipt of a refusal that is kept.
    public let receipt: String?

    /// A problem of these parts.
    public init(
        code: String, title: String, status: Int, field: String? = nil, messageID: String? = nil,
        receipt: String? = nil
    ) {
        self.code = code
        self.title = title
        self.status = status
        self.field = field
        self.messageID = messageID
        self.receipt = receipt
    }

    /// The problem that a refusal is.
    public init(_ refusal: Refusal, messageID: String? = nil, receipt: String? = nil) {
        self.init(
            code: refusal.code.rawValue, title: refusal.code.title, status: refusal.code.status, field: refusal.field,
            messageID: messageID, receipt: receipt)
    }

    /// The bytes, members always in the same order; `receipt` comes last.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("type", "urn:coalition:problem:\(code)")
            writer.member("title", title)
            writer.member("status", Int64(status))
            writer.member("code", code)
            writer.member("field", ifPresent: field)
            writer.member("message_id", ifPresent: messageID)
            writer.member("receipt", ifPresent: receipt)
        }
    }
}
