import Governance
import Operations
import Postgres
import Quantities

/// Users' rows, read and written.
enum OperatorRows {
    static func record(_ row: Row) throws -> OperatorRecord {
        let text = try row.text("name")
        guard let name = OperatorName(text) else { throw StoreError.failed("a user's name is malformed") }
        let roles = try row.textArray("roles").compactMap { $0.flatMap(Role.init(rawValue:)) }
        var record = OperatorRecord(
            name: name, roles: Set(roles), passwordHash: try row.text("password"),
            sealedCodeSecret: try row.bytes("code_secret"))
        record.isDisabled = try row.bool("disabled")
        record.codeIsEnrolled = try row.bool("code_enrolled")
        record.newestCodeStep = try row.int64("code_step")
        record.failures = try row.int64("failures")
        record.lockedUntil = try row.optionalInstant("locked_until")
        return record
    }

    /// What writes a decision; the audit trail's entry last.
    static func calls(
        _ write: OperatorWrite<some Sendable>, of name: OperatorName?, by actor: String, at now: Instant
    ) -> [StatementCall] {
        var calls: [StatementCall] = []
        if let record = write.record {
            calls.append(
                OperatorStatements.keep(
                    .text(record.name.text), .textArray(record.roles.sorted().map(\.rawValue)),
                    .bool(record.isDisabled), .text(record.passwordHash), .bytes(record.sealedCodeSecret),
                    .bool(record.codeIsEnrolled), .int64(record.newestCodeStep), .int64(record.failures),
                    .orNull(record.lockedUntil, PostgresValue.instant), .instant(now), .text(actor)))
        }
        if let name {
            switch write.ended {
            case .none: break
            case .one(let hash):
                calls.append(OperatorStatements.endSessions(.text(name.text), .bytes(hash), .instant(now)))
            case .all: calls.append(OperatorStatements.endSessions(.text(name.text), .null, .instant(now)))
            }
        }
        if let session = write.opened {
            calls.append(
                OperatorStatements.openSession(
                    .bytes(session.tokenHash), .text(session.name.text), .instant(session.usedAt),
                    .instant(session.endsAt)))
        }
        if let audit = write.audit {
            calls.append(
                AuditStatements.add(
                    actor: actor, action: audit.action, subject: audit.subject, detail: audit.detail,
                    before: audit.before, after: audit.after, at: now))
        }
        return calls
    }
}
