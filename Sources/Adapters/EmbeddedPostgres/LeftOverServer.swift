import Foundation
import Glibc

/// Processes of a server that an earlier run left on a cluster, found by what /proc says of them.
///
/// After SIGKILL of the hub its server is on its way out (the parent-death signal); after SIGKILL of the server its
/// backends are, and a second server beside them would ruin the data.
struct LeftOverServer {
    let cluster: String

    /// Ends them: asks, waits, insists.
    ///
    /// - Throws: ``ClusterError/leftOverServer(directory:identifier:)`` when one stays for longer than a minute and a half.
    func end() async throws(ClusterError) {
        let beginning = ContinuousClock.now
        var asked: Set<pid_t> = []
        while let first = processes().first {
            let passed = beginning.duration(to: .now)
            // The postmaster first: SIGINT is its fast shutdown, SIGQUIT its immediate one; backends understand both.
            let main = mainProcess() ?? first
            if asked.insert(main).inserted { _ = kill(main, SIGINT) }
            if passed > .seconds(60) {
                for process in processes() { _ = kill(process, SIGQUIT) }
            }
            if passed > .seconds(90) { throw .leftOverServer(directory: cluster, identifier: main) }
            await pause(.milliseconds(20))
        }
        removeNote()
    }

    /// The processes of a PostgreSQL server that work in the cluster: its directory is theirs, and the program is postgres.
    func processes() -> [pid_t] {
        var wanted = stat()
        guard stat(cluster, &wanted) == 0 else { return [] }
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.filter { isServer($0, in: wanted) }.sorted()
    }

    private func isServer(_ process: pid_t, in wanted: stat) -> Bool {
        var found = stat()
        guard stat("/proc/\(process)/cwd", &found) == 0, found.st_ino == wanted.st_ino, found.st_dev == wanted.st_dev,
            let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
        else { return false }
        // An upgrade of the package under a running server leaves "… (deleted)".
        return (program as NSString).lastPathComponent.hasPrefix("postgres")
    }

    /// The process that the cluster's note names, if it is one of ours.
    private func mainProcess() -> pid_t? {
        var wanted = stat()
        guard let named = notedProcess(), stat(cluster, &wanted) == 0, isServer(named, in: wanted) else { return nil }
        return named
    }

    private func notedProcess() -> pid_t? {
        guard let text = try? String(contentsOfFile: cluster + "/postmaster.pid", encoding: .utf8) else { return nil }
        return text.split(whereSeparator: \.isNewline).first.flatMap { pid_t($0) }
    }

    /// Removes a note whose process id belongs to some other program by now: the server would take that for itself and
    /// refuse to start. Any other stale note is left to the server, which checks its shared memory too.
    private func removeNote() {
        guard let named = notedProcess(), kill(named, 0) == 0 || errno == EPERM else { return }
        unlink(cluster + "/postmaster.pid")
    }

    /// Removes the lock beside the socket that a server left which had no time to: where its process id lives on, as
    /// another program's or as a process that nobody has reaped yet, the next server would take the socket for taken.
    ///
    /// The directory is the cluster's own, and whoever holds the data directory's lock has seen every server of it end.
    static func removeSocketLock(in socketDirectory: String) {
        unlink("\(socketDirectory)\(ClusterPaths.socketName).lock")
    }
}
