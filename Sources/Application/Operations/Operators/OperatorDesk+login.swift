import Governance
import Quantities

/// A login that was taken.
public struct OperatorLogin: Hashable, Sendable {
    /// What is shown at each command; kept nowhere but with its owner.
    public let token: String
    /// Who logged in.
    public let user: OperatorUser
    /// When the session ends, used or not.
    public let endsAt: Instant
}

extension OperatorDesk {
    /// Begins a session.
    ///
    /// The attempt counts as failed before it is judged and is forgiven when it was right, so that attempts at once do not
    /// get round the lock-out. For a name nobody has the same work is done and the same is answered.
    /// - Parameter code: the second factor's, once it is enrolled.
    /// - Throws: ``OperatorRefusal/loginRefused``.
    public func login(_ text: String, password: String, code: String?) async throws -> OperatorLogin {
        let record = try await attempt(text, password: password)
        let (secrets, terms, name) = (secrets, terms, record.name)
        let token = secrets.makeToken()
        let hash = secrets.sha256(Array(token.utf8))
        let login: OperatorLogin? = try await store.change(name, by: name.actor) { current, now in
            // What was judged must still stand.
            guard var current, !current.isDisabled, current.passwordHash == record.passwordHash else {
                return OperatorWrite(value: nil)
            }
            if current.codeIsEnrolled {
                guard let code, let secret = secrets.open(current.sealedCodeSecret, name),
                    let step = secrets.codeStep(secret, code, now.seconds, current.newestCodeStep)
                else { return OperatorWrite(audit: Self.refused(name, current.failures), value: nil) }
                current.newestCodeStep = step
            }
            current.forgive()
            let session = OperatorSession(
                tokenHash: hash, name: name, usedAt: now, endsAt: now.advanced(bySeconds: terms.longestSeconds))
            let factors = current.codeIsEnrolled ? "password and code" : "password alone"
            return OperatorWrite(
                record: current, opened: session,
                audit: OperatorAudit(action: "login", subject: "user \(name)", detail: "by \(factors)"),
                value: OperatorLogin(token: token, user: current.user, endsAt: session.endsAt))
        }
        guard let login else { throw OperatorRefusal.loginRefused }
        return login
    }

    /// Confirms the second factor by a first code; from then on logins take a code, and approvals are possible.
    ///
    /// - Throws: ``OperatorRefusal/loginRefused``, ``OperatorRefusal/alreadyEnrolled``.
    public func enrolCode(_ text: String, password: String, code: String) async throws {
        let record = try await attempt(text, password: password)
        let (secrets, name) = (secrets, record.name)
        let refusal: OperatorRefusal? = try await store.change(name, by: name.actor) { current, now in
            guard var current, !current.isDisabled, current.passwordHash == record.passwordHash else {
                return OperatorWrite(value: .loginRefused)
            }
            guard !current.codeIsEnrolled else {
                current.forgive()
                return OperatorWrite(record: current, value: .alreadyEnrolled)
            }
            guard let secret = secrets.open(current.sealedCodeSecret, name),
                let step = secrets.codeStep(secret, code, now.seconds, current.newestCodeStep)
            else { return OperatorWrite(audit: Self.refused(name, current.failures), value: .loginRefused) }
            let before = current.shown
            current.newestCodeStep = step
            current.codeIsEnrolled = true
            current.forgive()
            return OperatorWrite(
                record: current,
                audit: OperatorAudit(
                    action: "user.enrol-code", subject: "user \(name)", detail: "the second factor is enrolled",
                    before: before, after: current.shown), value: nil)
        }
        if let refusal { throw refusal }
    }

    /// Ends the session of a token, or all sessions of its user.
    ///
    /// - Throws: ``OperatorRefusal/sessionEnded`` when it does not hold any more.
    public func logout(_ token: String, everywhere: Bool) async throws {
        let name = try await holder(of: token).name
        let hash = secrets.sha256(Array(token.utf8))
        try await store.change(name, by: name.actor) { _, _ in
            OperatorWrite(
                ended: everywhere ? .all : .one(hash),
                audit: OperatorAudit(
                    action: "logout", subject: "user \(name)", detail: everywhere ? "everywhere" : "one session"),
                value: ())
        }
    }

    /// Counts an attempt, then judges the password; a failure stays counted until it is forgiven.
    func attempt(_ text: String, password: String) async throws -> OperatorRecord {
        guard let name = OperatorName(text) else {
            _ = try? await secrets.hashPassword(password)
            throw OperatorRefusal.loginRefused
        }
        let counted: OperatorRecord? = try await store.change(name, by: "login") { record, now in
            guard var record, !record.isDisabled, !record.isLocked(at: now) else {
                // A name nobody has may be a password typed in the wrong place: it is not told.
                let subject = record == nil ? "a name that nobody has" : "user \(name)"
                let audit = OperatorAudit(action: "login.refused", subject: subject, detail: "not taken")
                return OperatorWrite(audit: audit, value: nil)
            }
            record.countFailure(at: now)
            return OperatorWrite(record: record, value: record)
        }
        guard let counted else {
            _ = try? await secrets.hashPassword(password)
            throw OperatorRefusal.loginRefused
        }
        guard await secrets.verifyPassword(password, counted.passwordHash) else {
            try await store.change(name, by: "login") { _, _ in
                OperatorWrite(audit: Self.refused(name, counted.failures), value: ())
            }
            throw OperatorRefusal.loginRefused
        }
        return counted
    }

    private static func refused(_ name: OperatorName, _ failures: Int64) -> OperatorAudit {
        OperatorAudit(
            action: "login.refused", subject: "user \(name)", detail: "failure \(failures) in a row")
    }
}
