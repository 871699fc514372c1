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
        guard let label else { return Self.response(reply, signed: HeaderFields(), isHead: request.method == "HEAD") }
        let unsigned = ResponseMessage(
            status: reply.status, fields: HeaderFields([("content-type", reply.mediaType)]), body: reply.body)
        do throws(SigningError) {
            let signed = try signer.sign(
                unsigned, to: request, label: label, created: clock().seconds,
                digest: reply.spooled.map { ContentDigest.value(of: $0.digests) })
            return Self.response(reply, signed: signed.fields, isHead: request.method == "HEAD")
        } catch {
            logger.error("a response could not be signed", metadata: [LogKey.error: "\(error)"])
            return Self.response(.internalError, signed: HeaderFields(), isHead: request.method == "HEAD")
        }
    }

    /// The fields that signing adds, by their names.
    private static let signatureNames = ["content-digest", "signature-input", "signature"].compactMap {
        HTTPField.Name($0)
    }

    /// A response to `HEAD` tells the length that `GET` would have (RFC 9110 section 9.3.2).
    private static func response(_ reply: Reply, signed: HeaderFields, isHead: Bool) -> Response {
        var headers = HTTPFields()
        headers.reserveCapacity(8)
        // Nothing is there yet, so that appending sets.
        headers.append(HTTPField(name: .contentType, value: reply.mediaType))
        headers.append(HTTPField(name: .contentLength, value: String(reply.spooled?.size ?? reply.body.count)))
        headers.append(HTTPField(name: .cacheControl, value: "no-store"))
        headers.append(HTTPField(name: .contentTypeOptions, value: "nosniff"))
        for field in reply.fields { headers.append(field) }
        for field in signed.fields {
            if let name = signatureNames.first(where: { $0.canonicalName == field.name }) {
                headers.append(HTTPField(name: name, value: field.value))
            }
        }
        let body = reply.spooled?.responseBody ?? ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
        return Response(
            status: HTTPResponse.Status(code: reply.status), headers: headers, body: isHead ? ResponseBody() : body)
    }
}
