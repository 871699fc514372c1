import Glibc

/// The user that the server runs as: `postgres` when this process is root, else this process's own.
struct ServerAccount: Hashable, Sendable {
    let name: String
    let user: uid_t
    let group: gid_t
    /// Whether the server's user is another than this process's.
    let isAnother: Bool

    private static let setpriv = "/usr/bin/setpriv"

    /// - Throws: ``ClusterError/userMissing(name:)``, ``ClusterError/programMissing(path:)``.
    static func current() throws(ClusterError) -> ServerAccount {
        guard access(setpriv, X_OK) == 0 else { throw .programMissing(path: setpriv) }
        guard geteuid() == 0 else {
            return ServerAccount(name: "uid \(geteuid())", user: geteuid(), group: getegid(), isAnother: false)
        }
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 1 << 14)
        guard getpwnam_r("postgres", &entry, &buffer, buffer.count, &found) == 0, found != nil else {
            throw .userMissing(name: "postgres")
        }
        return ServerAccount(name: "postgres", user: entry.pw_uid, group: entry.pw_gid, isAnother: true)
    }

    /// The words that run `command` as this user and end it with the thread that starts it.
    ///
    /// setpriv replaces itself by the command, so that there is no process between; it asks for the parent's death signal
    /// after it changed the user, which would undo it (prctl(2)).
    func command(_ words: [String], onParentDeath signal: String = "INT") -> [String] {
        let identity =
            isAnother ? ["--reuid", String(user), "--regid", String(group), "--init-groups"] : []
        return [Self.setpriv] + identity + ["--pdeathsig", signal, "--"] + words
    }

    /// Whether this user may enter a directory, lists of access and all: the kernel is asked.
    func canEnter(_ directory: String) throws(ClusterError) -> Bool {
        guard isAnother else { return access(directory, X_OK) == 0 }
        return try ChildProcess(command(["/usr/bin/test", "-x", directory])).waitForEnd() == 0
    }

    /// The topmost directory on the way to this one that the user may not enter, if there is one.
    func barrier(on path: String) throws(ClusterError) -> String? {
        if try canEnter(path) { return nil }
        var prefix = ""
        for name in path.split(separator: "/") {
            prefix += "/" + name
            if try !canEnter(prefix) { return prefix }
        }
        return path
    }
}
