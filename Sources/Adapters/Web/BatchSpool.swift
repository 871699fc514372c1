import Glibc
import NIOCore

/// A file without a name, for what is too large to be kept in memory; it is gone when nobody holds it any more, or when
/// the program ends.
///
/// Reading and writing block only for as long as the page cache takes, as nothing is ever flushed.
final class BatchSpool: Sendable {
    /// Why a spool cannot be used: its folder is missing, or the disk is full.
    struct Failure: Error {
        let code: Int32
    }

    /// The most bytes that are read at once.
    static let pieceSize = 1 << 16

    private let descriptor: Int32

    /// A new file in `folder`, mode 0600, unlinked at once.
    init(folder: String) throws(Failure) {
        var template = Array((folder + "/batch-XXXXXX").utf8CString)
        descriptor = template.withUnsafeMutableBufferPointer { name in
            guard let start = name.baseAddress else { return -1 }
            let descriptor = mkstemp(start)
            if descriptor >= 0 {
                unlink(start)
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            }
            return descriptor
        }
        guard descriptor >= 0 else { throw Failure(code: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Writes bytes at a place.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(Failure) {
        var rest = bytes
        var place = offset
        while !rest.isEmpty {
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(place))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(code: count < 0 ? errno : ENOSPC) }
            place += count
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Writes bytes at a place.
    func write(_ bytes: [UInt8], at offset: Int) throws(Failure) {
        let result = bytes.withUnsafeBytes { buffer -> Failure? in
            do throws(Failure) {
                try write(buffer, at: offset)
                return nil
            } catch {
                return error
            }
        }
        if let result { throw result }
    }

    /// Reads at most so many bytes from a place; none at the end.
    func read(_ count: Int, at offset: Int) throws(Failure) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var got = pread(descriptor, buffer.baseAddress, count, off_t(offset))
            while got < 0, errno == EINTR { got = pread(descriptor, buffer.baseAddress, count, off_t(offset)) }
            failure = got < 0 ? errno : 0
            filled = max(0, got)
        }
        guard failure == 0 else { throw Failure(code: failure) }
        return bytes
    }
}
