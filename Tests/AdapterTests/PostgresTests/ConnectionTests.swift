import Postgres
import Testing

@Suite struct `One connection` {
    let add = Statement("add", "INSERT INTO item (id, name) VALUES ($1, $2)")
    let countItems = Statement("count-items", "SELECT count(*) AS n FROM item")

    @Test func `no server, a wrong string and a wrong setting are typed errors`() async throws {
        let unreachable = await #expect(throws: PostgresError.self) {
            try await PostgresConnection.connect("host=/nonexistent user=x", applicationName: "tests")
        }
        #expect(unreachable?.isConnectionLoss == true)
        await #expect(throws: PostgresError.connectFailed(reason: "the connection string is malformed")) {
            try await PostgresConnection.connect("host=a password=secret stray'", applicationName: "tests")
        }
        let setting = await #expect(throws: PostgresError.self) {
            try await ThrowawayCluster.shared.value.connect(settings: ["no_such_setting": "1"])
        }
        #expect(setting?.state == SQLState("42704"))
    }

    @Test func `application name and settings reach the session`() async throws {
        let connection = try await ThrowawayCluster.shared.value.connect(settings: ["lock_timeout": "1234ms"])
        let row = try await connection.execute(
            Statement("show", "SELECT current_setting('lock_timeout') AS l, current_setting('application_name') AS a")
        ).only()
        #expect(try row.text("l") == "1234ms")
        #expect(try row.text("a") == "tests")
        #expect(await connection.serverVersion >= 150_000)
    }

    @Test func `an error carries SQLSTATE, constraint and statement, and shows no value`() async throws {
        let connection = try await prepared()
        try await connection.execute(add, [.int64(7), .text("Ana Popescu")])
        let error = await #expect(throws: PostgresError.self) {
            try await connection.execute(add, [.int64(8), .text("Ana Popescu")])
        }
        let failure = try serverFailure(error)
        #expect(failure.state == .uniqueViolation)
        #expect(failure.constraint == "item_name_key")
        #expect(failure.statement == "add")
        #expect(failure.detail?.contains("Ana Popescu") == true)
        #expect(error?.isViolation(of: "item_name_key") == true)
        var dumped = ""
        dump(error, to: &dumped)
        for text in ["\(failure)", "\(String(reflecting: error))", "\(String(describing: error))", dumped] {
            #expect(!text.contains("Popescu"))
        }
        let cast = Statement("cast", "SELECT $1::bigint")
        let data = await #expect(throws: PostgresError.self) {
            try await connection.execute(cast, [.text("Ana Popescu")])
        }
        #expect(data?.state == .invalidTextRepresentation)
        #expect(data?.description.contains("Popescu") == false)
    }

    @Test func `a statement is prepared once, and once more for other types`() async throws {
        let connection = try await prepared()
        for id in 1...3 { try await connection.execute(add, [.int64(Int64(id)), .text("n\(id)")]) }
        try await connection.execute(add, [.int64(4), .null])
        #expect(try await preparedCount(connection, "add") == 1)
        try await connection.execute(add, [.int4(5), .null])
        #expect(try await preparedCount(connection, "add") == 2)
        let nullsFirst = Statement("nulls-first", "SELECT $1::bigint AS a, $2::text AS b, $3::bytea AS c")
        try await connection.execute(nullsFirst, [nil, nil, nil])
        try await connection.execute(nullsFirst, [.int64(1), nil, nil])
        try await connection.execute(nullsFirst, [nil, .text("b"), nil])
        try await connection.execute(nullsFirst, [nil, nil, .bytes([1])])
        let row = try await connection.execute(nullsFirst, [.int64(1), .text("b"), .bytes([1])]).only()
        #expect(try row.text("b") == "b")
        #expect(try await preparedCount(connection, "nulls-first") <= 4)
    }

    @Test func `prepared anew when the plan is stale or the statement is gone`() async throws {
        let connection = try await prepared()
        let all = Statement("all-items", "SELECT * FROM item")
        try await connection.execute(all)
        try await connection.simple("ALTER TABLE item ADD COLUMN extra bigint DEFAULT 9; INSERT INTO item VALUES (1)")
        #expect(try await connection.execute(all).only().int64("extra") == 9)
        try await connection.simple("DEALLOCATE ALL")
        #expect(try await connection.execute(all).count == 1)
        // At the head of a transaction too, where nothing is lost by beginning again.
        try await connection.simple("DEALLOCATE ALL")
        let count = try await connection.withTransaction { connection in
            try connection.execute(all).count
        }
        #expect(count == 1)
        try await connection.withTransaction { connection in
            try connection.execute(Statement("one", "SELECT 1"))
            try connection.simple("ALTER TABLE item ADD COLUMN more bigint")
            let error = #expect(throws: PostgresError.self) { try connection.execute(all) }
            #expect(error?.isRetryable == true)
            try connection.execute(.rollback)
        }
        #expect(try await connection.execute(all).count == 1)
    }

    @Test func `a passed deadline cancels the statement and keeps the connection`() async throws {
        let connection = try await prepared()
        let sleep = Statement("sleep", "SELECT pg_sleep(30)")
        let began = ContinuousClock.now
        await #expect(throws: PostgresError.deadlineExceeded(statement: "sleep")) {
            try await connection.execute(sleep, deadline: .now + .milliseconds(80))
        }
        #expect(began.duration(to: .now) < .seconds(5))
        #expect(PostgresError.deadlineExceeded(statement: "sleep").state == .queryCanceled)
        await #expect(throws: PostgresError.deadlineExceeded(statement: "count-items")) {
            try await connection.execute(countItems, deadline: .now - .seconds(1))
        }
        #expect(try await connection.execute(countItems, deadline: .now + .seconds(20)).only().int64("n") == 0)
    }

    @Test func `a killed backend is a typed loss, and later calls say so`() async throws {
        let connection = try await prepared()
        let killer = try await ThrowawayCluster.shared.value.connect()
        let backend = await connection.backend
        async let lost = #expect(throws: PostgresError.self) {
            try await connection.execute(Statement("sleep", "SELECT pg_sleep(30)"))
        }
        try await Task.sleep(for: .milliseconds(100))
        try await killer.execute(Statement("kill", "SELECT pg_terminate_backend($1)"), [.int4(backend)])
        let error = await lost
        #expect(error?.isConnectionLoss == true)
        #expect(error?.state == .adminShutdown)
        #expect(await !connection.isHealthy)
        await #expect(throws: PostgresError.connectionLost(statement: "count-items", .closedHere)) {
            try await connection.execute(countItems)
        }
    }

    @Test func `deadlocks are told by their SQLSTATE and can be retried`() async throws {
        let cluster = try await ThrowawayCluster.shared.value
        let database = try await cluster.freshDatabase()
        let (first, second) = (
            try await cluster.connect(database: database), try await cluster.connect(database: database)
        )
        try await first.simple("CREATE TABLE account (id bigint PRIMARY KEY); INSERT INTO account VALUES (1), (2)")
        let lock = Statement("lock", "SELECT id FROM account WHERE id = $1 FOR UPDATE")
        let (firstHolds, secondHolds) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
        async let one = outcome {
            try await first.withTransaction { connection in
                try connection.execute(lock, [.int64(1)])
                firstHolds.continuation.yield()
                for await _ in secondHolds.stream { break }
                try connection.execute(lock, [.int64(2)])
            }
        }
        async let two = outcome {
            try await second.withTransaction { connection in
                try connection.execute(lock, [.int64(2)])
                secondHolds.continuation.yield()
                for await _ in firstHolds.stream { break }
                try connection.execute(lock, [.int64(1)])
            }
        }
        let errors = await [one, two].compactMap { $0 }
        #expect(errors.map(\.state) == [.deadlockDetected])
        #expect(errors.first?.isRetryable == true)
        let healthy = await [first.isHealthy, second.isHealthy]
        #expect(healthy == [true, true])
    }

    @Test func `notifications arrive with channel and payload`() async throws {
        let cluster = try await ThrowawayCluster.shared.value
        let database = try await cluster.freshDatabase()
        let (listener, sender) = (
            try await cluster.connect(database: database), try await cluster.connect(database: database)
        )
        try await listener.listen(to: "Cut Off\"")
        #expect(try await listener.notifications() == [])
        #expect(try await listener.notifications(until: .now + .milliseconds(20)) == [])
        try await sender.execute(Statement("notify", "SELECT pg_notify($1, $2)"), [.text("Cut Off\""), .text("c-12")])
        let arrived = try await listener.notifications(until: .now + .seconds(10))
        let backend = await sender.backend
        #expect(arrived.map(\.channel) == ["Cut Off\""])
        #expect(arrived.map(\.payload) == ["c-12"])
        #expect(arrived.map(\.backend) == [backend])
    }

    @Test func `a script runs whole or not at all`() async throws {
        let connection = try await prepared()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.simple(
                "INSERT INTO item VALUES (1); SELECT 1/0; INSERT INTO item VALUES (2)", name: "m1")
        }
        let failure = try serverFailure(error)
        #expect(failure.statement == "m1")
        #expect(try await connection.execute(countItems).only().int64("n") == 0)
        await #expect(throws: PostgresError.copyMismatch(statement: "m2")) {
            try await connection.simple("COPY item FROM STDIN", name: "m2")
        }
        #expect(await connection.answers())
    }

    private func preparedCount(_ connection: PostgresConnection, _ name: String) async throws -> Int64 {
        let statement = Statement(
            "prepared-count", "SELECT count(*) AS n FROM pg_prepared_statements WHERE name LIKE '%:' || $1")
        return try await connection.execute(statement, [.text(name)]).only().int64("n")
    }

    private func outcome(_ body: @Sendable () async throws -> Void) async -> PostgresError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? PostgresError
        }
    }
}

/// A session with an empty temporary table `item (id, name unique)`.
func prepared() async throws -> PostgresConnection {
    let connection = try await ThrowawayCluster.shared.value.connect()
    try await connection.simple("CREATE TEMPORARY TABLE item (id bigint PRIMARY KEY, name text UNIQUE)")
    return connection
}

/// The server's failure in `error`, which must be one.
func serverFailure(_ error: PostgresError?) throws -> ServerFailure {
    guard case .server(let failure) = error else { throw UnexpectedError(description: String(describing: error)) }
    return failure
}

struct UnexpectedError: Error {
    let description: String
}
