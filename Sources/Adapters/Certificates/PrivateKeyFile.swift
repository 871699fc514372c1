import Glibc

/// Private keys on disk: PKCS#8 PEM, mode 0600, never readable by others.
public enum PrivateKeyFile {
    /// Makes a new key at this path unless a file is there already; of two at once, one makes it.
    ///
    /// The key appears complete or not at all: it is written under another name, flushed, and linked into place.
    /// - Returns: whether this call made it.
    /// - Throws: ``CertificateError/file(path:operation:code:)`` and ``CertificateError/openSSL(operation:reasons:)``.
    @discardableResult
    public static func createIfMissing(
        _ path: String, algorithm: PrivateKeyAlgorithm
    ) throws(CertificateError) -> Bool {
        if DurableFile.exists(path) { return false }
        let key = try PrivateKey.generate(algorithm)
        return try key.withPEM { text throws(CertificateError) in
            try DurableFile.create(path, bytes: text, mode: 0o600)
        }
    }

    /// Reads a key, and refuses one that others could have read.
    ///
    /// What is judged is the very file that is read, after any symbolic link, so that nothing can change in between.
    /// - Throws: ``CertificateError/privateKeyReadableByOthers(path:mode:)`` when its group or others have any permission,
    ///   ``CertificateError/privateKeyOwnedByAnother(path:owner:)`` unless it is the current user's or root's,
    ///   ``CertificateError/privateKeyNotAFile(path:)``, ``CertificateError/file(path:operation:code:)``,
    ///   ``CertificateError/malformed(_:reasons:)``.
    public static func load(_ path: String) throws(CertificateError) -> PrivateKey {
        // O_NONBLOCK: opening a pipe must answer, not wait.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .file(path: path, operation: "open", code: errno) }
        defer { close(descriptor) }
        try check(descriptor: descriptor, path: path)
        var text = try DurableFile.read(descriptor, path: path, limitBytes: 1 << 16)
        defer { text.wipe() }
        return try PrivateKey(pem: text)
    }

    /// Refuses a file that others can read, without reading it: for keys that another library loads, such as a TLS
    /// server's.
    ///
    /// - Throws: as ``load(_:)``, except for the key's content.
    public static func check(_ path: String) throws(CertificateError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .file(path: path, operation: "open", code: errno) }
        defer { close(descriptor) }
        try check(descriptor: descriptor, path: path)
    }

    /// Checks an open file as ``check(_:)`` does; what is judged is the very file that is read.
    ///
    /// - Throws: as ``load(_:)``, except for the key's content.
    public static func check(descriptor: Int32, path: String) throws(CertificateError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .file(path: path, operation: "examine", code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .privateKeyNotAFile(path: path) }
        // An access control list shows in the group's bits too: they are its mask.
        guard status.st_mode & 0o077 == 0 else {
            throw .privateKeyReadableByOthers(path: path, mode: status.st_mode & 0o7777)
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .privateKeyOwnedByAnother(path: path, owner: status.st_uid)
        }
    }
}
