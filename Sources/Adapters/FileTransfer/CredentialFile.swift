import Glibc

/// Checks of the files that prove who the hub is, made before anything is sent.
enum CredentialFile {
    /// Whether the file may be read by others without harm.
    enum Content {
        case secret, `public`
    }

    /// A regular file the hub can read; a secret one only by its owner.
    static func check(_ path: String, holds content: Content) throws(TransferError) {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, access(path, R_OK) == 0 else {
            throw .credential(path: path, .unreadable)
        }
        if content == .secret, facts.st_mode & 0o077 != 0 {
            throw .credential(path: path, .openToOthers)
        }
    }

    /// The only line of a password file, 1 to 256 bytes, without its line end.
    static func password(_ path: String) throws(TransferError) -> String {
        try check(path, holds: .secret)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .credential(path: path, .unreadable) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 260)
        let count = read(descriptor, &bytes, bytes.count)
        var line = bytes.prefix(max(0, count))
        if line.last == UInt8(ascii: "\n") { line.removeLast() }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard (1...256).contains(line.count), line.allSatisfy({ $0 >= 0x20 }),
            let text = String(validating: line, as: UTF8.self)
        else { throw .credential(path: path, .malformed) }
        return text
    }
}
