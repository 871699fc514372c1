import Foundation
import Governance
import Operations
import Quantities
import Wire

extension HubProgram {
    /// `login`
    ///
    /// - Parameter showsToken: whether the session's token is printed instead of kept in a file, for `CLEARINGHOUSE_SESSION`.
    public static func login(
        _ options: HubOptions, _ name: String, code: String?, showsToken: Bool, json: Bool
    ) async throws {
        let password = try Secrecy.password("Password of \(name)", variable: "CLEARINGHOUSE_PASSWORD")
        let code = try Secrecy.code(code)
        try await visit(options) { hub in
            let login = try await hub.operators.login(name, password: password, code: code)
            if !showsToken { try SessionFile(hub.directory).keep(login.token) }
            let token = showsToken ? login.token : nil
            Console(json: json).say(
                token ?? "Logged in as \(login.user.name) until \(login.endsAt)."
                    + (login.user.hasSecondFactor
                        ? "" : "\nNo second factor is enrolled yet, so nothing can be approved."),
                JSONWriter.object { writer in
                    OperatorText.members(login.user, to: &writer)
                    writer.member("ends_at", login.endsAt.description)
                    writer.member("token", ifPresent: token)
                })
        }
    }

    /// `logout`
    public static func logout(_ options: HubOptions, everywhere: Bool, json: Bool) async throws {
        try await visit(options) { hub in
            let file = SessionFile(hub.directory)
            guard let token = try file.token() else { throw OperatorRefusal.loginRequired }
            // A token that holds no more is forgotten all the same.
            defer { file.forget() }
            try await hub.operators.logout(token, everywhere: everywhere)
            say(everywhere ? "Logged out everywhere." : "Logged out.", json: json)
        }
    }

    /// `whoami`
    public static func whoAmI(_ options: HubOptions, json: Bool) async throws {
        try await visit(options) { hub in
            guard try await hub.operators.hasUsers() else {
                Console(json: json).say(
                    "\(actor): there are no users yet, so everything may be done.",
                    JSONWriter.object { $0.member("actor", actor) })
                return
            }
            guard let token = try SessionFile(hub.directory).token() else { throw OperatorRefusal.loginRequired }
            let user = try await hub.operators.holder(of: token).user
            Console(json: json).say(
                OperatorText.line(user).joined(separator: ", "),
                JSONWriter.object { writer in
                    writer.member("actor", user.name.actor)
                    OperatorText.members(user, to: &writer)
                })
        }
    }

    /// `user add`
    public static func addUser(_ options: HubOptions, _ name: String, roles: [String], json: Bool) async throws {
        let roles = try self.roles(roles)
        try await visit(options, needs: .manageUsers) { hub, actor in
            let password = try Secrecy.password(
                "Password of \(name)", variable: "CLEARINGHOUSE_PASSWORD", twice: true)
            say(
                try await hub.operators.add(name, roles: roles, password: password, by: actor), "Added", json: json)
        }
    }

    /// `user reset`
    public static func resetUser(_ options: HubOptions, _ name: String, json: Bool) async throws {
        try await visit(options, needs: .manageUsers) { hub, actor in
            let password = try Secrecy.password(
                "New password of \(name)", variable: "CLEARINGHOUSE_PASSWORD", twice: true)
            say(try await hub.operators.reset(name, password: password, by: actor), "Reset", json: json)
        }
    }

    /// `user list`
    public static func listUsers(_ options: HubOptions, json: Bool) async throws {
        try await visit(options, needs: .view) { hub, _ in
            let users = try await hub.operators.users()
            Console(json: json).say(
                users.isEmpty
                    ? "There are no users yet: the system's own user may do everything."
                    : users.map { OperatorText.line($0).joined(separator: ", ") }.joined(separator: "\n"),
                JSONWriter.array { list in
                    for user in users { list.elementObject { OperatorText.members(user, to: &$0) } }
                })
        }
    }

    /// `user roles`
    public static func setRoles(_ options: HubOptions, _ name: String, roles: [String], json: Bool) async throws {
        let roles = try self.roles(roles)
        try await visit(options, needs: .manageUsers) { hub, actor in
            say(try await hub.operators.setRoles(name, roles, by: actor), json: json)
        }
    }

    /// `user disable · enable`
    public static func setUser(_ options: HubOptions, _ name: String, disabled: Bool, json: Bool) async throws {
        try await visit(options, needs: .manageUsers) { hub, actor in
            say(try await hub.operators.setDisabled(name, disabled, by: actor), json: json)
        }
    }

    /// `user enrol-code`: by the user, who knows the password and shows a first code.
    public static func enrolCode(_ options: HubOptions, _ name: String, code: String?, json: Bool) async throws {
        let password = try Secrecy.password("Password of \(name)", variable: "CLEARINGHOUSE_PASSWORD")
        guard let code = try Secrecy.code(code, prompt: "Code: ") else {
            throw CommandFailure("Give the code that the authenticator program shows now with --code.")
        }
        try await visit(options) { hub in
            try await hub.operators.enrolCode(name, password: password, code: code)
            say("The second factor of \(name) is enrolled: from now on logins take a code.", json: json)
        }
    }

    /// `user password`: one's own.
    public static func changePassword(_ options: HubOptions, json: Bool) async throws {
        let old = try Secrecy.password("Old password", variable: "CLEARINGHOUSE_PASSWORD")
        let new = try Secrecy.password("New password", variable: "CLEARINGHOUSE_NEW_PASSWORD", twice: true)
        try await visit(options) { hub in
            guard let token = try SessionFile(hub.directory).token() else { throw OperatorRefusal.loginRequired }
            try await hub.operators.changePassword(token: token, old: old, new: new)
            say("The password is changed and every login has ended: log in again.", json: json)
        }
    }

    private static func roles(_ texts: [String]) throws -> Set<Role> {
        Set(
            try texts.map { text in
                guard let role = Role(rawValue: text) else {
                    let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
                    throw CommandFailure("“\(text)” is no role; there are \(known).")
                }
                return role
            })
    }

    private static func say(_ invitation: CodeInvitation, _ head: String, json: Bool) {
        let name = invitation.user.name
        Console(json: json).say(
            """
            \(head) \(OperatorText.line(invitation.user).joined(separator: ", ")).
            The secret of the second factor, shown this once: \(invitation.secret)
            \(invitation.address)
            \(name) confirms it with a first code: clearinghouse user enrol-code \(name) --code …
            """,
            JSONWriter.object { writer in
                OperatorText.members(invitation.user, to: &writer)
                writer.member("code_secret", invitation.secret)
                writer.member("code_address", invitation.address)
            })
    }

    private static func say(_ user: OperatorUser, json: Bool) {
        Console(json: json).say(
            OperatorText.line(user).joined(separator: ", "),
            JSONWriter.object { OperatorText.members(user, to: &$0) })
    }

    private static func say(_ sentence: String, json: Bool) {
        Console(json: json).say(sentence, JSONWriter.object { $0.member("done", sentence) })
    }
}

/// A user as people and programs read one.
enum OperatorText {
    static func line(_ user: OperatorUser) -> [String] {
        var parts = [user.name.text, user.roles.sorted().map(\.rawValue).joined(separator: " and ")]
        if user.isDisabled { parts.append("disabled") }
        if !user.hasSecondFactor { parts.append("without a second factor") }
        if let until = user.lockedUntil { parts.append("locked until \(until)") }
        return parts
    }

    static func members(_ user: OperatorUser, to writer: inout JSONWriter) {
        writer.member("name", user.name.text)
        writer.array("roles") { list in for role in user.roles.sorted() { list.element(role.rawValue) } }
        writer.member("disabled", user.isDisabled)
        writer.member("second_factor", user.hasSecondFactor)
        writer.member("locked_until", ifPresent: user.lockedUntil?.description)
    }
}
