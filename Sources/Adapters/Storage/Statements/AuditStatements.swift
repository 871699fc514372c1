import Postgres
import Quantities

/// The audit trail: who did what to what; only ever added to.
///
/// The database notes where an entry came from (the session's `clearinghouse.origin`) and, as the transaction commits, gives
/// it its place and its hash, chained to the entry before.
enum AuditStatements {
    private static let insert = Statement(
        "audit.add",
        """
        insert into audit_entry (at, actor, action, subject, detail, before, after)
        values ($1, $2, $3, $4, $5, $6::text, $7::text)
        """)

    /// One entry, written in the transaction of what it tells of.
    ///
    /// - Parameters:
    ///   - before: what stood before as JSON text, where something is changed; without secrets and members' data.
    ///   - after: what stands afterwards, likewise.
    static func add(
        actor: String, action: String, subject: String, detail: String, before: String? = nil, after: String? = nil,
        at now: Instant
    ) -> StatementCall {
        insert(
            .instant(now), .text(actor), .text(action), .text(subject), .text(detail),
            .orNull(before, PostgresValue.text), .orNull(after, PostgresValue.text))
    }

    /// The newest entry as the head knows it. Row: place, hash.
    static let head = Statement("audit.head", "select place, hash from audit_head")

    /// Entries that no trigger gave a place. Row: count.
    static let unplaced = Statement("audit.unplaced", "select count(*) from audit_entry where place is null")

    /// Entries after place `$1`, at most `$2`, in order. Row: place, microseconds since 1970, and the columns.
    static let after = Statement(
        "audit.after",
        """
        select place, (extract(epoch from at) * 1000000)::bigint as microseconds, actor, action, subject, detail, origin,
            before, after, previous_hash, hash
        from audit_entry where place > $1 order by place limit $2
        """)
}
