import CPostgres

/// One session with a PostgreSQL server, on a thread of its own.
///
/// Calls run one at a time and none is interrupted by another. Inside a closure or function that takes an
/// `isolated PostgresConnection` they are made without `await` and without a change of thread.
public actor PostgresConnection {
    /// The thread this connection runs on, for tasks that change with it between their own work and the database's.
    public nonisolated let executor: BlockingExecutor
    var handle = PostgresHandle()
    var cache = StatementCache()
    var transaction = TransactionPhase.none
    /// The object identifiers of the composite types that rows were sent of.
    var rowTypes: [String: UInt32] = [:]
    /// How long an answer may take after its call was cancelled, before the connection is given up.
    static let graceSeconds = 5

    /// The thread this connection runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init(label: String) {
        executor = BlockingExecutor(label: label)
    }

    /// Connects and applies `settings` to the session.
    ///
    /// - Parameters:
    ///   - connectionString: anything libpq takes: keywords and values, a URI, several hosts, `target_session_attrs`;
    ///     what it leaves out comes from libpq's environment variables. Unless it says otherwise, each host has ten
    ///     seconds (`connect_timeout`).
    ///   - applicationName: shown in `pg_stat_activity`, unless the string names another.
    ///   - settings: run-time parameters, such as `["lock_timeout": "2s"]`.
    /// - Throws: ``PostgresError/connectFailed(reason:)``, ``PostgresError/serverTooOld(version:)`` below 15, or
    ///   ``PostgresError/server(_:)`` when a setting is refused.
    public static func connect(
        _ connectionString: String, applicationName: String, settings: [String: String] = [:]
    ) async throws(PostgresError) -> PostgresConnection {
        let connection = PostgresConnection(label: "postgres \(applicationName)")
        try await connection.open(connectionString, applicationName, settings)
        return connection
    }

    private func open(
        _ connectionString: String, _ applicationName: String, _ settings: [String: String]
    ) throws(PostgresError) {
        guard Self.isWellFormed(connectionString) else {
            // libpq's own message would quote the string, password included.
            throw .connectFailed(reason: "the connection string is malformed")
        }
        handle = PostgresHandle([
            ("connect_timeout", "10"), ("fallback_application_name", applicationName), ("dbname", connectionString),
            ("client_encoding", "UTF8"),
        ])
        guard handle.isOpen else {
            let reason = handle.errorText.split(whereSeparator: \.isNewline).joined(separator: " ")
            handle.close()
            throw .connectFailed(reason: reason)
        }
        guard handle.serverVersion >= 150_000 else {
            let version = handle.serverVersion
            handle.close()
            throw .serverTooOld(version: version)
        }
        if !settings.isEmpty {
            let sorted = settings.sorted { $0.key < $1.key }
            try execute(Self.applySettings, [.textArray(sorted.map(\.key)), .textArray(sorted.map(\.value))])
        }
    }

    /// Parameters: names, values. No row of interest.
    private static let applySettings = Statement(
        "session.apply-settings",
        "SELECT set_config(name, value, false) FROM unnest($1, $2) AS setting (name, value)")

    /// A plain database name is always well formed.
    private static func isWellFormed(_ connectionString: String) -> Bool {
        let marks = ["=", "postgres://", "postgresql://"]
        guard marks.contains(where: { connectionString.contains($0) }) else { return true }
        var message: UnsafeMutablePointer<CChar>?
        let options = PQconninfoParse(connectionString, &message)
        defer {
            PQconninfoFree(options)
            PQfreemem(message)
        }
        return options != nil
    }

    /// Ends the session. Every later call throws ``PostgresError/connectionLost(statement:_:)``.
    public func close() {
        handle.close()
    }

    /// The number of the server process behind this session, for `pg_terminate_backend`; 0 when closed.
    public var backend: Int32 { handle.backend }

    /// The server's version, such as 150020.
    public var serverVersion: Int { handle.serverVersion }

    /// Where the session stands with transactions.
    public var transactionStatus: TransactionStatus {
        switch handle.transactionStatus {
        case PQTRANS_IDLE: .idle
        case PQTRANS_ACTIVE: .active
        case PQTRANS_INTRANS: .open
        case PQTRANS_INERROR: .failed
        default: .unknown
        }
    }

    /// Whether the session is usable as far as can be told without asking the server: open, in no transaction, and not
    /// ended from the other side.
    public var isHealthy: Bool {
        guard handle.isOpen, transactionStatus == .idle, transaction == .none else { return false }
        // A farewell that has arrived already shows now, in one read, and the end of file behind it in another.
        for _ in 0..<4 {
            guard let more = try? handle.wait(forWriting: false, until: .now) else { return false }
            if !more { break }
            guard (try? handle.consumeInput()) != nil else { return false }
        }
        return handle.isOpen
    }

    /// Asks the server for a sign of life, one round trip; false closes nothing.
    public func answers(deadline: ContinuousClock.Instant? = nil) -> Bool {
        guard isHealthy else { return false }
        return (try? pipeline([], deadline: deadline)) != nil
    }

    /// Runs `body` on this connection's thread.
    public func run<Value: Sendable>(
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        try await body(self)
    }
}

/// Where a session stands with transactions.
public enum TransactionStatus: Hashable, Sendable {
    /// In no transaction block.
    case idle
    /// A command is under way.
    case active
    /// In a transaction block.
    case open
    /// In a transaction block that has failed and only takes ROLLBACK.
    case failed
    /// The connection is closed or broken.
    case unknown
}
