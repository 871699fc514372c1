/// A bounded pool of connections.
///
/// Callers are served in the order they came. Broken connections are dropped when they come back and replaced when next
/// needed, with a growing pause while the server is away.
public actor PostgresPool {
    private let configuration: PostgresPoolConfiguration
    /// Free connections, the last used at the end, where the next is taken.
    private var free: [FreeConnection] = []
    /// Connections that exist or are being made.
    private var connectionCount = 0
    private var waiting = WaitingLine()
    private var failuresInRow = 0
    private var hasConnected = false
    private var isClosed = false
    private var drained: [CheckedContinuation<Void, Never>] = []

    private struct FreeConnection {
        let connection: PostgresConnection
        let since: ContinuousClock.Instant
    }

    /// Makes a pool; it connects when first used.
    public init(_ configuration: PostgresPoolConfiguration) {
        // A pool of none would never lend anything: our mistake.
        precondition(configuration.maximumConnections > 0, "a pool needs at least one connection")
        self.configuration = configuration
    }

    /// Connections that exist or are being made, and those of them that are free.
    public var census: (connections: Int, free: Int, waiting: Int) { (connectionCount, free.count, waiting.count) }

    /// Lends a connection to `body`, which runs on the connection's thread.
    ///
    /// A connection that comes back broken, or in a transaction, is closed.
    ///
    /// - Parameter deadline: until when to wait for a connection; without one, the configuration's patience.
    /// - Throws: ``PostgresError/pool(_:)``; the error of connecting, at once while no attempt has ever succeeded, later
    ///   when the deadline comes; or what `body` throws.
    public func withConnection<Value: Sendable>(
        deadline: ContinuousClock.Instant? = nil,
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let connection = try await borrow(until: deadline ?? .now + configuration.patience)
        do {
            let value = try await connection.run(body)
            await giveBack(connection)
            return value
        } catch {
            await giveBack(connection)
            throw error
        }
    }

    /// Lends a connection to `body` inside a transaction, as
    /// ``PostgresConnection/withTransaction(isolation:access:_:)`` has it.
    public func withTransaction<Value: Sendable>(
        isolation: TransactionIsolation = .readCommitted, access: TransactionAccess = .readWrite,
        deadline: ContinuousClock.Instant? = nil,
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        try await withConnection(deadline: deadline) { connection in
            try await connection.withTransaction(isolation: isolation, access: access, body)
        }
    }

    /// Refuses new callers, closes free connections and returns when the last lent one has come back.
    public func close() async {
        isClosed = true
        for caller in waiting.removeAll() { caller.resume(returning: .refused(.closed)) }
        let idle = free
        free = []
        connectionCount -= idle.count
        for entry in idle { await entry.connection.close() }
        if connectionCount > 0 {
            await withCheckedContinuation { drained.append($0) }
        }
    }

    private func borrow(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> PostgresConnection {
        while true {
            if isClosed { throw .pool(.closed) }
            if let entry = free.popLast() {
                if await isFit(entry, deadline) { return entry.connection }
                await entry.connection.close()
                // Its place is still ours.
                return try await replace(until: deadline)
            }
            if connectionCount < configuration.maximumConnections {
                connectionCount += 1
                return try await replace(until: deadline)
            }
            switch await wait(until: deadline) {
            case .connection(let connection): return connection
            case .place: return try await replace(until: deadline)
            case .refused(let refusal): throw .pool(refusal)
            }
        }
    }

    private func isFit(_ entry: FreeConnection, _ deadline: ContinuousClock.Instant) async -> Bool {
        if entry.since.duration(to: .now) < configuration.checkedAfterIdle { return await entry.connection.isHealthy }
        return await entry.connection.answers(deadline: deadline)
    }

    /// Fills a place that is already counted; gives the place up when it cannot.
    private func replace(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> PostgresConnection {
        while true {
            do throws(PostgresError) {
                let connection = try await PostgresConnection.connect(
                    configuration.connectionString, applicationName: configuration.applicationName,
                    settings: configuration.settings)
                hasConnected = true
                failuresInRow = 0
                return connection
            } catch {
                failuresInRow += 1
                let pause = configuration.pause(afterFailures: failuresInRow)
                guard error.isConnectionLoss, hasConnected, !isClosed, .now + pause < deadline,
                    (try? await Task.sleep(for: pause)) != nil
                else {
                    freePlace()
                    throw error
                }
            }
        }
    }

    private func wait(until deadline: ContinuousClock.Instant) async -> Lent {
        guard waiting.count < configuration.maximumWaiting else { return .refused(.tooManyWaiting) }
        let ticket = waiting.nextTicket()
        let alarm = Task {
            try await Task.sleep(until: deadline, clock: .continuous)
            self.refuse(ticket, .deadlineExceeded)
        }
        defer { alarm.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: .refused(.cancelled))
                } else {
                    waiting.append(ticket, continuation)
                }
            }
        } onCancel: {
            Task { await self.refuse(ticket, .cancelled) }
        }
    }

    private func refuse(_ ticket: WaitingLine.Ticket, _ refusal: PoolRefusal) {
        waiting.remove(ticket)?.resume(returning: .refused(refusal))
    }

    private func giveBack(_ connection: PostgresConnection) async {
        let isHealthy = await connection.isHealthy
        if isHealthy && !isClosed {
            if let caller = waiting.removeFirst() {
                caller.resume(returning: .connection(connection))
            } else {
                free.append(FreeConnection(connection: connection, since: .now))
            }
        } else {
            await connection.close()
            freePlace()
        }
    }

    private func freePlace() {
        if !isClosed, let caller = waiting.removeFirst() { return caller.resume(returning: .place) }
        connectionCount -= 1
        if isClosed && connectionCount == 0 {
            for closer in drained { closer.resume() }
            drained = []
        }
    }
}

/// What a caller that waited gets.
enum Lent: Sendable {
    case connection(PostgresConnection)
    case place
    case refused(PoolRefusal)
}
