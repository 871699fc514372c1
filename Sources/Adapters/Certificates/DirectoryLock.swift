import Glibc

/// An advisory lock on a directory (`flock`): one holder at a time among all processes and threads of the machine.
///
/// It ends with its owner, also when the process dies.
struct DirectoryLock: ~Copyable {
    private let descriptor: Int32

    /// Waits for the lock, at most ten seconds.
    ///
    /// - Throws: ``CertificateError/storeBusy(path:)``, ``CertificateError/file(path:operation:code:)``.
    init(_ directory: String) throws(CertificateError) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: directory, operation: "open", code: errno) }
        for _ in 0..<2_000 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                self.descriptor = descriptor
                return
            }
            usleep(5_000)
        }
        close(descriptor)
        throw .storeBusy(path: directory)
    }

    deinit { close(descriptor) }

    /// Runs the closure while the lock is held.
    borrowing func hold<Result>(_ body: () throws(CertificateError) -> Result) throws(CertificateError) -> Result {
        try body()
    }
}

extension CertificateStore {
    /// Runs the closure as the only one that changes this store.
    func locked<Result>(_ body: () throws(CertificateError) -> Result) throws(CertificateError) -> Result {
        try DirectoryLock(publicDirectory).hold(body)
    }
}
