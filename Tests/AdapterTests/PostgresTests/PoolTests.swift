import Postgres
import Synchronization
import Testing

@Suite struct `A pool` {
    let one = Statement("one", "SELECT 1 AS n")

    private func pool(
        connections: Int = 2, waiting: Int = 1024, database: String = "postgres",
        _ change: (inout PostgresPoolConfiguration) -> Void = { _ in }
    ) async throws -> PostgresPool {
        let cluster = try await ThrowawayCluster.shared.value
        var configuration = PostgresPoolConfiguration(
            connectionString: cluster.connectionString(database: database), applicationName: "pool")
        configuration.maximumConnections = connections
        configuration.maximumWaiting = waiting
        // A machine that runs all suites at once may be slow to lend a thread; nobody is to be turned away for that.
        configuration.patience = .seconds(120)
        change(&configuration)
        return PostgresPool(configuration)
    }

    @Test func `serves many callers with few connections`() async throws {
        let pool = try await pool()
        let backends = try await withThrowingTaskGroup(of: Int32.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await pool.withConnection { connection in
                        try connection.execute(one)
                        return connection.backend
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(backends.count <= 2)
        let census = await pool.census
        #expect(census.waiting == 0)
        #expect(census.free == census.connections)
        await pool.close()
        await #expect(throws: PostgresError.pool(.closed)) { try await pool.withConnection { _ in } }
    }

    @Test func `that is exhausted refuses at the deadline, and at once when too many wait`() async throws {
        let pool = try await pool(connections: 1, waiting: 1)
        let gate = AsyncStream<Void>.makeStream()
        let taken = AsyncStream<Void>.makeStream()
        async let holder: Void = pool.withConnection { _ in
            taken.continuation.yield()
            for await _ in gate.stream { break }
        }
        for await _ in taken.stream { break }
        await #expect(throws: PostgresError.pool(.deadlineExceeded)) {
            try await pool.withConnection(deadline: .now + .milliseconds(30)) { _ in }
        }
        let waiter = Task { try await pool.withConnection { _ in } }
        while await pool.census.waiting == 0 { await Task.yield() }
        await #expect(throws: PostgresError.pool(.tooManyWaiting)) { try await pool.withConnection { _ in } }
        waiter.cancel()
        await #expect(throws: PostgresError.pool(.cancelled)) { try await waiter.value }
        gate.continuation.yield()
        try await holder
        try await pool.withConnection { _ in }
        await pool.close()
    }

    @Test func `serves waiting callers in the order they came`() async throws {
        let pool = try await pool(connections: 1)
        let gate = AsyncStream<Void>.makeStream()
        let taken = AsyncStream<Void>.makeStream()
        async let holder: Void = pool.withConnection { _ in
            taken.continuation.yield()
            for await _ in gate.stream { break }
        }
        for await _ in taken.stream { break }
        let order = Journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<10 {
                group.addTask { try await pool.withConnection { _ in order.add("\(number)") } }
                while await pool.census.waiting <= number { await Task.yield() }
            }
            gate.continuation.yield()
            try await group.waitForAll()
        }
        try await holder
        #expect(order.entries == (0..<10).map { "\($0)" })
        await pool.close()
    }

    @Test func `replaces connections whose backends were killed, in use and idle`() async throws {
        let pool = try await pool(connections: 3)
        let killer = try await ThrowawayCluster.shared.value.connect()
        let kill = Statement("kill", "SELECT pg_terminate_backend($1, 5000)")
        let error = await #expect(throws: PostgresError.self) {
            try await pool.withConnection { connection in
                try await killer.execute(kill, [.int4(connection.backend)])
                try connection.execute(one)
            }
        }
        #expect(error?.isConnectionLoss == true)
        let idle = try await pool.withConnection { connection in connection.backend }
        try await killer.execute(kill, [.int4(idle)])
        for _ in 0..<5 {
            let backend = try await pool.withConnection { connection in
                try connection.execute(one)
                return connection.backend
            }
            #expect(backend != idle)
        }
        await pool.close()
    }

    @Test func `drops a connection that comes back in a transaction`() async throws {
        let pool = try await pool(connections: 1)
        let first = try await pool.withConnection { connection in
            try connection.simple("BEGIN")
            return connection.backend
        }
        let second = try await pool.withConnection { connection in connection.backend }
        #expect(first != second)
        await pool.close()
    }

    @Test func `asks an idle connection for a sign of life`() async throws {
        let pool = try await pool(connections: 1) { $0.checkedAfterIdle = .zero }
        for _ in 0..<3 { try await pool.withConnection { connection in _ = try connection.execute(one) } }
        #expect(await pool.census.connections == 1)
        await pool.close()
    }

    @Test func `says at once why it never connected`() async throws {
        let pool = try await pool(database: "no_such_database")
        let error = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
        #expect(error?.isConnectionLoss == true)
        #expect(error?.description.contains("no_such_database") == true)
        #expect(await pool.census.connections == 0)
        await pool.close()
    }

    @Test func `waits for a server that is away, until the deadline`() async throws {
        let cluster = try await ThrowawayCluster.shared.value
        let database = try await cluster.freshDatabase()
        let pool = try await pool(connections: 1, database: database)
        try await pool.withConnection { connection in connection.close() }
        let administrator = try await cluster.connect()
        try await administrator.simple("ALTER DATABASE \(database) ALLOW_CONNECTIONS false")
        await #expect(throws: PostgresError.self) {
            try await pool.withConnection(deadline: .now + .milliseconds(150)) { _ in }
        }
        async let served: Void = pool.withConnection { connection in _ = try connection.execute(one) }
        try await Task.sleep(for: .milliseconds(100))
        try await administrator.simple("ALTER DATABASE \(database) ALLOW_CONNECTIONS true")
        try await served
        await pool.close()
    }

    @Test func `closing waits for what is lent`() async throws {
        let pool = try await pool(connections: 1)
        let gate = AsyncStream<Void>.makeStream()
        let taken = AsyncStream<Void>.makeStream()
        let order = Journal()
        async let holder: Void = pool.withConnection { _ in
            taken.continuation.yield()
            for await _ in gate.stream { break }
            order.add("given back")
        }
        for await _ in taken.stream { break }
        let closing = Task {
            await pool.close()
            order.add("closed")
        }
        gate.continuation.yield()
        try await holder
        await closing.value
        #expect(order.entries == ["given back", "closed"])
    }
}

/// What happened, in order.
private final class Journal: Sendable {
    private let list = Mutex<[String]>([])
    var entries: [String] { list.withLock { $0 } }
    func add(_ entry: String) { list.withLock { $0.append(entry) } }
}
