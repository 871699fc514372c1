import Ledger
import Members
import Operations
import Postgres
import Quantities

/// What operators do with members, in PostgreSQL; each action is one transaction that shares the gate.
public struct PostgresMemberStore: MemberStore {
    private let settings: StoreSettings
    private let pool: PostgresPool

    /// A store over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.settings = settings
        self.pool = pool
    }

    /// See ``MemberStore/show(_:)``.
    public func show(_ identifier: Identifier) async throws -> MemberReport {
        let keeper = settings.keeper
        return try await acting { connection, now in
            let id = try find(identifier, connection)
            let row = try connection.execute(MemberStatements.lock, [.identities([id])]).only()
            let identifiers = try connection.execute(MemberStatements.identifiers, [.uuid(id.column)])
            let lots = try connection.execute(MemberStatements.lots, [.uuid(id.column)]).map { try FactRows.lot($0) }
            return MemberReport(
                id: id, status: Member.Status(rawValue: try row.text("status")) ?? .blocked,
                reason: try row.optionalText("status_reason"), enrolledBy: try row.text("enrolled_by"),
                enrolledAt: try row.instant("enrolled_at"),
                identifiers: try identifiers.map { entry in
                    MemberReport.Entry(
                        identifier: keeper.open(try entry.bytes("sealed")) ?? "unreadable",
                        status: IdentifierRecord.Status(rawValue: try entry.text("status")) ?? .retired)
                },
                balance: MemberLedger(lots: lots).balance(at: now))
        }
    }

    /// See ``MemberStore/setStatus(_:of:reason:by:)``.
    public func setStatus(
        _ status: Member.Status, of identifier: Identifier, reason: String, by actor: String
    ) async throws {
        try await acting { connection, now in
            let id = try find(identifier, connection)
            try requireStanding([id], connection)
            try connection.pipeline([
                MemberStatements.setStatus(.uuid(id.column), .text(status.rawValue), .text(reason)),
                AuditStatements.add(
                    actor: actor, action: "member.\(status)", subject: id.description, detail: reason, at: now),
            ])
        }
    }

    /// See ``MemberStore/merge(_:into:reason:by:)``.
    public func merge(_ source: Identifier, into target: Identifier, reason: String, by actor: String) async throws {
        try await acting { connection, now in
            let from = try find(source, connection)
            let into = try find(target, connection)
            guard from != into else { throw MemberActionRefusal.same }
            try requireStanding([from, into], connection)
            var random = SystemRandomNumberGenerator()
            let merge = UniqueID.make(at: now, using: &random)
            let both: [PostgresValue] = [.uuid(from.column), .uuid(into.column)]
            var calls = [
                MemberStatements.remember(
                    .uuid(merge.column), .uuid(from.column), .uuid(into.column), .instant(now))
            ]
            calls += [
                MemberStatements.moveIdentifiers, MemberStatements.moveLots, MemberStatements.moveHolds,
                MemberStatements.absorb, MemberStatements.empty,
            ].map { StatementCall($0, both) }
            calls.append(MemberStatements.recount(.identities([from, into]), .instant(now)))
            calls.append(
                AuditStatements.add(
                    actor: actor, action: "member.merge", subject: into.description,
                    detail: "\(from) merged into it: \(reason)", at: now))
            try connection.pipeline(calls)
        }
    }

    /// See ``MemberStore/unmerge(_:reason:by:)``.
    public func unmerge(_ target: Identifier, reason: String, by actor: String) async throws {
        try await acting { connection, now in
            let into = try find(target, connection)
            guard let merge = try connection.execute(MemberStatements.newestMerge, [.uuid(into.column)]).first else {
                throw MemberActionRefusal.notMerged
            }
            let from = try merge.identity("source_id")
            _ = try connection.execute(MemberStatements.lock, [.identities([from, into])])
            let mergedAt = try merge.instant("merged_at")
            let moved = try connection.execute(
                MemberStatements.movedSince, [.uuid(into.column), .instant(mergedAt)])
            guard try !moved.only().bool("moved") else { throw MemberActionRefusal.movedSince }
            let id = PostgresValue.uuid(try merge.uuid("id"))
            let least = UniqueID.least(at: mergedAt)
            var calls = [
                MemberStatements.returnLots(id), MemberStatements.returnAccruals(id, .uuid(least.column)),
                MemberStatements.returnHolds(id), MemberStatements.returnIdentifiers(id),
                MemberStatements.restore(id), MemberStatements.recount(.identities([from, into]), .instant(now)),
            ]
            calls.append(MemberStatements.markUndone(id, .instant(now)))
            calls.append(
                AuditStatements.add(
                    actor: actor, action: "member.unmerge", subject: into.description,
                    detail: "\(from) parted from it: \(reason)", at: now))
            try connection.pipeline(calls)
        }
    }

    /// See ``MemberStore/addStock(_:by:)``.
    public func addStock(_ cards: [CardNumber], by actor: String) async throws -> [CardNumber] {
        let keeper = settings.keeper
        return try await acting { connection, now in
            let texts = Dictionary(
                cards.map { (keeper.lookup(Identifier.card($0).description), $0) }
            ) { first, _ in first }
            let rows = texts.map { (lookup: $0.key, card: $0.value) }
            let added = try connection.execute(
                MemberStatements.addStock,
                [
                    .bytesArray(rows.map(\.lookup)),
                    .bytesArray(rows.map { keeper.seal(Identifier.card($0.card).description) }), .instant(now),
                ])
            try connection.pipeline([
                AuditStatements.add(
                    actor: actor, action: "cards.issue", subject: "stock", detail: "\(added.count) cards", at: now)
            ])
            return try added.compactMap { texts[try $0.bytes("lookup")] }
        }
    }

    private func find(_ identifier: Identifier, _ connection: isolated PostgresConnection) throws -> UniqueID {
        let lookup = settings.keeper.lookup(identifier.description)
        let row = try connection.execute(MemberStatements.find, [.bytes(lookup)]).first
        guard let id = try row?.optionalUUID("member_id") else { throw MemberActionRefusal.unknown }
        return UniqueID(column: id)
    }

    /// Locks members in order and makes sure none is merged away.
    private func requireStanding(_ ids: [UniqueID], _ connection: isolated PostgresConnection) throws {
        let rows = try connection.execute(MemberStatements.lock, [.identities(ids)])
        for row in rows where try row.text("status") == Member.Status.merged.rawValue {
            throw MemberActionRefusal.merged
        }
    }

    private func acting<Value: Sendable>(
        _ body: @escaping @Sendable (isolated PostgresConnection, Instant) throws -> Value
    ) async throws -> Value {
        let offset = settings.clockOffset()
        return try await pool.withTransaction { connection in
            let answers = try connection.pipeline([
                StatementCall(GateStatements.share), GateStatements.clock(.int64(offset)),
            ])
            return try body(connection, try answers[1].only().instant("now"))
        }
    }
}
