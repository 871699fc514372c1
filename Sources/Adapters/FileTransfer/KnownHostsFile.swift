import Glibc

/// A known-hosts file with the one pinned key, without a name in any folder.
///
/// libcurl takes host keys from a path only. The file is unlinked as soon as it is made and reached through
/// `/proc/self/fd`, so nobody else can change it and nothing is left behind by a crash.
struct KnownHostsFile: ~Copyable {
    private let descriptor: Int32

    /// Writes the pin; the type of its key is also the one libcurl will ask the server for.
    ///
    /// - Throws: ``TransferError/library(_:)`` when no temporary file can be made.
    init(host: String, port: Int, type: String, base64: String) throws(TransferError) {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        // known_hosts has no brackets for the standard port, and libssh2 looks for none (sshd(8)).
        let line = "\(port == 22 ? bare : "[\(bare)]:\(port)") \(type) \(base64)\n"
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var path = Array("\(folder)/known-hosts-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw Self.fault() }
        unlink(path)
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
            Array(line.utf8).withUnsafeBytes({ bytes in
                Glibc.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
            })
        else { throw Self.fault() }
    }

    deinit {
        close(descriptor)
    }

    /// Valid as long as this value lives.
    var path: String {
        "/proc/self/fd/\(descriptor)"
    }

    private static func fault() -> TransferError {
        .library(.init(systemError: errno, detail: "temporary known-hosts file"))
    }
}
