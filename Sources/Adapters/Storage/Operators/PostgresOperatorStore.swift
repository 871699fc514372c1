import Governance
import Operations
import Postgres
import Quantities

/// Operator users and their sessions in PostgreSQL.
public struct PostgresOperatorStore: OperatorStore {
    private let settings: StoreSettings
    private let pool: PostgresPool

    /// A store over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.settings = settings
        self.pool = pool
    }

    /// See ``OperatorStore/hasUsers()``.
    public func hasUsers() async throws -> Bool {
        try await meaning {
            try await pool.withConnection { try $0.execute(OperatorStatements.any).only().bool("found") }
        }
    }

    /// See ``OperatorStore/records()``.
    public func records() async throws -> [OperatorRecord] {
        try await meaning {
            try await pool.withConnection { connection in
                try connection.execute(OperatorStatements.all).map(OperatorRows.record)
            }
        }
    }

    /// See ``OperatorStore/change(_:by:_:)``.
    public func change<Value: Sendable>(
        _ name: OperatorName, by actor: String,
        _ decide: @escaping @Sendable (OperatorRecord?, Instant) throws -> OperatorWrite<Value>
    ) async throws -> Value {
        try await writing(by: actor) { connection in
            let row = try connection.execute(OperatorStatements.lock, [.text(name.text)]).first
            return (name, try decide(try row.map(OperatorRows.record), try now(connection)))
        }
    }

    /// See ``OperatorStore/administer(by:_:)``.
    public func administer<Value: Sendable>(
        by actor: String, _ decide: @escaping @Sendable ([OperatorRecord], Instant) throws -> OperatorWrite<Value>
    ) async throws -> Value {
        try await writing(by: actor) { connection in
            try connection.execute(OperatorStatements.administer)
            let records = try connection.execute(OperatorStatements.lockAll).map(OperatorRows.record)
            let write = try decide(records, try now(connection))
            return (write.record?.name, write)
        }
    }

    /// See ``OperatorStore/session(_:)``.
    public func session(
        _ tokenHash: [UInt8]
    ) async throws -> (session: OperatorSession, record: OperatorRecord, now: Instant)? {
        let offset = settings.clockOffset()
        return try await meaning {
            try await pool.withConnection { connection in
                let found = try connection.execute(OperatorStatements.session, [.bytes(tokenHash), .int64(offset)])
                guard let row = found.first else { return nil }
                let record = try OperatorRows.record(row)
                let session = OperatorSession(
                    tokenHash: tokenHash, name: record.name, usedAt: try row.instant("used_at"),
                    endsAt: try row.instant("ends_at"), endedAt: try row.optionalInstant("ended_at"))
                return (session, record, try row.instant("now"))
            }
        }
    }

    /// See ``OperatorStore/touch(_:)``.
    public func touch(_ tokenHash: [UInt8]) async throws {
        let offset = settings.clockOffset()
        try await meaning {
            try await pool.withConnection { connection in
                _ = try connection.execute(OperatorStatements.touch, [.bytes(tokenHash), .int64(offset)])
            }
        }
    }

    /// Decides with the rows locked and by the clock as it then is, since whoever waited for a lock must not decide by the
    /// time it came, and writes what was decided.
    private func writing<Value: Sendable>(
        by actor: String,
        _ decide: @escaping @Sendable (isolated PostgresConnection) throws -> (OperatorName?, OperatorWrite<Value>)
    ) async throws -> Value {
        try await meaning {
            try await pool.withTransaction { connection in
                let (name, write) = try decide(connection)
                try connection.pipeline(OperatorRows.calls(write, of: name, by: actor, at: try now(connection)))
                return write.value
            }
        }
    }

    private func now(_ connection: isolated PostgresConnection) throws -> Instant {
        try connection.execute(GateStatements.clock, [.int64(settings.clockOffset())]).only().instant("now")
    }

    private func meaning<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError {
            throw StoreError(error)
        }
    }
}
