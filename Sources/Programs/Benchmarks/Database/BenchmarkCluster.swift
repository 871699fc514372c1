import EmbeddedPostgres
import Postgres

/// The cluster of a run, set up as the hub sets up its own: every commit is on disk before it is answered.
struct BenchmarkCluster: Sendable {
    private let cluster: EmbeddedCluster

    /// Makes and starts it.
    ///
    /// - Throws: ``ClusterError``.
    init(_ folder: BenchmarkFolder) async throws {
        cluster = try await EmbeddedCluster.open(data: folder("cluster"), mode: .serving, settings: ClusterSettings())
    }

    /// How libpq reaches a database of it.
    func connectionString(_ database: String) -> String { cluster.connectionString(database: database) }

    /// The directory of its socket.
    var socketDirectory: String { cluster.socketDirectory }

    /// Processor seconds of the server and all its sessions so far.
    var processorSeconds: Double { cluster.serverProcessIdentifier.map(ProcessUsage.secondsOfFamily) ?? 0 }

    /// Runs a body on a session of a database.
    func withConnection<Value: Sendable>(
        _ database: String, _ body: (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let connection = try await PostgresConnection.connect(
            connectionString(database), applicationName: "clearinghouse-bench")
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Makes a database.
    func create(_ database: String) async throws {
        try await withConnection("postgres") { try $0.simple(BenchmarkStatements.create(database)) }
    }

    /// Drops a database and what is in it.
    func drop(_ database: String) async throws {
        try await withConnection("postgres") { try $0.simple(BenchmarkStatements.drop(database)) }
    }

    /// Vacuums, analyses and makes a checkpoint, so that what filled the tables is not paid for by what comes next.
    func settle(_ database: String) async throws {
        try await withConnection(database) { connection in
            for command in BenchmarkStatements.settle { try connection.simple(command) }
        }
    }

    /// What the database and the log hold.
    func sizes(_ database: String) async throws -> StoredBytes {
        try await withConnection(database) { connection in
            let row = try connection.execute(BenchmarkStatements.sizes).only()
            return StoredBytes(disk: try row.int64("disk"), log: try row.int64("log"))
        }
    }

    /// Stops it.
    func stop() async {
        await cluster.stop()
    }
}

/// Bytes of a database on disk, and of write-ahead log written so far.
struct StoredBytes: Sendable {
    let disk: Int64
    let log: Int64
}
