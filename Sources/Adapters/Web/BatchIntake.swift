import Hummingbird
import Messages
import NIOCore
import Signatures
import Wire

/// The body of a batch as it was taken in.
struct BatchBody: Sendable {
    /// Where it lies; nothing when it was only looked at, because the batch was refused already.
    let spool: BatchSpool?
    /// Bytes of it.
    let size: Int
    let digests: ContentDigests
}

/// Takes the body of a batch in, piece by piece.
enum BatchIntake {
    /// The most bytes of a batch (PROTOCOL.md, "Conventions").
    static let largestBody = 64 << 20
    /// The most lines of a batch: more than 64 MiB can hold of messages, and a bound for the answer.
    static let mostLines = 1_000_000
    /// The media types of NDJSON: the one that is used, and the one that was meant to be registered.
    static let mediaTypes = ["application/x-ndjson", "application/ndjson"]

    /// Whether the fields say that the body is NDJSON, not encoded further.
    static func isAccepted(_ fields: HeaderFields) -> Bool {
        let types = fields.values("content-type")
        guard !fields.contains("content-encoding"), types.count == 1 else { return false }
        return mediaTypes.contains { RequestIntake.isMediaType($0, types[0]) }
    }

    /// Refuses a length that is told beforehand.
    ///
    /// - Throws: `body_too_large`.
    static func checkLength(_ request: Request) throws(Refusal) {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > largestBody {
            throw Refusal(.bodyTooLarge)
        }
    }

    /// Reads the body to its end, digesting it.
    ///
    /// - Parameter spool: where it is kept; nothing for a batch that is refused whatever it holds, of which only size and
    ///   digest are asked.
    /// - Throws: ``Refusal`` for `body_too_large`; ``BatchSpool/Failure``; any other error when the sender is gone.
    static func take(_ request: Request, digest field: String?, into spool: BatchSpool?) async throws -> BatchBody {
        var digest = ContentDigest.running(for: field)
        var size = 0
        var lines = 0
        for try await buffer in request.body {
            guard size + buffer.readableBytes <= largestBody else { throw Refusal(.bodyTooLarge) }
            try buffer.withUnsafeReadableBytes { bytes in
                digest.update(bytes)
                lines += bytes.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
                guard lines <= mostLines else { throw Refusal(.bodyTooLarge) }
                try spool?.write(bytes, at: size)
            }
            size += buffer.readableBytes
        }
        return BatchBody(spool: spool, size: size, digests: digest.digests)
    }
}
