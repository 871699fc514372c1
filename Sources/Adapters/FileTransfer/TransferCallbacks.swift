import CCurl
import Glibc

/// The bytes of an upload, read in pieces by libcurl.
final class UploadSource {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// CURLOPT_READFUNCTION(3): answers the count copied, 0 at the end.
    static let read: curl_read_callback = { buffer, size, count, context in
        guard let buffer, let context else { return Int(CURL_READFUNC_ABORT) }
        let source = Unmanaged<UploadSource>.fromOpaque(context).takeUnretainedValue()
        let length = min(size * count, source.bytes.count - source.position)
        source.bytes.withUnsafeBytes { all in
            UnsafeMutableRawBufferPointer(start: buffer, count: length)
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: all[source.position..<source.position + length]))
        }
        source.position += length
        return length
    }

    /// CURLOPT_SEEKFUNCTION(3): libcurl starts over when a kept connection turns out to be dead.
    static let seek: curl_seek_callback = { context, offset, origin in
        guard let context, origin == SEEK_SET else { return CURL_SEEKFUNC_FAIL }
        let source = Unmanaged<UploadSource>.fromOpaque(context).takeUnretainedValue()
        guard let position = Int(exactly: offset), (0...source.bytes.count).contains(position) else {
            return CURL_SEEKFUNC_FAIL
        }
        source.position = position
        return CURL_SEEKFUNC_OK
    }
}

/// Compares what a server sends with what is expected, keeping nothing of it.
final class ReceivedBytes {
    private let expected: [UInt8]
    private var position = 0
    private var differs = false

    init(expecting expected: [UInt8] = []) {
        self.expected = expected
    }

    /// Whether exactly the expected bytes came.
    var isIdentical: Bool {
        !differs && position == expected.count
    }

    /// More than this beyond what is expected is not read; an error page of a web server fits in.
    private static let tolerance = 1 << 20

    /// CURLOPT_WRITEFUNCTION(3): any other answer than the count given ends the transfer.
    static let write: curl_write_callback = { buffer, size, count, context in
        guard let buffer, let context else { return 0 }
        let received = Unmanaged<ReceivedBytes>.fromOpaque(context).takeUnretainedValue()
        let piece = UnsafeRawBufferPointer(start: buffer, count: size * count)
        let end = received.position + piece.count
        if end > received.expected.count {
            received.differs = true
        } else if !received.differs, !piece.isEmpty {
            received.differs = received.expected.withUnsafeBytes { all in
                all.baseAddress.map { memcmp($0 + received.position, buffer, piece.count) != 0 } ?? true
            }
        }
        received.position = end
        return end > received.expected.count + tolerance ? 0 : piece.count
    }
}

/// Keeps what a server sends, up to a limit.
final class KeptBytes {
    private let limit: Int
    private(set) var bytes: [UInt8] = []
    private(set) var isTooLarge = false

    init(limit: Int) {
        self.limit = limit
    }

    /// CURLOPT_WRITEFUNCTION(3): any other answer than the count given ends the transfer.
    static let write: curl_write_callback = { buffer, size, count, context in
        guard let buffer, let context else { return 0 }
        let kept = Unmanaged<KeptBytes>.fromOpaque(context).takeUnretainedValue()
        let piece = UnsafeRawBufferPointer(start: buffer, count: size * count)
        guard kept.bytes.count + piece.count <= kept.limit else {
            kept.isTooLarge = true
            return 0
        }
        kept.bytes.append(contentsOf: piece)
        return piece.count
    }
}
