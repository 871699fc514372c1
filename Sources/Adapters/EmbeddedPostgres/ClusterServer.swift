import Foundation
import Glibc
import Postgres

/// The server of a cluster, as the child of this process, with the lock on its data directory.
final class ClusterServer: Sendable {
    let socketDirectory: String
    private let paths: ClusterPaths
    private let child: ChildProcess
    private let lock: DataLock

    private init(paths: ClusterPaths, lock: DataLock, socketDirectory: String, child: ChildProcess) {
        self.paths = paths
        self.lock = lock
        self.socketDirectory = socketDirectory
        self.child = child
    }

    deinit { child.signal(SIGINT) }

    var identifier: pid_t? { child.identifier }

    /// Starts the server of a data directory whose lock is held; makes the cluster when there is none.
    static func start(
        _ paths: ClusterPaths, _ lock: DataLock, _ settings: ClusterSettings
    ) async throws(ClusterError) -> ClusterServer {
        let account = try ServerAccount.current()
        let exists = try checkOwner(of: paths.cluster, account)
        let programs = try settings.programs.programs(
            for: exists ? paths.major() : nil, directory: paths.cluster)
        try ClusterPaths.makeDirectory(paths.home, mode: 0o711)
        try ClusterPaths.makeDirectory(paths.log, mode: 0o700, owner: account)
        let barrier = try account.barrier(on: paths.home)
        unlink(paths.startLog)
        try await LeftOverServer(cluster: paths.cluster).end()
        if !exists { try await ClusterMaking(paths, account, programs, settings, barrier: barrier).make() }
        let socketDirectory = paths.socketDirectory(isReachable: barrier == nil)
        try ClusterPaths.makeSocketDirectory(socketDirectory, owner: account)
        LeftOverServer.removeSocketLock(in: socketDirectory)
        try lock.announce(socketDirectory: socketDirectory)
        let parameters = settings.all(socketDirectory: socketDirectory).flatMap { ["-c", "\($0.name)=\($0.value)"] }
        let child = try ChildProcess(
            account.command([programs.postgres, "-D", barrier == nil ? paths.cluster : passedDirectory] + parameters),
            output: paths.startLog, directory: barrier == nil ? nil : paths.cluster)
        let server = ClusterServer(paths: paths, lock: lock, socketDirectory: socketDirectory, child: child)
        do throws(ClusterError) {
            try await server.waitUntilReady(seconds: settings.startLimitSeconds)
        } catch {
            await server.stop()
            throw error
        }
        return server
    }

    /// How a program that may not walk the path to a directory names it: by a descriptor that its parent opened. So data
    /// may lie below `/root`, and that stays closed.
    static let passedDirectory = "/proc/self/fd/3"

    private static func checkOwner(of path: String, _ account: ServerAccount) throws(ClusterError) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return false }
            throw .file(path: path, operation: "examine", code: errno)
        }
        guard status.st_uid == account.user else { throw .ownedByAnother(path: path, owner: status.st_uid) }
        return true
    }

    private func waitUntilReady(seconds: Int) async throws(ClusterError) {
        let text = EmbeddedCluster.connectionString(socketDirectory, "postgres")
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            let failure: PostgresError
            do throws(PostgresError) {
                let connection = try await PostgresConnection.connect(text, applicationName: "clearinghouse start")
                try await Self.makeDatabase(connection)
                return
            } catch {
                failure = error
            }
            if child.status != nil { throw .endedWhileStarting(output: paths.lastWords()) }
            guard case .connectFailed(let reason) = failure else { throw .database(failure) }
            if Task.isCancelled { throw .cancelled }
            if .now > deadline { throw .notReady(seconds: seconds, reason: reason) }
            await pause(.milliseconds(20))
        }
    }

    /// Row: the database's name. Parameter: the same.
    private static let findDatabase = Statement(
        "cluster.find-database", "SELECT datname::text FROM pg_database WHERE datname = $1")

    /// Whether this server was built with lz4. Row: one, or none.
    private static let findFastCompression = Statement(
        "cluster.find-fast-compression",
        "SELECT name::text FROM pg_settings WHERE name = 'wal_compression' AND 'lz4' = ANY(enumvals)")

    /// Page images in the log are compressed by lz4 where the server has it: a tenth of the time of its own method, which
    /// where members are many is a good part of what a posting costs. On the command line an older server would refuse it.
    private static func compressFast(_ connection: PostgresConnection) async throws(PostgresError) {
        guard try await connection.execute(findFastCompression).count > 0 else { return }
        try await connection.simple(
            "ALTER ROLE CURRENT_USER SET wal_compression = 'lz4'", name: "cluster.compress-fast")
    }

    private static func makeDatabase(_ connection: PostgresConnection) async throws(PostgresError) {
        do throws(PostgresError) {
            let found = try await connection.execute(findDatabase, [.text(EmbeddedCluster.databaseName)])
            if found.count == 0 {
                try await connection.simple(
                    "CREATE DATABASE \(EmbeddedCluster.databaseName)", name: "cluster.make-database")
            }
            try await compressFast(connection)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Waits for the server's end.
    func end() async throws -> Int32 {
        while true {
            if let status = child.status { return status }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    func stop() async {
        child.signal(SIGINT)
        if await child.end(within: .seconds(60)) == nil {
            child.signal(SIGQUIT)
            if await child.end(within: .seconds(10)) == nil {
                child.signal(SIGKILL)
                _ = await child.end(within: .seconds(10))
            }
        }
        giveFree()
    }

    func stopImmediately() {
        child.signal(SIGQUIT)
        if !child.hasEnded(withinSeconds: 5) {
            child.signal(SIGKILL)
            _ = child.hasEnded(withinSeconds: 5)
        }
        giveFree()
    }

    private func giveFree() {
        // A shared temporary directory is left as it was found.
        if socketDirectory != paths.run { rmdir(socketDirectory) }
        lock.release()
    }
}
