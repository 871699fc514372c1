import Operations
import Postgres

/// The audit over PostgreSQL: set-based comparisons in one repeatable-read transaction.
public struct PostgresLedgerAudit: LedgerAudit {
    private let pool: PostgresPool

    /// An audit over a pool of connections.
    public init(pool: PostgresPool) {
        self.pool = pool
    }

    /// See ``LedgerAudit/check()``.
    public func check() async throws(StoreError) -> AuditReport {
        do {
            return try await pool.withTransaction(isolation: .repeatableRead, access: .readOnly) { connection in
                let counts = try connection.execute(AuditCheckStatements.counts).only()
                let issuers = try connection.execute(AuditCheckStatements.issuers).map { row in
                    AuditReport.Issuer(
                        issuer: try row.text("issuer"), issued: try row.int64("issued"),
                        reversed: try row.int64("reversed"), outstanding: try row.int64("outstanding"),
                        held: try row.int64("held"), redeemed: try row.int64("redeemed"),
                        expired: try row.int64("expired"))
                }
                var findings: [AuditFinding] = []
                for law in AuditCheckStatements.laws + AuditMoneyStatements.laws {
                    for row in try connection.execute(law.statement) {
                        findings.append(
                            AuditFinding(
                                law: law.name, subject: try row.text("subject"), detail: try row.text("detail")))
                    }
                }
                return AuditReport(
                    issuers: issuers, postings: try counts.int64("postings"), messages: try counts.int64("messages"),
                    findings: findings)
            }
        } catch {
            throw StoreError(any: error)
        }
    }
}
