import Governance
import Quantities

/// What a new or reset user gets to see once.
public struct CodeInvitation: Hashable, Sendable {
    /// The user.
    public let user: OperatorUser
    /// The secret of the codes in base 32.
    public let secret: String
    /// The address that authenticator programs read.
    public let address: String
}

extension OperatorDesk {
    /// Adds a user, whose second factor counts once a code of it was confirmed. The first must be an administrator.
    ///
    /// - Throws: ``OperatorRefusal`` for the name, the roles or the password.
    public func add(
        _ text: String, roles: Set<Role>, password: String, by actor: String
    ) async throws -> CodeInvitation {
        guard let name = OperatorName(text) else { throw OperatorRefusal.nameMalformed(text) }
        guard !roles.isEmpty else { throw OperatorRefusal.noRole }
        let (hash, secret) = try await credentials(password, of: name)
        let record = OperatorRecord(
            name: name, roles: roles, passwordHash: hash, sealedCodeSecret: secrets.seal(secret, name))
        try await store.administer(by: actor) { others, _ in
            guard !others.contains(where: { $0.name == name }) else { throw OperatorRefusal.nameTaken(name) }
            guard !others.isEmpty || roles.contains(.administrator) else { throw OperatorRefusal.firstIsAdministrator }
            return OperatorWrite(
                record: record,
                audit: OperatorAudit(
                    action: "user.add", subject: "user \(name)", detail: Self.words(roles), after: record.shown),
                value: ())
        }
        return invitation(record, secret)
    }

    /// Gives a user other roles; what it may do changes at once.
    public func setRoles(_ text: String, _ roles: Set<Role>, by actor: String) async throws -> OperatorUser {
        guard !roles.isEmpty else { throw OperatorRefusal.noRole }
        return try await change(text, "user.roles", Self.words(roles), by: actor) { $0.roles = roles }
    }

    /// Lets a user log in no more, and ends its sessions; or lets it log in again.
    public func setDisabled(_ text: String, _ isDisabled: Bool, by actor: String) async throws -> OperatorUser {
        let (action, detail) =
            isDisabled ? ("user.disable", "may log in no more") : ("user.enable", "may log in again")
        return try await change(text, action, detail, ending: isDisabled, by: actor) { $0.isDisabled = isDisabled }
    }

    /// Gives a user a new password and a new secret of codes, to be confirmed; lifts a lock-out and ends its sessions.
    public func reset(_ text: String, password: String, by actor: String) async throws -> CodeInvitation {
        guard let name = OperatorName(text) else { throw OperatorRefusal.nameMalformed(text) }
        let (hash, secret) = try await credentials(password, of: name)
        let sealed = secrets.seal(secret, name)
        _ = try await change(
            text, "user.reset", "a new password and a new second factor", ending: true, by: actor
        ) { record in
            record.passwordHash = hash
            record.sealedCodeSecret = sealed
            record.codeIsEnrolled = false
            record.newestCodeStep = 0
            record.forgive()
        }
        let record = try await store.records().first { $0.name == name }
        guard let record else { throw OperatorRefusal.unknownUser(name) }
        return invitation(record, secret)
    }

    /// Changes the password of a session's own user, who knows the old one; the user's other sessions end as well.
    ///
    /// - Throws: ``OperatorRefusal/loginRefused`` when the old one is wrong.
    public func changePassword(token: String, old: String, new: String) async throws {
        let holder = try await holder(of: token)
        let (hash, _) = try await credentials(new, of: holder.name)
        let judged = try await attempt(holder.name.text, password: old).passwordHash
        try await store.change(holder.name, by: holder.name.actor) { current, _ in
            guard var current, current.passwordHash == judged else { throw OperatorRefusal.loginRefused }
            current.passwordHash = hash
            current.forgive()
            return OperatorWrite(
                record: current, ended: .all,
                audit: OperatorAudit(
                    action: "user.password", subject: "user \(current.name)", detail: "a new password"), value: ())
        }
    }

    private func change(
        _ text: String, _ action: String, _ detail: String, ending: Bool = false, by actor: String,
        _ body: @escaping @Sendable (inout OperatorRecord) -> Void
    ) async throws -> OperatorUser {
        guard let name = OperatorName(text) else { throw OperatorRefusal.nameMalformed(text) }
        return try await store.administer(by: actor) { records, _ in
            guard var record = records.first(where: { $0.name == name }) else {
                throw OperatorRefusal.unknownUser(name)
            }
            let before = record.shown
            body(&record)
            let others = records.filter { $0.name != name } + [record]
            guard others.contains(where: { !$0.isDisabled && $0.roles.contains(.administrator) }) else {
                throw OperatorRefusal.lastAdministrator
            }
            return OperatorWrite(
                record: record, ended: ending ? .all : .none,
                audit: OperatorAudit(
                    action: action, subject: "user \(name)", detail: detail, before: before, after: record.shown),
                value: record.user)
        }
    }

    private func credentials(_ password: String, of name: OperatorName) async throws -> (String, [UInt8]) {
        do {
            try PasswordRule.check(password, of: name)
        } catch {
            throw OperatorRefusal.password(error)
        }
        return (try await secrets.hashPassword(password), secrets.makeCodeSecret())
    }

    private func invitation(_ record: OperatorRecord, _ secret: [UInt8]) -> CodeInvitation {
        let shown = secrets.shownSecret(secret, record.name)
        return CodeInvitation(user: record.user, secret: shown.text, address: shown.address)
    }

    private static func words(_ roles: Set<Role>) -> String {
        roles.sorted().map(\.rawValue).joined(separator: ", ")
    }
}
