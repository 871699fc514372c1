import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Quantities
import Signatures
import Telemetry

/// Turns replies into responses, signed where the request's signature could be parsed (PROTOCOL.md section 1).
struct ReplySealer: Sendable {
    let signer: ResponseSigner
    let clock: @Sendable () -> Instant
    let logger: Logger

    /// The response to `request`; a response that cannot be signed becomes an internal error without signature.
    func response(_ reply: Reply, to request: RequestMessage, label: String?) -> Response {
        guard let label else { return Self.response(reply, fields: [], isHead: request.method == "HEAD") }
        let unsigned = ResponseMessage(
            status: reply.status, fields: HeaderFields([("content-type", reply.mediaType)]), body: reply.body)
        do throws(SigningError) {
            let signed = try signer.sign(unsigned, to: request, label: label, created: clock().seconds)
            let fields = signed.fields.fields.compactMap { field in
                field.name == "content-type"
                    ? nil : HTTPField.Name(field.name).map { HTTPField(name: $0, value: field.value) }
            }
            return Self.response(reply, fields: fields, isHead: request.method == "HEAD")
        } catch {
            logger.error("a response could not be signed", metadata: [LogKey.error: "\(error)"])
            return Self.response(.internalError, fields: [], isHead: request.method == "HEAD")
        }
    }

    /// A response to `HEAD` tells the length that `GET` would have (RFC 9110 section 9.3.2).
    private static func response(_ reply: Reply, fields: [HTTPField], isHead: Bool) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = reply.mediaType
        headers[.contentLength] = String(reply.body.count)
        headers[.cacheControl] = "no-store"
        headers[.contentTypeOptions] = "nosniff"
        for field in reply.fields + fields { headers.append(field) }
        return Response(
            status: HTTPResponse.Status(code: reply.status), headers: headers,
            body: isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
    }
}
