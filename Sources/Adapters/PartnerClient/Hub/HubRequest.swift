import Signatures
import Wire

/// What a partner asks of the hub, before it is signed.
public struct HubRequest: Hashable, Sendable {
    /// `GET` or `POST`.
    public let method: String
    /// The path, percent-encoded.
    public let path: String
    /// What stands after the question mark, percent-encoded; `nil` for nothing.
    public let query: String?
    /// The content, when it is JSON.
    public let body: JSONValue?
    /// The content, when it is a file of another kind.
    public let file: File?
    /// Whether the hub answers the same content again as it did before, although it has no message id.
    let isIdempotent: Bool

    /// A file as content.
    public struct File: Hashable, Sendable {
        /// Such as `text/csv`.
        public let mediaType: String
        /// The file, byte for byte.
        public let bytes: [UInt8]
    }

    private init(
        _ method: String, _ path: String, query: String? = nil, body: JSONValue? = nil, file: File? = nil,
        isIdempotent: Bool
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.file = file
        self.isIdempotent = isIdempotent
    }

    /// A request for something to read.
    public static func get(_ path: String) -> HubRequest {
        HubRequest("GET", path, isIdempotent: true)
    }

    /// A cycle of the own settlement.
    public static func cycle(_ id: String) -> HubRequest {
        get("/v1/cycles/\(PercentCoding.segment(id))")
    }

    /// A message to post.
    public static func post(_ path: String, _ body: JSONValue) -> HubRequest {
        HubRequest("POST", path, body: body, isIdempotent: body["message_id"]?.string != nil)
    }

    /// The word about a statement of a cycle; said twice, it is answered twice and counts once.
    public static func acknowledgement(_ body: JSONValue, cycle: String) -> HubRequest {
        HubRequest("POST", "/v1/cycles/\(PercentCoding.segment(cycle))/acknowledgement", body: body, isIdempotent: true)
    }

    /// A day of the own books to compare, as CSV; of a day the newest comparison stands.
    ///
    /// - Parameter day: `YYYY-MM-DD`.
    public static func reconciliation(_ csv: [UInt8], day: String) -> HubRequest {
        HubRequest(
            "POST", "/v1/reconciliations", query: "day=\(PercentCoding.segment(day))",
            file: File(mediaType: "text/csv", bytes: csv), isIdempotent: true)
    }

    /// Messages of a back-office file, each of which has an id of its own.
    ///
    /// - Parameter ndjson: a message a line.
    static func batch(_ ndjson: [UInt8]) -> HubRequest {
        HubRequest(
            "POST", "/v1/batches", file: File(mediaType: "application/x-ndjson", bytes: ndjson), isIdempotent: true)
    }

    /// The partner's own id of the message, when it has one.
    public var messageID: String? { body?["message_id"]?.string }

    /// The bytes that are sent: members in the order given.
    public var content: [UInt8] { file?.bytes ?? body.map(JSONWriter.encode) ?? [] }

    /// What the content is.
    var mediaType: String { file?.mediaType ?? "application/json" }

    /// What makes two messages the same content: base64 of SHA-256 over method, percent-decoded path and canonical body
    /// (RFC 8785), as receipts name it (PROTOCOL.md section 5).
    ///
    /// `nil` for requests without content, which have no receipt.
    public var contentDigest: String? {
        guard let body, let path = PercentCoding.decoded(path) else { return nil }
        return MessageDigest.sha256Base64(Array("\(method)\n\(path)\n".utf8) + CanonicalJSON.encode(body))
    }

    /// Whether sending it again cannot count twice: reading, messages with an id of their own, and what is said once.
    var isRepeatable: Bool { isIdempotent }
}
