import HTTPTypes
import Messages
import Operations
import Wire

/// A response before it is signed and sent.
struct Reply: Sendable {
    let status: Int
    let mediaType: String
    let body: [UInt8]
    var fields: [HTTPField] = []
    /// The body where it is too large for memory; ``body`` is empty then.
    var spooled: SpooledBody?

    init(status: Int = 200, mediaType: String = "application/json", body: [UInt8]) {
        self.status = status
        self.mediaType = mediaType
        self.body = body
    }

    init(_ problem: ProblemDocument) {
        self.init(status: problem.status, mediaType: ProblemDocument.mediaType, body: problem.json)
    }

    /// A refusal that leaves no trace; 503 says when to come back.
    init(_ refusal: Refusal, messageID: String? = nil) {
        self.init(ProblemDocument(refusal, messageID: messageID))
        if refusal.code == .unavailable { fields.append(HTTPField(name: .retryAfter, value: "1")) }
    }

    /// An answer that is kept, byte for byte.
    init(_ answer: StoredAnswer, isReplay: Bool) {
        let isProblem = answer.status >= 400
        self.init(
            status: answer.status, mediaType: isProblem ? ProblemDocument.mediaType : "application/json",
            body: answer.body)
        if isReplay { fields.append(HTTPField(name: .idempotentReplay, value: "true")) }
    }

    /// The results of a batch.
    init(_ results: SpooledBody) {
        self.init(mediaType: "application/x-ndjson", body: [])
        spooled = results
    }

    /// Nothing has this path, or nothing of this name is the partner's.
    static let notFound = Reply(
        ProblemDocument(code: "not_found", title: "There is nothing under this path.", status: 404))

    /// A mistake of ours.
    static let internalError = Reply(
        ProblemDocument(code: "internal_error", title: "The hub made a mistake; it has been logged.", status: 500))

    /// The path serves other methods only.
    static func methodNotAllowed(_ allowed: [String]) -> Reply {
        var reply = Reply(
            ProblemDocument(
                code: "method_not_allowed", title: "This path does not serve this method.", status: 405))
        reply.fields.append(HTTPField(name: .allow, value: allowed.joined(separator: ", ")))
        return reply
    }
}

extension HTTPField.Name {
    /// `Idempotent-Replay`: the answer was given before.
    static let idempotentReplay = name("Idempotent-Replay")
    /// `X-Content-Type-Options` (Fetch standard, section 3.6).
    static let contentTypeOptions = name("X-Content-Type-Options")

    private static func name(_ token: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(token) else {
            // The two names above are tokens (RFC 9110 section 5.6.2); another would be a mistake of ours.
            preconditionFailure("\(token) is no token")
        }
        return name
    }
}
