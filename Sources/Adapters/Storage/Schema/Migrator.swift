import Operations
import Postgres

/// Brings a database to this program's schema, and refuses one that is newer.
public struct Migrator: Sendable {
    private let connectionString: String

    /// A migrator of the database behind a libpq connection string.
    public init(connectionString: String) {
        self.connectionString = connectionString
    }

    /// What a migration run did.
    public struct Report: Hashable, Sendable {
        /// The schema before; 0 for an empty database.
        public let before: Int64
        /// Names of the migrations applied now, in order.
        public let applied: [String]
    }

    private static let lock = Statement("schema.lock", "select pg_advisory_lock(7204620000)")
    private static let unlock = Statement("schema.unlock", "select pg_advisory_unlock(7204620000)")
    private static let version = Statement(
        "schema.version", "select coalesce(max(number), 0) as version from schema_migration")
    private static let record = Statement(
        "schema.record", "insert into schema_migration (number, name) values ($1, $2)")

    /// Applies what is missing, each migration in a transaction of its own, under an advisory lock.
    ///
    /// - Throws: ``SchemaError/newer(database:program:)`` when the database is ahead of this program, or
    ///   ``SchemaError/database(_:)``.
    public func migrate() async throws(SchemaError) -> Report {
        do {
            let connection = try await PostgresConnection.connect(
                connectionString, applicationName: "clearinghouse migrate")
            do {
                let report = try await connection.run { try Self.migrate($0) }
                await connection.close()
                return report
            } catch {
                await connection.close()
                throw error
            }
        } catch {
            throw SchemaError(any: error)
        }
    }

    /// Checks that the database has exactly this program's schema.
    ///
    /// - Throws: as ``migrate()``, and ``SchemaError/older(database:program:)``.
    public func check() async throws(SchemaError) {
        do {
            let connection = try await PostgresConnection.connect(
                connectionString, applicationName: "clearinghouse schema check")
            let found = try await connection.run { connection in
                try Self.prepare(connection)
                return try connection.execute(Self.version).only().int64("version")
            }
            await connection.close()
            if found > Migrations.newest { throw SchemaError.newer(database: found, program: Migrations.newest) }
            if found < Migrations.newest { throw SchemaError.older(database: found, program: Migrations.newest) }
        } catch {
            throw SchemaError(any: error)
        }
    }

    private static func prepare(_ connection: isolated PostgresConnection) throws {
        try connection.simple(
            """
            set client_min_messages = warning;
            create table if not exists schema_migration (
                number bigint primary key, name text not null, applied_at timestamptz not null default clock_timestamp());
            """, name: "schema.prepare")
    }

    private static func migrate(_ connection: isolated PostgresConnection) throws -> Report {
        try connection.execute(lock)
        defer { _ = try? connection.execute(unlock) }
        try prepare(connection)
        let before = try connection.execute(version).only().int64("version")
        guard before <= Migrations.newest else {
            throw SchemaError.newer(database: before, program: Migrations.newest)
        }
        var applied: [String] = []
        for migration in Migrations.all where migration.number > before {
            try connection.execute(GateStatements.begin)
            do {
                try connection.simple(migration.sql, name: migration.name)
                try connection.execute(record, [.int64(migration.number), .text(migration.name)])
                try connection.execute(.commit)
            } catch {
                _ = try? connection.execute(.rollback)
                throw error
            }
            applied.append(migration.name)
        }
        return Report(before: before, applied: applied)
    }
}

/// Why a database cannot be used with this program.
public enum SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another version of the program has taken the database further.
    case newer(database: Int64, program: Int64)
    /// The database has not been migrated to this program's schema.
    case older(database: Int64, program: Int64)
    /// The database answered with an error.
    case database(String)

    /// A sentence that says what to do.
    public var description: String {
        switch self {
        case .newer(let database, let program):
            "The database has schema \(database), but this program knows only up to \(program). Use a newer program."
        case .older(let database, let program):
            "The database has schema \(database), and this program needs \(program). Run `clearinghouse migrate`."
        case .database(let text): text
        }
    }

    init(any error: any Error) {
        self = (error as? SchemaError) ?? .database("\(error)")
    }
}
