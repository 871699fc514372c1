import Certificates
import Glibc

/// A file of secret bytes, mode 0600, never readable by others.
enum SecretFile {
    /// Makes the file with these many bytes of the system's randomness, unless it is there; of two at once, one makes it.
    ///
    /// It appears complete or not at all: it is written under another name, flushed, and linked into place.
    /// - Throws: ``CertificateError/file(path:operation:code:)``.
    static func createIfMissing(_ path: String, byteCount: Int) throws(CertificateError) {
        if access(path, F_OK) == 0 { return }
        var random = SystemRandomNumberGenerator()
        let partial = "\(path).\(random.next()).partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(path: partial, operation: "create", code: errno) }
        defer {
            close(descriptor)
            unlink(partial)
        }
        var bytes = (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        defer { wipe(&bytes) }
        // fchmod: the process's umask must not narrow the mode.
        guard fchmod(descriptor, 0o600) == 0, write(descriptor, bytes, byteCount) == byteCount, fsync(descriptor) == 0
        else { throw .file(path: partial, operation: "write", code: errno) }
        guard link(partial, path) == 0 || errno == EEXIST else {
            throw .file(path: path, operation: "link into place", code: errno)
        }
        let directory = open(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]), O_RDONLY | O_CLOEXEC)
        guard directory >= 0 else { throw .file(path: path, operation: "flush the directory of", code: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else {
            throw .file(path: path, operation: "flush the directory of", code: errno)
        }
    }

    /// Lends the bytes of the file, and wipes them afterwards. What is judged is the very file that is read.
    ///
    /// - Throws: as ``PrivateKeyFile/load(_:)``; ``CertificateError/fileTooLarge(path:limitBytes:)``.
    static func withBytes<Result>(
        _ path: String, limitBytes: Int, _ body: ([UInt8]) throws -> Result
    ) throws -> Result {
        // O_NONBLOCK: opening a pipe must answer, not wait.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw CertificateError.file(path: path, operation: "open", code: errno)
        }
        defer { close(descriptor) }
        try PrivateKeyFile.check(descriptor: descriptor, path: path)
        var bytes = [UInt8](repeating: 0, count: limitBytes + 1)
        defer { wipe(&bytes) }
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw CertificateError.file(path: path, operation: "read", code: errno) }
        guard count <= limitBytes else { throw CertificateError.fileTooLarge(path: path, limitBytes: limitBytes) }
        var content = Array(bytes.prefix(count))
        defer { wipe(&content) }
        return try body(content)
    }

    /// Overwrites bytes; `explicit_bzero` is kept by the optimiser.
    private static func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { buffer in
            if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
        }
    }
}
