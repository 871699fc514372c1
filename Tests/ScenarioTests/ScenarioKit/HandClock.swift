import CoalitionTestKit
import Postgres
import Quantities

/// The database's clock, standing still until it is set: a function of the same name that is found before PostgreSQL's.
public struct HandClock: Sendable {
    /// Leads to the same database, where the clock is this one.
    public let connectionString: String
    private let connection: PostgresConnection

    /// Puts a clock into a database; it shows the beginning of 1970.
    public init(_ database: TestDatabase) async throws {
        connectionString = database.connectionString + " options='-c search_path=by_hand,public,pg_catalog'"
        connection = try await database.connect()
        try await connection.simple(
            """
            create schema by_hand;
            create table by_hand.clock (seconds bigint not null);
            insert into by_hand.clock values (0);
            create function by_hand.clock_timestamp() returns timestamptz language sql volatile
                as 'select to_timestamp(seconds) from by_hand.clock';
            """, name: "story.clock")
    }

    /// Sets it to so many seconds since 1970.
    public func set(_ seconds: Int) async throws {
        try await connection.simple("update by_hand.clock set seconds = \(seconds)", name: "story.set-clock")
    }

    /// Sets it to a whole second.
    public func set(_ instant: Instant) async throws {
        try await set(Int(instant.seconds))
    }
}
