import Foundation
import Glibc
import Postgres
import Synchronization

/// A real PostgreSQL server of this test run: made by `initdb` in a temporary folder, reached by a Unix socket only, and
/// gone with its folder when the run ends, however it ends.
final class ThrowawayCluster: Sendable {
    /// The cluster all tests of this process share; it starts when first asked for.
    static let shared = Task { try await ThrowawayCluster.start() }

    private let folder: URL
    private let server: ServerProcess

    private init(folder: URL, server: ServerProcess) {
        self.folder = folder
        self.server = server
    }

    /// Makes and starts a cluster; takes about a second.
    static func start() async throws -> ThrowawayCluster {
        let programs = try newestPrograms()
        var template = Array("/tmp/cluster.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ClusterFailure("no temporary folder: errno \(errno)") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = URL(filePath: path)
        var privilege: [String] = []
        if geteuid() == 0 {
            guard let user = getpwnam("postgres") else { throw ClusterFailure("no user postgres: install postgresql") }
            guard chown(path, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else { throw ClusterFailure("chown") }
            privilege = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]
        }
        // The server ends with the thread that started it, so with this process.
        privilege = privilege.isEmpty ? ["setpriv"] : privilege
        privilege += ["--pdeathsig", "INT", "--"]
        let data = path + "/data"
        let initialize = ServerProcess(
            privilege + [
                programs + "/initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
                "--no-sync",
            ], log: path + ".log")
        guard initialize.waitForExit() == 0 else {
            throw ClusterFailure(
                "initdb failed: \((try? String(contentsOfFile: path + ".log", encoding: .utf8)) ?? "")")
        }
        let server = ServerProcess(
            privilege + [
                programs + "/postgres", "-D", data, "-k", path, "-c", "listen_addresses=", "-c", "fsync=off", "-c",
                "max_connections=200", "-c", "deadlock_timeout=100ms",
            ], log: path + ".log")
        let cluster = ThrowawayCluster(folder: folder, server: server)
        atexitOnce.withLock { registered in
            if !registered { atexit { ThrowawayCluster.endAll() } }
            registered = true
        }
        running.withLock { $0.append(cluster) }
        try await cluster.waitUntilReady()
        return cluster
    }

    /// A libpq connection string for one of its databases.
    func connectionString(database: String = "postgres") -> String {
        "host=\(folder.path) user=postgres dbname=\(database)"
    }

    /// A session in the given database.
    func connect(
        database: String = "postgres", settings: [String: String] = [:]
    ) async throws(PostgresError) -> PostgresConnection {
        try await PostgresConnection.connect(
            connectionString(database: database), applicationName: "tests", settings: settings)
    }

    /// Makes an empty database for one test and answers its name.
    func freshDatabase() async throws -> String {
        let name = Self.lastDatabase.withLock { number in
            number += 1
            return "fresh\(number)"
        }
        let connection = try await connect()
        try await connection.simple("CREATE DATABASE \(name)")
        await connection.close()
        return name
    }

    /// Stops the server at once and removes its files.
    func end() {
        server.signal(SIGQUIT)
        _ = server.waitForExit()
        try? FileManager.default.removeItem(at: folder)
        try? FileManager.default.removeItem(atPath: folder.path + ".log")
    }

    private func waitUntilReady() async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await connect().close()
            } catch {
                guard .now < deadline else { throw ClusterFailure("the server does not come up: \(error)") }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private static func newestPrograms() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        guard let newest = versions.compactMap({ Int($0) }).max() else {
            throw ClusterFailure("no PostgreSQL server under \(root): install postgresql")
        }
        return "\(root)/\(newest)/bin"
    }

    private static let running = Mutex<[ThrowawayCluster]>([])
    private static let atexitOnce = Mutex(false)
    private static let lastDatabase = Mutex(0)

    private static func endAll() {
        for cluster in running.withLock({ $0 }) { cluster.end() }
    }
}

/// Why there is no cluster.
struct ClusterFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A child process with a thread of its own, which starts it and waits for it: a signal on the parent's death follows
/// the death of the starting thread, and pool threads come and go.
final class ServerProcess: Sendable {
    private struct State {
        var identifier: pid_t = 0
        var status: Int32?
    }

    private let state = Mutex(State())
    private let started = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(_ command: [String], log: String) {
        let thread = Thread { [self] in
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = command
            process.currentDirectoryURL = URL(filePath: "/")
            process.standardInput = FileHandle.nullDevice
            _ = FileManager.default.createFile(atPath: log, contents: nil)
            let output = FileHandle(forWritingAtPath: log) ?? .nullDevice
            process.standardOutput = output
            process.standardError = output
            do {
                try process.run()
                state.withLock { $0.identifier = process.processIdentifier }
                started.signal()
                process.waitUntilExit()
                state.withLock { $0.status = process.terminationStatus }
            } catch {
                state.withLock { $0.status = 127 }
                started.signal()
            }
            ended.signal()
        }
        thread.start()
        started.wait()
    }

    func signal(_ number: Int32) {
        state.withLock { state in
            if state.status == nil && state.identifier > 0 { _ = kill(state.identifier, number) }
        }
    }

    /// Waits for the end and answers the exit status.
    func waitForExit() -> Int32 {
        ended.wait()
        ended.signal()
        return state.withLock { $0.status ?? 127 }
    }
}
