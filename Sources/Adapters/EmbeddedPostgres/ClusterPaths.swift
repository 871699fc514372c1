import Foundation
import Glibc

/// Where a cluster keeps what, under its data directory.
///
/// | path | mode | owner | holds |
/// | --- | --- | --- | --- |
/// | `<data>` | 0711 when made here | this process's user | |
/// | `<data>/lock` | 0600 | this process's user | who holds the directory |
/// | `<data>/postgres` | 0711 | this process's user | `start.log`: what the server says before its own log is open |
/// | `<data>/postgres/cluster` | 0700 | the server's user | the data |
/// | `<data>/postgres/log` | 0700 | the server's user | a log a day, a week of them |
/// | `<data>/postgres/run` | 0700 | the server's user | the socket, where the path is short and plain enough |
struct ClusterPaths: Hashable, Sendable {
    /// Absolute and free of symbolic links.
    let data: String

    var lock: String { data + "/lock" }
    var home: String { data + "/postgres" }
    var startLog: String { home + "/start.log" }
    var cluster: String { home + "/cluster" }
    /// Where `initdb` works; renamed when whole.
    var unfinishedCluster: String { home + "/cluster.unfinished" }
    var log: String { home + "/log" }
    var run: String { home + "/run" }

    /// A socket's address holds 107 bytes and an end mark (unix(7)).
    static let socketPathLimitBytes = 107
    static let socketName = "/.s.PGSQL.5432"

    /// Makes the data directory when missing, parents included, and resolves its path.
    ///
    /// - Throws: ``ClusterError/file(path:operation:code:)``.
    init(data: String) throws(ClusterError) {
        try Self.makeDirectories(data, mode: 0o711)
        guard let resolved = realpath(data, nil) else { throw .file(path: data, operation: "resolve", code: errno) }
        defer { free(resolved) }
        self.data = String(cString: resolved)
    }

    /// The socket's directory: `run`, or where its path is too long for an address, has signs that the server's
    /// settings give a meaning of their own, or cannot be reached, one of the same name each time under `/tmp`.
    func socketDirectory(isReachable: Bool) -> String {
        let isPlain = run.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        // The server makes its lock file beside the socket, with a name longer by five.
        let isShort = run.utf8.count + Self.socketName.utf8.count + 5 < Self.socketPathLimitBytes
        if isReachable, isPlain, isShort { return run }
        // FNV-1a in 64 bits: it only has to keep directories apart, ownership is checked.
        let hash = data.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return "/tmp/clearinghouse-" + String(hash, radix: 16)
    }

    /// The major version of the cluster that is there, from its file `PG_VERSION`.
    func major() -> Int? {
        guard let text = try? String(contentsOfFile: cluster + "/PG_VERSION", encoding: .utf8) else { return nil }
        return Int(text.prefix { $0.isNumber })
    }

    /// Makes a directory and its parents where missing; the parents with 0755.
    static func makeDirectories(_ path: String, mode: mode_t) throws(ClusterError) {
        if access(path, F_OK) == 0 { return }
        let parent = (path as NSString).deletingLastPathComponent
        if !parent.isEmpty, parent != path { try makeDirectories(parent, mode: 0o755) }
        try makeDirectory(path, mode: mode)
    }

    /// Makes a directory unless it is there, with exactly this mode and owner when it makes it.
    static func makeDirectory(_ path: String, mode: mode_t, owner: ServerAccount? = nil) throws(ClusterError) {
        guard mkdir(path, 0o700) == 0 else {
            if errno == EEXIST { return }
            throw .file(path: path, operation: "make the directory", code: errno)
        }
        if let owner, owner.isAnother, lchown(path, owner.user, owner.group) != 0 {
            throw .file(path: path, operation: "change the owner of", code: errno)
        }
        // The umask must neither widen nor narrow the mode.
        guard chmod(path, mode) == 0 else { throw .file(path: path, operation: "set the mode of", code: errno) }
    }

    /// Makes the socket's directory, or checks that the one there is private and the server's own.
    static func makeSocketDirectory(_ path: String, owner: ServerAccount) throws(ClusterError) {
        try makeDirectory(path, mode: 0o700, owner: owner)
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .file(path: path, operation: "examine", code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == owner.user, status.st_mode & 0o077 == 0 else {
            throw .socketDirectoryTaken(path: path)
        }
    }
}
