import Foundation
import Glibc

/// The making of a new cluster: whole or not at all, since it is made under another name.
struct ClusterMaking {
    private let paths: ClusterPaths
    private let account: ServerAccount
    private let programs: ServerPrograms
    private let settings: ClusterSettings
    private let barrier: String?

    /// - Parameter barrier: a directory above the data that the server's user may not enter, if there is one.
    init(
        _ paths: ClusterPaths, _ account: ServerAccount, _ programs: ServerPrograms, _ settings: ClusterSettings,
        barrier: String?
    ) {
        self.paths = paths
        self.account = account
        self.programs = programs
        self.settings = settings
        self.barrier = barrier
    }

    /// - Throws: ``ClusterError/initializationFailed(output:)``, ``ClusterError/unreachable(directory:user:)``,
    ///   ``ClusterError/file(path:operation:code:)``.
    func make() async throws(ClusterError) {
        let directory = paths.unfinishedCluster
        try await LeftOverServer(cluster: directory).end()
        try? FileManager.default.removeItem(atPath: directory)
        try ClusterPaths.makeDirectory(directory, mode: 0o700, owner: account)
        if let barrier {
            let test = try ChildProcess(
                account.command(["/usr/bin/test", "-w", ClusterServer.passedDirectory]), directory: directory)
            guard test.waitForEnd() == 0 else { throw .unreachable(directory: barrier, user: account.name) }
        }
        var words = [
            programs.initdb, "-D", barrier == nil ? directory : ClusterServer.passedDirectory, "-A", "trust", "-U",
            EmbeddedCluster.roleName, "-E", "UTF8", "--locale=C.UTF-8", "--lc-collate=C", "--data-checksums",
        ]
        if settings.durability == .volatile { words.append("--no-sync") }
        let initialization = try ChildProcess(
            account.command(words, onParentDeath: "TERM"), output: paths.startLog,
            directory: barrier == nil ? nil : directory)
        let status = await initialization.end(within: .seconds(settings.startLimitSeconds))
        guard status == 0 else {
            initialization.signal(SIGKILL)
            throw .initializationFailed(output: paths.lastWords())
        }
        guard rename(directory, paths.cluster) == 0 else {
            throw .file(path: paths.cluster, operation: "rename into place", code: errno)
        }
        let home = open(paths.home, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard home >= 0 else { throw .file(path: paths.home, operation: "open", code: errno) }
        defer { close(home) }
        guard fsync(home) == 0 else { throw .file(path: paths.home, operation: "flush", code: errno) }
    }
}

extension ClusterPaths {
    /// The end of what the server's programs wrote last, in one line: of `start.log`, and of the newest log.
    func lastWords() -> String {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: log)) ?? []).map { "\(log)/\($0)" }
        let newest = names.max { Self.changed($0) < Self.changed($1) }
        let lines = [startLog, newest].compactMap { $0 }.flatMap { path -> [Substring] in
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            return text.suffix(4_000).split(whereSeparator: \.isNewline).suffix(6)
        }
        return lines.joined(separator: " | ")
    }

    private static func changed(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mtim.tv_sec : 0
    }
}
