import Glibc

/// The owner of a descriptor that reads the back-office file.
final class InputFile: Sendable {
    let path: String
    private let descriptor: Int32

    /// What tells one state of the file from another without reading it.
    struct State: Hashable, Sendable {
        let size: Int64
        let changedSeconds: Int
        let changedNanoseconds: Int
    }

    /// - Throws: ``BatchError/unreadable(path:code:)``.
    init(_ path: String) throws(BatchError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, code: errno) }
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit { close(descriptor) }

    /// - Throws: ``BatchError/unreadable(path:code:)``; a directory or a pipe is unreadable too.
    func state() throws(BatchError) -> State {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, code: errno) }
        // A pipe cannot be read twice: once to check it, once to send it.
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : ESPIPE)
        }
        return State(
            size: Int64(status.st_size), changedSeconds: status.st_mtim.tv_sec,
            changedNanoseconds: status.st_mtim.tv_nsec)
    }

    /// Appends up to `count` bytes from `offset`; how many there were, 0 at the end.
    ///
    /// - Throws: ``BatchError/unreadable(path:code:)``.
    func read(_ count: Int, at offset: Int64, to bytes: inout [UInt8]) throws(BatchError) -> Int {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        var got = 0
        while true {
            got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress?.advanced(by: start), count, off_t(offset))
            }
            if got < 0, errno == EINTR { continue }
            break
        }
        let code = errno
        bytes.removeLast(count - max(0, got))
        guard got >= 0 else { throw .unreadable(path: path, code: code) }
        return got
    }
}

/// What the system says of an error.
enum SystemFailure {
    static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
