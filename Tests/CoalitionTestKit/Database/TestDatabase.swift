import EmbeddedPostgres
import Postgres
import Synchronization

/// An empty database of its own for one test, in the real PostgreSQL of this test process.
public struct TestDatabase: Hashable, Sendable {
    /// Its name, different for each.
    public let name: String
    /// A libpq connection string for it, with the rights of the superuser.
    public let connectionString: String

    private static let count = Mutex(0)

    /// Makes a new empty database; the test process's server starts with the first.
    ///
    /// End it with ``drop()``, or let ``with(_:)`` do so; what is left goes when the process ends.
    public static func fresh() async throws -> TestDatabase {
        let cluster = try await TestCluster.shared.value
        let number = count.withLock { count in
            count += 1
            return count
        }
        let database = TestDatabase(
            name: "test_\(number)", connectionString: cluster.connectionString(database: "test_\(number)"))
        try await Administration.shared.run("CREATE DATABASE \(database.name) STRATEGY wal_log", on: cluster)
        return database
    }

    /// Runs `body` with a new empty database and drops that afterwards.
    public static func with<Value: Sendable>(
        _ body: @Sendable (TestDatabase) async throws -> Value
    ) async throws -> Value {
        let database = try await fresh()
        do {
            let value = try await body(database)
            try await database.drop()
            return value
        } catch {
            try? await database.drop()
            throw error
        }
    }

    /// Opens a session in it.
    public func connect(settings: [String: String] = [:]) async throws(PostgresError) -> PostgresConnection {
        try await PostgresConnection.connect(connectionString, applicationName: "tests", settings: settings)
    }

    /// Drops it, and ends every session that is still open in it.
    public func drop() async throws {
        try await Administration.shared.run(
            "DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: try await TestCluster.shared.value)
    }

    /// A pool for it, such as stores take.
    public func pool(connections: Int = 8) -> PostgresPool {
        var configuration = PostgresPoolConfiguration(connectionString: connectionString, applicationName: "tests")
        configuration.maximumConnections = connections
        return PostgresPool(configuration)
    }
}

/// The one session that makes and drops databases; its statements wait in line, since two CREATE DATABASE at once disturb
/// each other over the template.
private actor Administration {
    static let shared = Administration()
    private var connecting: Task<PostgresConnection, any Error>?

    func run(_ statement: String, on cluster: EmbeddedCluster) async throws {
        let task =
            connecting
            ?? Task {
                try await PostgresConnection.connect(
                    cluster.connectionString(database: "postgres"), applicationName: "tests administration")
            }
        connecting = task
        // The connection's own thread takes one call at a time.
        try await task.value.simple(statement, name: "tests.administration")
    }
}
