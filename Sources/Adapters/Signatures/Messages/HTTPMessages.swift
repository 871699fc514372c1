/// A request as signatures see it.
public struct RequestMessage: Sendable {
    /// The method, in upper case as sent.
    public let method: String
    /// The hub's configured public address, never what a header says.
    public let address: PublicAddress
    /// The path as sent, percent-encoding and all; `/` when empty.
    public let path: String
    /// The query as sent, without the question mark; `nil` when there is none.
    public let query: String?
    /// The header fields.
    public var fields: HeaderFields
    /// The content; empty when there is none.
    public let body: [UInt8]

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - path: as sent, with its percent-encoding.
    ///   - query: without the question mark; `nil` when there is none.
    public init(
        method: String, address: PublicAddress, path: String, query: String? = nil,
        fields: HeaderFields = HeaderFields(),
        body: [UInt8] = []
    ) {
        self.method = method
        self.address = address
        self.path = path.isEmpty ? "/" : path
        self.query = query
        self.fields = fields
        self.body = body
    }

    /// The request target, path and query.
    public var target: String { query.map { "\(path)?\($0)" } ?? path }
}

/// A response as signatures see it.
public struct ResponseMessage: Sendable {
    /// The status code, 100 to 599.
    public let status: Int
    /// The header fields.
    public var fields: HeaderFields
    /// The content; empty when there is none.
    public let body: [UInt8]

    /// Makes a response.
    public init(status: Int, fields: HeaderFields = HeaderFields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
