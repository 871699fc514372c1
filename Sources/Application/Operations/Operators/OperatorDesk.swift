import Governance
import Quantities

/// Who may do what: users, logins, and the permission of each command.
public struct OperatorDesk: Sendable {
    let store: any OperatorStore
    let secrets: OperatorSecrets
    let terms: SessionTerms

    /// A desk over a store.
    public init(store: any OperatorStore, secrets: OperatorSecrets, terms: SessionTerms = SessionTerms()) {
        self.store = store
        self.secrets = secrets
        self.terms = terms
    }

    /// Whether users log in; until the first is added the system's own user may do everything.
    public func hasUsers() async throws -> Bool { try await store.hasUsers() }

    /// All users, by name.
    public func users() async throws -> [OperatorUser] { try await store.records().map(\.user) }

    /// Who does something, when that person may.
    ///
    /// - Parameters:
    ///   - permission: what is to be done.
    ///   - token: the session's token.
    ///   - code: a fresh code of the second factor, where the permission takes one.
    ///   - systemUser: the name of the system's own user, who may do everything until there are users.
    /// - Throws: ``OperatorRefusal/loginRequired``, ``OperatorRefusal/sessionEnded``, ``OperatorRefusal/forbidden(_:)``,
    ///   ``OperatorRefusal/secondFactorRequired(isEnrolled:)``, ``OperatorRefusal/codeRefused``, in this order.
    public func authorise(
        _ permission: Permission, token: String?, code: String? = nil, systemUser: String
    ) async throws -> ActingPerson {
        guard try await store.hasUsers() else { return ActingPerson(system: systemUser) }
        guard let token else { throw OperatorRefusal.loginRequired }
        let record = try await holder(of: token)
        let person = ActingPerson(record)
        guard person.permissions.contains(permission) else { throw OperatorRefusal.forbidden(permission) }
        guard permission.needsFreshCode else { return person }
        guard record.codeIsEnrolled, let code else {
            throw OperatorRefusal.secondFactorRequired(isEnrolled: record.codeIsEnrolled)
        }
        try await use(code, of: record.name, for: permission)
        return person
    }

    /// The user of a session that holds; the session counts as used.
    ///
    /// - Throws: ``OperatorRefusal/sessionEnded`` for a token that is unknown here, ended, idle for too long or too old,
    ///   and for a user who is disabled.
    public func holder(of token: String) async throws -> OperatorRecord {
        let hash = secrets.sha256(Array(token.utf8))
        guard let (session, record, now) = try await store.session(hash), !record.isDisabled,
            terms.holds(usedAt: session.usedAt, endsAt: session.endsAt, endedAt: session.endedAt, at: now)
        else { throw OperatorRefusal.sessionEnded }
        try await store.touch(hash)
        return record
    }

    /// Uses a code up; a wrong one counts as a failed attempt.
    private func use(_ code: String, of name: OperatorName, for permission: Permission) async throws {
        let secrets = secrets
        let isTaken = try await store.change(name, by: name.actor) { record, now in
            guard var record, !record.isDisabled, record.codeIsEnrolled, !record.isLocked(at: now),
                let secret = secrets.open(record.sealedCodeSecret, name)
            else { return OperatorWrite(value: false) }
            guard let step = secrets.codeStep(secret, code, now.seconds, record.newestCodeStep) else {
                record.countFailure(at: now)
                return OperatorWrite(
                    record: record,
                    audit: OperatorAudit(
                        action: "code.refused", subject: "user \(name)",
                        detail: "for \(permission.rawValue), failure \(record.failures) in a row"), value: false)
            }
            record.newestCodeStep = step
            record.forgive()
            return OperatorWrite(record: record, value: true)
        }
        guard isTaken else { throw OperatorRefusal.codeRefused }
    }
}
