import Governance
import Operations
import Postgres
import Testing

@Suite struct `Logging in` {
    @Test func `until there is a user the system's own may do everything, afterwards nothing`() async throws {
        try await OperatorWorld.with(administrator: false) { world in
            let person = try await world.desk.authorise(.approveCycle, token: nil, systemUser: "root")
            #expect(person.text == "system:root" && person.permissions == Set(Permission.allCases))
            await #expect(throws: OperatorRefusal.firstIsAdministrator) {
                try await world.add("ion", .approver, .preparer)
            }
            try await world.add("ana", .administrator)
            #expect(try await world.refusal(.view, nil) == .loginRequired)
        }
    }

    @Test func `takes password and code, and the session is somebody's`() async throws {
        try await OperatorWorld.with { world in
            let login = try await world.desk.login(
                "ana", password: OperatorWorld.password, code: try await world.code(of: "ana"))
            #expect(login.user.hasSecondFactor && login.user.roles == [.administrator])
            let person = try await world.desk.authorise(.manageUsers, token: login.token, systemUser: "root")
            #expect(person.text == "user:ana")
            #expect(try await world.refusal(.closeCycle, login.token) == .forbidden(.closeCycle))
        }
    }

    @Test func `is refused in the same words for everything that is wrong`() async throws {
        try await OperatorWorld.with { world in
            try await world.add("gone", .viewer)
            _ = try await world.desk.setDisabled("gone", true, by: "user:ana")
            let right = OperatorWorld.password
            let code = try await world.code(of: "ana")
            let attempts: [(String, String, String?)] = [
                ("ana", "wrong horse battery", code), ("ana", right, try await world.wrongCode(of: "ana")),
                ("ana", right, nil), ("nobody", right, nil), ("gone", right, try await world.code(of: "gone")),
                ("No Name", right, nil), ("", right, nil),
            ]
            for (name, password, code) in attempts {
                await #expect(throws: OperatorRefusal.loginRefused, "\(name)") {
                    try await world.desk.login(name, password: password, code: code)
                }
            }
            // The work is the same whether there is such a user or not: one hash for each attempt.
            let before = (world.work.hashed, world.work.verified)
            for name in ["ana", "nobody"] { _ = try? await world.desk.login(name, password: "wrong", code: nil) }
            #expect(world.work.hashed == before.0 + 1 && world.work.verified == before.1 + 1)
        }
    }

    @Test func `is paused after five failures, longer each time, and one right attempt forgives`() async throws {
        try await OperatorWorld.with { world in
            for _ in 0..<5 { _ = try? await world.desk.login("ana", password: "wrong horse battery", code: nil) }
            await #expect(throws: OperatorRefusal.loginRefused) { try await world.login("ana") }
            world.pass(seconds: 31)
            _ = try? await world.desk.login("ana", password: "wrong horse battery", code: nil)
            world.pass(seconds: 31)
            await #expect(throws: OperatorRefusal.loginRefused) { try await world.login("ana") }
            world.pass(seconds: 61)
            _ = try await world.login("ana")
            #expect(try await world.scalar("select failures from operator_user where name = 'ana'") == 0)
        }
    }

    @Test func `twenty attempts at once compare no more passwords than the lock-out lets`() async throws {
        try await OperatorWorld.with { world in
            let before = world.work.verified
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        _ = try? await world.desk.login("ana", password: "wrong horse \(number)", code: nil)
                    }
                }
            }
            #expect(world.work.verified - before == Int(Lockout.freeFailures) + 1)
        }
    }

    @Test func `one code opens one session, also when it comes twice at once`() async throws {
        try await OperatorWorld.with { world in
            let code = try await world.code(of: "ana")
            let opened = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        (try? await world.desk.login("ana", password: OperatorWorld.password, code: code)) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(opened == 1)
        }
    }

    @Test func `ends by itself unused and in the end, by logout, by disabling, and by a reset`() async throws {
        try await OperatorWorld.with { world in
            try await world.add("ion", .viewer)
            var token = try await world.login("ion")
            world.pass(seconds: 1700)
            #expect(try await world.refusal(.view, token) == nil)
            world.pass(seconds: 1700)
            #expect(try await world.refusal(.view, token) == nil)
            world.pass(seconds: 1801)
            #expect(try await world.refusal(.view, token) == .sessionEnded)
            token = try await world.login("ion")
            for _ in 0..<16 {
                #expect(try await world.refusal(.view, token) == nil)
                world.pass(seconds: 1750)
            }
            world.pass(seconds: 900)
            #expect(try await world.refusal(.view, token) == .sessionEnded)
            let (first, second) = (try await world.login("ion"), try await world.login("ion"))
            try await world.desk.logout(first, everywhere: false)
            #expect(try await world.refusal(.view, first) == .sessionEnded)
            #expect(try await world.refusal(.view, second) == nil)
            let third = try await world.login("ion")
            try await world.desk.logout(second, everywhere: true)
            #expect(try await world.refusal(.view, third) == .sessionEnded)
            token = try await world.login("ion")
            _ = try await world.desk.setDisabled("ion", true, by: "user:ana")
            #expect(try await world.refusal(.view, token) == .sessionEnded)
            _ = try await world.desk.setDisabled("ion", false, by: "user:ana")
            #expect(try await world.refusal(.view, token) == .sessionEnded)
            token = try await world.login("ion")
            _ = try await world.desk.reset("ion", password: "another horse battery", by: "user:ana")
            #expect(try await world.refusal(.view, token) == .sessionEnded)
        }
    }

    @Test func `a session of another hub is none here`() async throws {
        try await OperatorWorld.with { here in
            try await OperatorWorld.with { there in
                let token = try await there.login("ana")
                #expect(try await there.refusal(.view, token) == nil)
                #expect(try await here.refusal(.view, token) == .sessionEnded)
                #expect(try await here.refusal(.view, "") == .sessionEnded)
            }
        }
    }

    @Test func `changing one's password takes the old one and ends every session`() async throws {
        try await OperatorWorld.with { world in
            let token = try await world.login("ana")
            await #expect(throws: OperatorRefusal.loginRefused) {
                try await world.desk.changePassword(token: token, old: "wrong", new: "a whole new password")
            }
            await #expect(throws: OperatorRefusal.password(.tooShort)) {
                try await world.desk.changePassword(token: token, old: OperatorWorld.password, new: "short")
            }
            try await world.desk.changePassword(
                token: token, old: OperatorWorld.password, new: "a whole new password")
            #expect(try await world.refusal(.view, token) == .sessionEnded)
            await #expect(throws: OperatorRefusal.loginRefused) { try await world.login("ana") }
            _ = try await world.desk.login(
                "ana", password: "a whole new password", code: try await world.code(of: "ana"))
        }
    }
}
