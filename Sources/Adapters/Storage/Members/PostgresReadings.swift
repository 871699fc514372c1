import Ledger
import Members
import Messages
import Operations
import Partners
import Postgres
import Quantities

/// What partners may read, from PostgreSQL.
public struct PostgresReadings: Readings {
    private let settings: StoreSettings
    private let pool: PostgresPool

    /// Readings over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.settings = settings
        self.pool = pool
    }

    /// See ``Readings/balance(of:for:)``.
    public func balance(of identifier: Identifier, for partner: PartnerID) async throws(Refusal) -> BalanceReport {
        let lookup = settings.keeper.lookup(identifier.description)
        let offset = settings.clockOffset()
        guard let terms = settings.directory.current else { throw Refusal(.unavailable) }
        return try await reading { connection in
            let answers = try connection.pipeline([
                ReadingStatements.identifier(.bytes(lookup)),
                ReadingStatements.openLots(.bytes(lookup)),
                GateStatements.clock(.int64(offset)),
            ])
            guard let row = answers[0].first, let member = try row.optionalUUID("member_id") else {
                throw Refusal(.memberUnknown)
            }
            guard try row.text("status") == IdentifierRecord.Status.active.rawValue else {
                throw Refusal(.identifierRetired)
            }
            let now = try answers[2].only().instant("now")
            let lots = try answers[1].map { try FactRows.lot($0) }
            return try BalanceReport(
                member: UniqueID(column: member), lots: lots, partner: partner,
                pointValue: terms.snapshot.coalition.pointValue, currency: terms.snapshot.coalition.currency, at: now)
        }
    }

    /// See ``Readings/message(_:)``.
    public func message(_ key: MessageKey) async throws(Refusal) -> StoredMessage? {
        try await reading { connection in
            let rows = try connection.execute(
                ReadingStatements.message, [.text(key.partner.text), .text(key.messageID)])
            guard let row = rows.first, let kind = MessageKind(rawValue: try row.text("kind")) else { return nil }
            return StoredMessage(
                kind: kind, outcome: try row.text("outcome"), cycle: try row.int64("cycle"),
                receivedAt: try row.instant("received_at"),
                answer: StoredAnswer(status: Int(try row.int4("status")), body: try row.bytes("answer")))
        }
    }

    /// See ``Readings/cycles(of:)``.
    public func cycles(of partner: PartnerID) async throws(Refusal) -> [PartnerCycle] {
        try await reading { connection in
            try connection.execute(ReadingStatements.cycles, [.text(partner.text)]).map {
                try Self.cycle($0, partner)
            }
        }
    }

    /// See ``Readings/cycle(_:of:)``.
    public func cycle(_ id: Int64, of partner: PartnerID) async throws(Refusal) -> PartnerCycle? {
        try await reading { connection in
            try connection.execute(ReadingStatements.cycle, [.text(partner.text), .int64(id)]).first.map {
                try Self.cycle($0, partner)
            }
        }
    }

    /// See ``Readings/statementFile(_:cycle:of:)``.
    public func statementFile(
        _ name: String, cycle: Int64, of partner: PartnerID
    ) async throws(Refusal) -> [UInt8]? {
        try await reading { connection in
            try connection.execute(
                ReadingStatements.file, [.text(partner.text), .int64(cycle), .text(name)]
            ).first.map { try $0.bytes("content") }
        }
    }

    private static func cycle(_ row: Row, _ partner: PartnerID) throws -> PartnerCycle {
        var position: CyclePosition?
        if let net = try row.optionalInt64("net") {
            position = CyclePosition(
                partner: partner, grossDebit: try row.int64("gross_debit"), grossCredit: try row.int64("gross_credit"),
                fee: try row.int64("fee"), carriedIn: try row.int64("carried_in"), net: net,
                carriedOut: try row.int64("carried_out"))
        }
        return PartnerCycle(
            id: try row.int64("id"), state: try row.text("state"),
            version: try row.optionalInt64("dispatched_version") ?? 0, closedAt: try row.optionalInstant("closed_at"),
            position: position, files: try row.textArray("files").compactMap { $0 })
    }

    /// Runs a reading; an unreachable database is `unavailable`.
    private func reading<Value: Sendable>(
        _ body: @escaping @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws(Refusal) -> Value {
        do {
            return try await pool.withTransaction(isolation: .repeatableRead, access: .readOnly) { try body($0) }
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(.unavailable)
        }
    }
}
