import Operations
import Partners
import Postgres
import Quantities
import Reconciliation
import Wire

/// Days and their comparisons, in PostgreSQL.
public struct PostgresReconciliationStore: ReconciliationStore {
    private let settings: StoreSettings
    private let pool: PostgresPool

    /// A store over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.settings = settings
        self.pool = pool
    }

    /// See ``ReconciliationStore/hubDay(_:in:of:listed:)``.
    public func hubDay(
        _ day: LocalDay, in zone: ZoneRules, of partner: PartnerID, listed: [String]
    ) async throws(StoreError) -> HubDay {
        let start = zone.instant(of: day)
        let end = zone.instant(of: day.adding(days: 1))
        do {
            return try await pool.withTransaction(isolation: .repeatableRead, access: .readOnly) { connection in
                let rows = try connection.execute(
                    ReconciliationStatements.day, [.text(partner.text), .instant(start), .instant(end)])
                let codec = RecordCodec()
                let booked = try rows.map { try Self.entry($0, codec) }
                let here = Set(booked.map(\.messageID))
                let others = Set(listed).subtracting(here).sorted()
                guard !others.isEmpty else { return HubDay(booked: booked, elsewhere: [:]) }
                var elsewhere: [String: Elsewhere] = [:]
                for row in try connection.execute(
                    ReconciliationStatements.elsewhere, [.text(partner.text), .textArray(others)])
                {
                    elsewhere[try row.text("message_id")] = try Self.place(row, zone)
                }
                return HubDay(booked: booked, elsewhere: elsewhere)
            }
        } catch {
            throw StoreError(any: error)
        }
    }

    private static func entry(_ row: Row, _ codec: RecordCodec) throws -> DayEntry {
        let name = try row.text("kind")
        guard let kind = BookedKind(rawValue: name) else {
            throw StoreError.failed("a message of the kind \(name) moves no points")
        }
        let answer = try JSONReader.read(codec.record(row).answer)
        return DayEntry(
            messageID: try row.text("message_id"), kind: kind, points: answer["points"]?["total"]?.integer ?? 0,
            amount: try row.optionalInt64("amount"))
    }

    private static func place(_ row: Row, _ zone: ZoneRules) throws -> Elsewhere {
        let outcome = try row.text("outcome")
        guard outcome == "posted" else { return .refused(code: outcome) }
        guard BookedKind(rawValue: try row.text("kind")) != nil, let instant = try row.optionalInstant("occurred_at")
        else { return .withoutPoints }
        return .anotherDay(zone.day(of: instant))
    }

    /// See ``ReconciliationStore/keep(_:isClean:fileSHA256:of:day:by:)``.
    public func keep(
        _ counts: ReconciliationCounts, isClean: Bool, fileSHA256: String, of partner: PartnerID, day: LocalDay,
        by actor: String
    ) async throws(StoreError) -> ReconciliationRecord {
        let offset = settings.clockOffset()
        do {
            return try await pool.withTransaction { connection in
                let now = try connection.execute(GateStatements.clock, [.int64(offset)]).only().instant("now")
                _ = try connection.execute(
                    ReconciliationStatements.keep,
                    [
                        .text(partner.text), .text(day.description), .instant(now), .text(actor), .text(fileSHA256),
                        .int64(counts.rows), .int64(counts.messages), .int64(counts.missingHere), .int64(counts.apart),
                        .int64(counts.missingThere), .int64(counts.different), .int64(counts.repeated),
                        .int64(counts.unreadable), .bool(isClean),
                    ])
                return ReconciliationRecord(
                    partner: partner, day: day, comparedAt: now, comparedBy: actor, fileSHA256: fileSHA256,
                    counts: counts, isClean: isClean)
            }
        } catch {
            throw StoreError(any: error)
        }
    }

    /// See ``ReconciliationStore/records(of:most:)``.
    public func records(of partner: PartnerID, most: Int) async throws(StoreError) -> [ReconciliationRecord] {
        do {
            return try await pool.withTransaction(isolation: .repeatableRead, access: .readOnly) { connection in
                try connection.execute(
                    ReconciliationStatements.records, [.text(partner.text), .int64(Int64(most))]
                ).map { try Self.record($0, partner) }
            }
        } catch {
            throw StoreError(any: error)
        }
    }

    private static func record(_ row: Row, _ partner: PartnerID) throws -> ReconciliationRecord {
        let text = try row.text("day")
        guard let day = LocalDay(iso8601: text) else { throw StoreError.failed("\(text) is no day") }
        return ReconciliationRecord(
            partner: partner, day: day, comparedAt: try row.instant("compared_at"),
            comparedBy: try row.text("compared_by"), fileSHA256: try row.text("file_sha256"),
            counts: ReconciliationCounts(
                rows: try row.int64("rows"), messages: try row.int64("messages"),
                missingHere: try row.int64("missing_here"), apart: try row.int64("apart"),
                missingThere: try row.int64("missing_there"), different: try row.int64("different"),
                repeated: try row.int64("repeated"), unreadable: try row.int64("unreadable")),
            isClean: try row.bool("clean"))
    }
}
