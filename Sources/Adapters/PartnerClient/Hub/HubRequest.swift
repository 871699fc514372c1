import Signatures
import Wire

/// What a partner asks of the hub, before it is signed.
public struct HubRequest: Hashable, Sendable {
    /// `GET` or `POST`.
    public let method: String
    /// The path, percent-encoded.
    public let path: String
    /// The content; `nil` for `GET`.
    public let body: JSONValue?

    /// A request for something to read.
    public static func get(_ path: String) -> HubRequest {
        HubRequest(method: "GET", path: path, body: nil)
    }

    /// A message to post.
    public static func post(_ path: String, _ body: JSONValue) -> HubRequest {
        HubRequest(method: "POST", path: path, body: body)
    }

    /// The partner's own id of the message, when it has one.
    public var messageID: String? { body?["message_id"]?.string }

    /// The bytes that are sent: members in the order given.
    public var content: [UInt8] { body.map(JSONWriter.encode) ?? [] }

    /// What makes two messages the same content: base64 of SHA-256 over method, percent-decoded path and canonical body
    /// (RFC 8785), as receipts name it (PROTOCOL.md section 5).
    ///
    /// `nil` for requests without content, which have no receipt.
    public var contentDigest: String? {
        guard let body, let path = PercentCoding.decoded(path) else { return nil }
        return MessageDigest.sha256Base64(Array("\(method)\n\(path)\n".utf8) + CanonicalJSON.encode(body))
    }

    /// Whether sending it again cannot count twice: reading, and messages with an id of their own.
    var isRepeatable: Bool { body == nil || messageID != nil }
}
