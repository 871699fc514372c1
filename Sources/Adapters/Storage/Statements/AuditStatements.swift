import Postgres
import Quantities

/// The audit trail: who did what to what; only ever added to.
enum AuditStatements {
    private static let insert = Statement(
        "audit.add",
        "insert into audit_entry (at, actor, action, subject, detail) values ($1, $2, $3, $4, $5)")

    /// One entry, written in the transaction of what it tells of.
    static func add(actor: String, action: String, subject: String, detail: String, at now: Instant) -> StatementCall {
        insert(.instant(now), .text(actor), .text(action), .text(subject), .text(detail))
    }
}
