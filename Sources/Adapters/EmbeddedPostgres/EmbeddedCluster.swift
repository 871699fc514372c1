import Foundation
import Glibc
import Postgres

/// A private PostgreSQL cluster under a data directory, reached by a Unix socket only.
///
/// Whoever may enter the socket's directory (mode 0700) is trusted: this process's user, the server's, and root. The
/// server is a direct child of this process and ends with it, however it ends.
public final class EmbeddedCluster: Sendable {
    /// The database in it; made at the first start.
    public static let databaseName = "clearinghouse"
    /// The role that owns everything.
    public static let roleName = "postgres"

    /// The directory of the socket; its path is absolute and stays the same from start to start.
    public let socketDirectory: String
    /// The server, unless another process runs it.
    private let server: ClusterServer?

    private init(socketDirectory: String, server: ClusterServer?) {
        self.socketDirectory = socketDirectory
        self.server = server
    }

    /// Makes the cluster when missing, starts its server, and returns when it takes connections; or visits the server that
    /// a hub runs on this directory.
    ///
    /// A first start takes a second or two, a later one less than one, more after a crash.
    ///
    /// - Parameters:
    ///   - data: the data directory; made when missing, with mode 0711, so that the server's user can pass.
    ///   - mode: `serving` takes the directory for itself: another hub there is an error at once, a command there one
    ///     after ten seconds. `visiting` joins the hub that serves there, as soon as that is ready; without one it runs the
    ///     server itself until ``stop()``, and commands take turns.
    /// - Throws: ``ClusterError``.
    public static func open(
        data: String, mode: ClusterMode, settings: ClusterSettings = ClusterSettings()
    ) async throws(ClusterError) -> EmbeddedCluster {
        let paths = try ClusterPaths(data: data)
        let patience = mode == .serving ? min(10, settings.patienceSeconds) : settings.patienceSeconds
        let deadline = ContinuousClock.now + .seconds(patience)
        while true {
            if let lock = try DataLock.take(paths.lock, mode: mode) {
                let server = try await ClusterServer.start(paths, lock, settings)
                return EmbeddedCluster(socketDirectory: server.socketDirectory, server: server)
            }
            let holder = DataLock.holder(paths.lock)
            switch (mode, holder?.mode) {
            case (.serving, .serving):
                if let holder { throw .inUse(directory: paths.data, identifier: holder.identifier, holder.mode) }
            case (.visiting, .serving):
                if let directory = holder?.socketDirectory, await isReady(directory) {
                    return EmbeddedCluster(socketDirectory: directory, server: nil)
                }
            case (.serving, .visiting), (.visiting, .visiting), (_, nil):
                break
            }
            if Task.isCancelled { throw .cancelled }
            if .now > deadline { throw refusal(holder, mode, paths, patience) }
            await pause(.milliseconds(50))
        }
    }

    private static func refusal(
        _ holder: DataLock.Holder?, _ mode: ClusterMode, _ paths: ClusterPaths, _ seconds: Int
    ) -> ClusterError {
        guard let holder else { return .locked(path: paths.lock) }
        if mode == .visiting, holder.mode == .serving {
            return .hubNotReady(directory: paths.data, identifier: holder.identifier, seconds: seconds)
        }
        return .inUse(directory: paths.data, identifier: holder.identifier, holder.mode)
    }

    private static func isReady(_ socketDirectory: String) async -> Bool {
        let text = connectionString(socketDirectory, databaseName)
        guard let connection = try? await PostgresConnection.connect(text, applicationName: "clearinghouse start")
        else { return false }
        await connection.close()
        return true
    }

    /// A libpq connection string for the cluster's database.
    public var connectionString: String { connectionString(database: Self.databaseName) }

    /// A libpq connection string for a database of the cluster.
    public func connectionString(database: String) -> String {
        Self.connectionString(socketDirectory, database)
    }

    static func connectionString(_ socketDirectory: String, _ database: String) -> String {
        func quoted(_ text: String) -> String {
            "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
        }
        return "host=\(quoted(socketDirectory)) port=5432 user=\(roleName) dbname=\(quoted(database))"
    }

    /// The process id of the server while this process runs it; nothing when visiting a hub's, or after its end.
    public var serverProcessIdentifier: Int32? { server?.identifier }

    /// Whether this process runs the server.
    public var isOwner: Bool { server != nil }

    /// Waits until the server that this process runs has ended, and answers its exit status (128 and the signal's number
    /// after a signal): for a service that must not outlive its database. Nothing at once when visiting.
    ///
    /// - Throws: `CancellationError`.
    public func serverEnd() async throws -> Int32? {
        try await server?.end()
    }

    /// Ends the server that this process runs, in good order (SIGINT: open transactions are rolled back), and gives the
    /// data directory free; returns when both are done. Nothing when visiting. It may be called again.
    public func stop() async {
        await server?.stop()
    }

    /// Ends the server that this process runs at once, as a crash would (SIGQUIT), blocking for ten seconds at most; what
    /// was committed is recovered at the next start. For the last moments of a process.
    public func stopImmediately() {
        server?.stopImmediately()
    }
}
