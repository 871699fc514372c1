import Hummingbird
import NIOCore
import Signatures

/// The body of a response that waits in a spool.
struct SpooledBody: Sendable {
    let spool: BatchSpool
    /// Bytes of it.
    let size: Int
    let digests: ContentDigests

    /// The body as it is sent, piece by piece, as fast as the client reads.
    var responseBody: ResponseBody {
        ResponseBody(contentLength: size) { writer in
            var offset = 0
            while offset < size {
                let piece = try spool.read(min(BatchSpool.pieceSize, size - offset), at: offset)
                guard !piece.isEmpty else { throw BatchSpool.Failure(code: 0) }
                offset += piece.count
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try await writer.finish(nil)
        }
    }
}
