import Postgres
import Testing

@Suite struct `A pipeline` {
    let add = Statement("add", "INSERT INTO item (id, name) VALUES ($1, $2) RETURNING id")
    let countItems = Statement("count-items", "SELECT count(*) AS n FROM item")

    @Test func `answers every call in order`() async throws {
        let connection = try await prepared()
        let answers = try await connection.pipeline([
            add(.int64(1), .text("a")), add(.int64(2), nil), countItems(), add(.int64(3), .text("c")),
        ])
        #expect(try answers.map { try $0.only().int64(0) } == [1, 2, 2, 3])
        #expect(answers[0].affected == 1)
        #expect(try await connection.pipeline([]).isEmpty)
    }

    @Test func `fails with the error of the first call that fails, and takes nothing`() async throws {
        let connection = try await prepared()
        let wrong = Statement("wrong", "SELECT no_such_column")
        for (calls, name, state) in [
            ([add(.int64(1), nil), add(.int64(1), nil), wrong()], "add", SQLState.uniqueViolation),
            ([add(.int64(1), nil), wrong(), add(.int64(1), nil)], "wrong", .undefinedColumn),
            ([wrong()], "wrong", .undefinedColumn),
        ] {
            let error = await #expect(throws: PostgresError.self) { try await connection.pipeline(calls) }
            let failure = try serverFailure(error)
            #expect(failure.statement == name)
            #expect(failure.state == state)
            #expect(await connection.isHealthy)
            #expect(try await connection.execute(countItems).only().int64("n") == 0)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `of 10,000 calls of 1 KB each way ends`() async throws {
        let connection = try await ThrowawayCluster.shared.value.connect()
        let echo = Statement("echo", "SELECT $1 AS v, $2 AS n")
        let text = String(repeating: "x", count: 1024)
        let calls = (0..<10_000).map { echo(.text(text), .int64(Int64($0))) }
        let answers = try await connection.pipeline(calls)
        #expect(answers.count == 10_000)
        for (index, rows) in answers.enumerated() {
            let row = try rows.only()
            guard try row.int64("n") == Int64(index), try row.text("v") == text else {
                Issue.record("answer \(index) is another's")
                return
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `whose every call sends and gets a megabyte ends`() async throws {
        let connection = try await ThrowawayCluster.shared.value.connect()
        let echo = Statement("echo", "SELECT $1 AS v")
        let bytes = [UInt8](repeating: 7, count: 1 << 20)
        let answers = try await connection.pipeline((0..<64).map { _ in echo(.bytes(bytes)) })
        #expect(try answers.allSatisfy { try $0.only().bytes("v").count == 1 << 20 })
    }

    @Test func `that passes its deadline is cancelled where it stands`() async throws {
        let connection = try await prepared()
        let sleep = Statement("sleep", "SELECT pg_sleep(30)")
        await #expect(throws: PostgresError.deadlineExceeded(statement: "sleep")) {
            try await connection.pipeline(
                [add(.int64(1), nil), sleep(), add(.int64(2), nil)], deadline: .now + .milliseconds(80))
        }
        #expect(try await connection.execute(countItems).only().int64("n") == 0)
    }
}

@Suite struct `A transaction` {
    let add = Statement("add", "INSERT INTO item (id, name) VALUES ($1, $2)")
    let countItems = Statement("count-items", "SELECT count(*) AS n FROM item")
    struct Stop: Error {}

    @Test func `commits when its body returns, rolls back when it throws`() async throws {
        let connection = try await prepared()
        let status = try await connection.withTransaction(isolation: .serializable) { connection in
            try connection.execute(add, [.int64(1), nil])
            return connection.transactionStatus
        }
        #expect(status == .open)
        await #expect(throws: Stop.self) {
            try await connection.withTransaction { connection in
                try connection.execute(add, [.int64(2), nil])
                throw Stop()
            }
        }
        #expect(await connection.transactionStatus == .idle)
        #expect(try await connection.execute(countItems).only().int64("n") == 1)
    }

    @Test func `may be empty, hold scripts, and be read only`() async throws {
        let connection = try await prepared()
        try await connection.withTransaction { _ in }
        await #expect(throws: Stop.self) {
            try await connection.withTransaction { connection in
                try connection.simple("INSERT INTO item VALUES (5)")
                throw Stop()
            }
        }
        #expect(try await connection.execute(countItems).only().int64("n") == 0)
        let error = await #expect(throws: PostgresError.self) {
            try await connection.withTransaction(access: .readOnly) { connection in
                try connection.simple("CREATE TABLE public.never (id bigint)")
            }
        }
        #expect(error?.state == SQLState("25006"))
    }

    @Test func `may commit within its last pipeline, and takes nothing after`() async throws {
        let connection = try await prepared()
        try await connection.withTransaction { connection in
            _ = try connection.pipeline([add(.int64(1), nil), Statement.commit()])
            #expect(throws: PostgresError.transactionEnded(statement: "add")) {
                try connection.execute(add, [.int64(2), nil])
            }
        }
        #expect(try await connection.execute(countItems).only().int64("n") == 1)
    }

    @Test func `that passed over a failure is not taken for committed`() async throws {
        let connection = try await prepared()
        await #expect(throws: PostgresError.transactionRolledBack) {
            try await connection.withTransaction { connection in
                try connection.execute(add, [.int64(1), nil])
                _ = try? connection.execute(add, [.int64(1), nil])
            }
        }
        await #expect(throws: PostgresError.transactionRolledBack) {
            try await connection.withTransaction { connection in
                _ = try? connection.pipeline([add(.int64(1), nil), add(.int64(1), nil)])
                try connection.execute(.commit)
            }
        }
        #expect(await connection.isHealthy)
    }

    @Test func `whose COMMIT is not answered has an unknown outcome`() async throws {
        let cluster = try await ThrowawayCluster.shared.value
        let database = try await cluster.freshDatabase()
        let connection = try await cluster.connect(database: database)
        let killer = try await cluster.connect(database: database)
        // A deferred trigger holds COMMIT up until the backend is killed.
        try await connection.simple(
            """
            CREATE TABLE item (id bigint PRIMARY KEY, name text);
            CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(30); RETURN NULL; END$$;
            CREATE CONSTRAINT TRIGGER held_up AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION hold_up();
            """)
        let backend = await connection.backend
        async let outcome = #expect(throws: PostgresError.self) {
            try await connection.withTransaction { connection in
                _ = try connection.execute(add, [.int64(1), nil])
            }
        }
        let waiting = Statement("waiting", "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'")
        while try await killer.execute(waiting, [.int4(backend)]).isEmpty {
            try await Task.sleep(for: .milliseconds(5))
        }
        try await killer.execute(Statement("kill", "SELECT pg_terminate_backend($1)"), [.int4(backend)])
        #expect(await outcome == .outcomeUnknown(statement: "transaction.commit"))
    }
}
