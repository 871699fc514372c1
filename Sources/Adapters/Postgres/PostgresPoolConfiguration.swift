/// How a pool connects and how far it grows.
public struct PostgresPoolConfiguration: Sendable {
    /// Anything libpq takes.
    public var connectionString: String
    /// Shown in `pg_stat_activity`.
    public var applicationName: String
    /// Run-time parameters of every session, such as `["statement_timeout": "30s"]`.
    public var settings: [String: String] = [:]
    /// The most connections at once; at least 1.
    public var maximumConnections = 8
    /// The most callers that wait at once for a connection; the next is refused.
    public var maximumWaiting = 1024
    /// How long a caller waits for a connection when it names no deadline.
    public var patience: Duration = .seconds(10)
    /// A connection idle for longer is asked for a sign of life before it is lent again.
    public var checkedAfterIdle: Duration = .seconds(30)
    /// The pause after a failed attempt to connect; it doubles up to `longestPause`, and a random half is taken off.
    public var shortestPause: Duration = .milliseconds(50)
    /// See `shortestPause`.
    public var longestPause: Duration = .seconds(2)

    /// A configuration with the defaults above.
    public init(connectionString: String, applicationName: String) {
        self.connectionString = connectionString
        self.applicationName = applicationName
    }

    /// The pause after `failures` failures in a row, counted from 1.
    func pause(afterFailures failures: Int) -> Duration {
        let doubled = shortestPause * (1 << Swift.min(Swift.max(failures - 1, 0), 16))
        let whole = Swift.min(doubled, longestPause)
        return whole * Double.random(in: 0.5...1)
    }
}
