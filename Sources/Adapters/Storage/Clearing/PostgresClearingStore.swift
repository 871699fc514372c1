import Operations
import Postgres
import Quantities

/// What every part of the store needs to know: where the database is, who knows identifiers, and what time it is.
public struct StoreSettings: Sendable {
    /// Any libpq connection string.
    public let connectionString: String
    /// Knows identifiers as the store keeps them.
    public let keeper: any IdentifierKeeper
    /// The newest terms this node has seen.
    public let directory: CoalitionDirectory
    /// Microseconds added to the database's clock; zero but in tests and rehearsals, where time is moved by hand.
    public let clockOffset: @Sendable () -> Int64

    /// Settings of these parts.
    public init(
        connectionString: String, keeper: any IdentifierKeeper, directory: CoalitionDirectory,
        clockOffset: @escaping @Sendable () -> Int64 = { 0 }
    ) {
        self.connectionString = connectionString
        self.keeper = keeper
        self.directory = directory
        self.clockOffset = clockOffset
    }
}

/// Lanes' facts and decisions in PostgreSQL.
public struct PostgresClearingStore: ClearingStore {
    private let settings: StoreSettings

    /// A store over these settings.
    public init(_ settings: StoreSettings) {
        self.settings = settings
    }

    /// A lane's statements find their rows by keys, however small or large the tables were when they were planned: one
    /// plan each, of index scans and nested loops, that stays good while tables grow from nothing.
    private static let laneSettings = [
        "lock_timeout": "10s", "statement_timeout": "30s", "plan_cache_mode": "force_generic_plan",
        "enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off", "jit": "off",
    ]

    /// Connects a lane; see ``ClearingStore/openSession()``.
    public func openSession() async throws(StoreError) -> any ClearingSession {
        do {
            let connection = try await PostgresConnection.connect(
                settings.connectionString, applicationName: "clearinghouse lane",
                settings: Self.laneSettings)
            return PostgresClearingSession(connection, settings)
        } catch {
            throw StoreError(error)
        }
    }
}
