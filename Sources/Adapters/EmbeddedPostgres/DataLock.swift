import Glibc
import Synchronization

/// The lock on a data directory: an advisory lock (`flock`) on its file `lock`, which says who holds it and where its
/// server listens. It ends with its owner, also when the process dies.
final class DataLock: Sendable {
    /// Who holds a lock, as the file says.
    struct Holder: Hashable {
        /// The process id.
        let identifier: pid_t
        let mode: ClusterMode
        /// The socket's directory; written before the server starts.
        let socketDirectory: String?
    }

    private let path: String
    /// -1 after the release.
    private let descriptor: Mutex<Int32>

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Takes the lock unless another process, or another owner in this one, holds it.
    ///
    /// - Returns: nothing when it is held.
    /// - Throws: ``ClusterError/file(path:operation:code:)``.
    static func take(_ path: String, mode: ClusterMode) throws(ClusterError) -> DataLock? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .file(path: path, operation: "open", code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            if code == EWOULDBLOCK { return nil }
            throw .file(path: path, operation: "lock", code: code)
        }
        let lock = DataLock(path: path, descriptor: descriptor)
        try lock.write("\(getpid())\n\(mode.rawValue)\n", at: 0)
        return lock
    }

    /// Says where the server is about to listen.
    func announce(socketDirectory: String) throws(ClusterError) {
        try write(socketDirectory + "\n", at: nil)
    }

    /// Gives the lock up.
    func release() {
        descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            ftruncate(descriptor, 0)
            // Closing alone would leave the lock to a child that is between its start and its program.
            flock(descriptor, LOCK_UN)
            close(descriptor)
            descriptor = -1
        }
    }

    /// Who holds the lock; nothing while it changes hands.
    static func holder(_ path: String) -> Holder? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        // What follows the last line's end is still being written.
        let lines = String(decoding: bytes[..<count], as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard lines.count >= 2, let identifier = pid_t(lines[0]), let mode = ClusterMode(rawValue: String(lines[1])),
            // A holder that died left its name behind.
            kill(identifier, 0) == 0 || errno == EPERM
        else { return nil }
        return Holder(
            identifier: identifier, mode: mode, socketDirectory: lines.count > 2 ? String(lines[2]) : nil)
    }

    /// Writes at the beginning, in place of everything, or at the end.
    private func write(_ text: String, at offset: off_t?) throws(ClusterError) {
        let code: Int32? = descriptor.withLock { descriptor in
            if offset == 0, ftruncate(descriptor, 0) != 0 { return errno }
            guard lseek(descriptor, 0, offset == 0 ? SEEK_SET : SEEK_END) >= 0 else { return errno }
            let bytes = Array(text.utf8)
            return Glibc.write(descriptor, bytes, bytes.count) == bytes.count ? nil : errno
        }
        if let code { throw .file(path: path, operation: "write", code: code) }
    }
}
