import COpenSSL
import Glibc

/// Files that are whole after a crash: written beside, flushed, then put in place in one step.
enum DurableFile {
    /// Ends the names of files that were still being written when a process died.
    static let partialSuffix = ".partial"

    /// Puts these bytes at the path, in place of what was there.
    static func replace(_ path: String, bytes: [UInt8], mode: mode_t) throws(CertificateError) {
        let partial = try writePartial(path, bytes, mode)
        guard rename(partial, path) == 0 else {
            let code = errno
            unlink(partial)
            throw .file(path: path, operation: "rename into place", code: code)
        }
        try flushDirectory(of: path)
    }

    /// Puts these bytes at the path unless something is there.
    ///
    /// - Returns: whether it was this call that made the file.
    static func create(_ path: String, bytes: [UInt8], mode: mode_t) throws(CertificateError) -> Bool {
        let partial = try writePartial(path, bytes, mode)
        defer { unlink(partial) }
        guard link(partial, path) == 0 else {
            if errno == EEXIST { return false }
            throw .file(path: path, operation: "link into place", code: errno)
        }
        try flushDirectory(of: path)
        return true
    }

    /// Whether anything stands at the path, a dangling link included.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Reads a whole file, or answers nothing when there is none.
    static func readIfPresent(_ path: String, limitBytes: Int) throws(CertificateError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .file(path: path, operation: "open", code: errno)
        }
        defer { close(descriptor) }
        return try read(descriptor, path: path, limitBytes: limitBytes)
    }

    /// Reads all of an open file.
    static func read(_ descriptor: Int32, path: String, limitBytes: Int) throws(CertificateError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        defer { chunk.wipe() }
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw .file(path: path, operation: "read", code: errno)
            }
            bytes += chunk[..<count]
            guard bytes.count <= limitBytes else { throw .fileTooLarge(path: path, limitBytes: limitBytes) }
        }
    }

    /// Makes a directory with this mode unless it is there; its parents must be there.
    static func makeDirectory(_ path: String, mode: mode_t) throws(CertificateError) {
        guard mkdir(path, mode) == 0 || errno == EEXIST else {
            throw .file(path: path, operation: "make the directory", code: errno)
        }
    }

    /// Removes what processes that died left half written in a directory.
    ///
    /// - Parameter epochSeconds: only files last written before this are left-overs: a younger one may still be in work.
    static func removePartials(in directory: String, olderThan epochSeconds: Int) {
        guard let stream = opendir(directory) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix("."), name.hasSuffix(partialSuffix) else { continue }
            let path = directory + "/" + name
            var status = stat()
            if lstat(path, &status) == 0, status.st_mtim.tv_sec < epochSeconds { unlink(path) }
        }
    }

    private static func writePartial(_ path: String, _ bytes: [UInt8], _ mode: mode_t) throws(CertificateError)
        -> String
    {
        let random = try SerialNumber.random().description
        let (directory, name) = split(path)
        let partial = "\(directory)/.\(name).\(random)\(partialSuffix)"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .file(path: partial, operation: "create", code: errno) }
        defer { close(descriptor) }
        do throws(CertificateError) {
            // fchmod: the process's umask must neither widen nor narrow the mode.
            guard fchmod(descriptor, mode) == 0 else {
                throw .file(path: partial, operation: "set the mode of", code: errno)
            }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno != EINTR { throw .file(path: partial, operation: "write", code: errno) }
                rest = rest.dropFirst(max(count, 0))
            }
            guard fsync(descriptor) == 0 else { throw .file(path: partial, operation: "flush", code: errno) }
        } catch {
            unlink(partial)
            throw error
        }
        return partial
    }

    private static func flushDirectory(of path: String) throws(CertificateError) {
        let directory = split(path).directory
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: directory, operation: "open", code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .file(path: directory, operation: "flush", code: errno) }
    }

    private static func split(_ path: String) -> (directory: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let directory = path[..<slash]
        return (directory.isEmpty ? "/" : String(directory), String(path[path.index(after: slash)...]))
    }
}
