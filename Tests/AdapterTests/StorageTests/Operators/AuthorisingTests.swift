import Governance
import Operations
import Postgres
import Testing

@Suite struct `Authorising` {
    @Test func `follows the roles, for every permission`() async throws {
        try await OperatorWorld.with { world in
            for role in Role.allCases where role != .administrator { try await world.add(role.rawValue, role) }
            for role in Role.allCases {
                let token = try await world.login(role == .administrator ? "ana" : role.rawValue)
                for permission in Permission.allCases {
                    let expected: OperatorRefusal? =
                        if !role.permissions.contains(permission) {
                            .forbidden(permission)
                        } else if permission.needsFreshCode { .secondFactorRequired(isEnrolled: true) } else { nil }
                    #expect(try await world.refusal(permission, token) == expected, "\(role) \(permission)")
                }
            }
        }
    }

    @Test func `an approver without the second factor is refused`() async throws {
        try await OperatorWorld.with { world in
            try await world.add("eva", .approver, enrolled: false)
            let token = try await world.desk.login("eva", password: OperatorWorld.password, code: nil).token
            #expect(try await world.refusal(.view, token) == nil)
            let refusal = try await world.refusal(.approveCycle, token, code: try await world.code(of: "eva"))
            #expect(refusal == .secondFactorRequired(isEnrolled: false))
            #expect(refusal?.code == "second_factor_required")
            try await world.desk.enrolCode(
                "eva", password: OperatorWorld.password, code: try await world.code(of: "eva"))
            world.pass(seconds: 30)
            #expect(try await world.refusal(.approveCycle, token, code: try await world.code(of: "eva")) == nil)
            await #expect(throws: OperatorRefusal.alreadyEnrolled) {
                try await world.desk.enrolCode("eva", password: OperatorWorld.password, code: "000000")
            }
        }
    }

    @Test func `a code counts once, not again for another approval, and not that of the login`() async throws {
        try await OperatorWorld.with { world in
            try await world.add("eva", .approver)
            let code = try await world.code(of: "eva")
            let token = try await world.desk.login("eva", password: OperatorWorld.password, code: code).token
            #expect(try await world.refusal(.approveCycle, token, code: code) == .codeRefused)
            world.pass(seconds: 30)
            let next = try await world.code(of: "eva")
            #expect(try await world.refusal(.approveCycle, token, code: next) == nil)
            #expect(try await world.refusal(.approveProposal, token, code: next) == .codeRefused)
        }
    }

    @Test func `wrong codes lock out, and the right one then waits as well`() async throws {
        try await OperatorWorld.with { world in
            try await world.add("eva", .approver)
            let token = try await world.login("eva")
            let wrong = try await world.wrongCode(of: "eva")
            for _ in 0..<5 { #expect(try await world.refusal(.approveCycle, token, code: wrong) == .codeRefused) }
            #expect(
                try await world.refusal(.approveCycle, token, code: try await world.code(of: "eva")) == .codeRefused)
            world.pass(seconds: 31)
            #expect(try await world.refusal(.approveCycle, token, code: try await world.code(of: "eva")) == nil)
        }
    }

    @Test func `one code at once for two approvals serves one`() async throws {
        try await OperatorWorld.with { world in
            try await world.add("eva", .approver)
            let token = try await world.login("eva")
            let code = try await world.code(of: "eva")
            async let first = world.refusal(.approveCycle, token, code: code)
            async let second = world.refusal(.approveCycle, token, code: code)
            let refusals = try await [first, second]
            #expect(refusals.filter { $0 == nil }.count == 1)
        }
    }

    @Test func `other roles bind at once, and one administrator is always left`() async throws {
        try await OperatorWorld.with { world in
            try await world.add("ion", .preparer)
            let token = try await world.login("ion")
            #expect(try await world.refusal(.closeCycle, token) == nil)
            _ = try await world.desk.setRoles("ion", [.viewer], by: "user:ana")
            #expect(try await world.refusal(.closeCycle, token) == .forbidden(.closeCycle))
            await #expect(throws: OperatorRefusal.lastAdministrator) {
                try await world.desk.setDisabled("ana", true, by: "user:ana")
            }
            await #expect(throws: OperatorRefusal.lastAdministrator) {
                try await world.desk.setRoles("ana", [.viewer], by: "user:ana")
            }
            _ = try await world.desk.setRoles("ion", [.administrator], by: "user:ana")
            // Of two administrators that disable each other at once, one is left.
            async let first: Void = { _ = try? await world.desk.setDisabled("ana", true, by: "user:ion") }()
            async let second: Void = { _ = try? await world.desk.setDisabled("ion", true, by: "user:ana") }()
            _ = await (first, second)
            #expect(try await world.desk.users().filter { !$0.isDisabled }.count == 1)
        }
    }

    @Test func `a user is added once, of two at once too, and only with a name, roles and a password`() async throws {
        try await OperatorWorld.with { world in
            async let first = Self.isAdded(world)
            async let second = Self.isAdded(world)
            #expect(await [first, second].filter { $0 }.count == 1)
            await #expect(throws: OperatorRefusal.nameMalformed("Ion")) { try await world.add("Ion", .viewer) }
            await #expect(throws: OperatorRefusal.noRole) { try await world.add("eva") }
            await #expect(throws: OperatorRefusal.password(.tooPlain)) {
                try await world.desk.add("eva", roles: [.viewer], password: "aaaaaaaaaaaa", by: "user:ana")
            }
            await #expect(throws: OperatorRefusal.self) { try await world.desk.setRoles("eva", [.viewer], by: "x") }
        }
    }

    private static func isAdded(_ world: OperatorWorld) async -> Bool {
        (try? await world.desk.add("ion", roles: [.viewer], password: OperatorWorld.password, by: "user:ana")) != nil
    }

    @Test func `no password, secret, code or token is in the audit trail or readable in the database`() async throws {
        try await OperatorWorld.with { world in
            let invitation = try await world.desk.add(
                "eva", roles: [.approver], password: OperatorWorld.password, by: "user:ana")
            let code = try await world.code(of: "ana")
            let token = try await world.desk.login("ana", password: OperatorWorld.password, code: code).token
            _ = try? await world.desk.login("ana", password: "wrong horse battery", code: code)
            _ = try? await world.desk.login("secret typed as a name", password: "wrong horse battery", code: code)
            _ = try? await world.desk.login("secretword", password: "wrong horse battery", code: code)
            let trail = try await world.text("select string_agg(a::text, '|') from audit_entry a")
            let kept = try await world.text(
                "select string_agg(u::text, '|') || (select string_agg(s::text, '|') from operator_session s) from operator_user u"
            )
            for secret in [
                OperatorWorld.password, "wrong horse", invitation.secret, token, "secret typed", "secretword",
            ] {
                #expect(!trail.contains(secret) && !kept.contains(secret), "\(secret)")
            }
            #expect(!trail.contains(" \(code)"))
            #expect(trail.contains("user.add") && trail.contains("login.refused"))
        }
    }
}
