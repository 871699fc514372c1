import Operations
import Postgres

/// The audit trail in PostgreSQL, recomputed here entry by entry: the database's own word is not taken.
public struct PostgresAuditTrail: Sendable {
    private let pool: PostgresPool
    private let sha256: @Sendable ([UInt8]) -> [UInt8]
    private static let chunk: Int64 = 1000

    /// The trail over a pool of connections.
    public init(pool: PostgresPool, sha256: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        self.pool = pool
        self.sha256 = sha256
    }

    /// Reads every entry once, a thousand at a time, in one state of the database.
    public func check() async throws(StoreError) -> AuditTrailReport {
        let sha256 = sha256
        do {
            return try await pool.withTransaction(isolation: .repeatableRead, access: .readOnly) { connection in
                let head = try connection.execute(AuditStatements.head).first
                var check = AuditTrailCheck(sha256: sha256)
                var last: Int64 = .min
                while check.finding == nil {
                    let rows = try connection.execute(AuditStatements.after, [.int64(last), .int64(Self.chunk)])
                    for row in rows { check.read(try Self.entry(row)) }
                    guard let newest = rows.last, rows.count == Self.chunk else { break }
                    last = try newest.int64("place")
                }
                // Without a head the trail was tampered with as well: every entry is then beyond what it knows.
                check.count(unplaced: try connection.execute(AuditStatements.unplaced).only().int64("count"))
                check.end(headPlace: try head?.int64("place") ?? -1, headHash: try head?.bytes("hash") ?? [])
                return AuditTrailReport(entries: check.place, head: check.hash, finding: check.finding)
            }
        } catch {
            throw StoreError(any: error)
        }
    }

    private static func entry(_ row: Row) throws(PostgresError) -> AuditTrailEntry {
        AuditTrailEntry(
            place: try row.int64("place"), microseconds: try row.int64("microseconds"), actor: try row.text("actor"),
            action: try row.text("action"), subject: try row.text("subject"), detail: try row.text("detail"),
            origin: try row.text("origin"), before: try row.optionalText("before"),
            after: try row.optionalText("after"), previousHash: try row.bytes("previous_hash"),
            hash: try row.bytes("hash"))
    }
}

extension PostgresAuditTrail {
    /// Adds an entry about something that is not kept in the database, such as a certificate.
    public func tell(
        _ action: String, _ subject: String, _ detail: String, by actor: String
    ) async throws(StoreError) {
        do {
            try await pool.withTransaction { connection in
                let now = try connection.execute(GateStatements.clock, [.int64(0)]).only().instant("now")
                try connection.pipeline([
                    AuditStatements.add(actor: actor, action: action, subject: subject, detail: detail, at: now)
                ])
            }
        } catch {
            throw StoreError(any: error)
        }
    }
}
