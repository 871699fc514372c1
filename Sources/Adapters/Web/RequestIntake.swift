import HTTPTypes
import Hummingbird
import Messages
import NIOCore
import Reconciliation
import Signatures
import Wire

/// Takes a request in: its head as signatures see it, its body within bounds (PROTOCOL.md section 2, rows 413 and 415).
enum RequestIntake {
    /// The most bytes of a body.
    static let largestBody = 1 << 20

    /// What a path takes.
    enum Content {
        /// A message.
        case json
        /// A partner's day.
        case csv

        var largestBody: Int {
            switch self {
            case .json: RequestIntake.largestBody
            case .csv: DayFile.mostBytes
            }
        }

        var mediaType: String {
            switch self {
            case .json: "application/json"
            case .csv: "text/csv"
            }
        }
    }

    /// The head of a request, as sent to the hub's public address.
    static func head(of request: Request, at address: PublicAddress) -> RequestMessage {
        let target = request.head.path ?? "/"
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        var fields = HeaderFields()
        fields.reserveCapacity(request.headers.count + 1)
        if let authority = request.head.authority { fields.append("host", authority) }
        for field in request.headers { fields.append(field.name.canonicalName, field.value) }
        return RequestMessage(
            method: request.method.rawValue, address: address, path: mark.map { String(target[..<$0]) } ?? target,
            query: mark.map { String(target[target.utf8.index(after: $0)...]) }, fields: fields)
    }

    /// The whole request.
    ///
    /// - Throws: ``Refusal`` for `body_too_large`, then `media_type`; any other error when the sender is gone.
    static func whole(
        _ head: RequestMessage, of request: Request, taking content: Content = .json
    ) async throws -> RequestMessage {
        let body = try await body(of: request, largest: content.largestBody)
        guard !head.fields.contains("content-encoding") else { throw Refusal(.mediaType) }
        if head.method == "POST" || !body.isEmpty {
            let types = head.fields.values("content-type")
            guard types.count == 1, isMediaType(content.mediaType, types[0]) else { throw Refusal(.mediaType) }
        }
        return RequestMessage(
            method: head.method, address: head.address, path: head.path, query: head.query, fields: head.fields,
            body: body)
    }

    /// The body; a length that is told beforehand is judged before anything is read.
    private static func body(of request: Request, largest largestBody: Int) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > largestBody {
            throw Refusal(.bodyTooLarge)
        }
        var bytes: [UInt8] = []
        for try await buffer in request.body {
            guard bytes.count + buffer.readableBytes <= largestBody else { throw Refusal(.bodyTooLarge) }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// Whether a media type (RFC 9110 section 8.3.1) is `application/json`, with no parameter but `charset=utf-8`.
    static func isJSON(_ mediaType: String) -> Bool { isMediaType("application/json", mediaType) }

    /// Whether a media type is the one expected, with no parameter but `charset=utf-8` and, for CSV, that there is a
    /// header (RFC 4180 section 3).
    static func isMediaType(_ expected: String, _ mediaType: String) -> Bool {
        if mediaType == expected { return true }
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let parts = mediaType.lowercased().split(separator: ";", omittingEmptySubsequences: false).map { part in
            String(part.drop(while: blank).reversed().drop(while: blank).reversed())
        }
        guard parts[0] == expected else { return false }
        var allowed = ["charset=utf-8", "charset=\"utf-8\""]
        if expected == Content.csv.mediaType { allowed.append("header=present") }
        return parts.count <= (expected == Content.csv.mediaType ? 3 : 2)
            && Set(parts.dropFirst()).count == parts.count - 1 && parts.dropFirst().allSatisfy(allowed.contains)
    }
}
