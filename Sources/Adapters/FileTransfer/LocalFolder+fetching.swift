import Glibc

extension LocalFolder {
    /// Reads a regular file of this machine; `nil` when there is none. Links are not followed.
    static func fetch(
        _ name: String, _ folder: [String], _ destination: Destination, limitBytes: Int, deadline: TransferDeadline
    ) throws(TransferError) -> [UInt8]? {
        _ = try deadline.remainingMilliseconds(file: name)
        // Without waiting for a writer, should somebody have put a named pipe there.
        let path = destination.serverPath(folder + [name])
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw fetchFault("open", name)
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw fetchFault("fstat", name) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw .download(file: name, .init(detail: "no regular file"))
        }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            _ = try deadline.remainingMilliseconds(file: name)
            let count = read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fetchFault("read", name) }
            guard count > 0 else { return bytes }
            guard bytes.count + count <= limitBytes else { throw .tooLarge(file: name, limitBytes: limitBytes) }
            bytes += piece[..<count]
        }
    }

    private static func fetchFault(_ call: String, _ file: String) -> TransferError {
        .download(file: file, .init(systemError: errno, detail: call))
    }
}
