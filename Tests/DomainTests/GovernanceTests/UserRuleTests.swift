import Governance
import Quantities
import Testing

@Suite struct `Rules about users` {
    @Test(arguments: ["ana", "a", "ana.pop-2_x", "abcdefghijklmnopqrstuvwxyz012345"])
    func `a name is lower-case letters, digits and three marks`(text: String) throws {
        #expect(try #require(OperatorName(text)).actor == "user:" + text)
    }

    @Test(arguments: [
        "", "Ana", "1ana", ".ana", "ana pop", "ana/..", "ană", "abcdefghijklmnopqrstuvwxyz0123456", "a\n",
    ])
    func `anything else is no name`(text: String) {
        #expect(OperatorName(text) == nil)
    }

    static let passwords: [(String, PasswordRule?)] = [
        ("short", .tooShort), ("elevenchars", .tooShort), ("correct horse battery", nil), ("twelve chars", nil),
        ("ana-maria-pop", .isTheName), ("ana-maria123", .isTheName), ("ANA-MARIA-2026", .isTheName),
        ("ana-maria and more of it", nil), ("aaaaaaaaaaaaaaaa", .tooPlain), ("abababababab", .tooPlain),
        ("123456789012", .tooPlain), ("abcdefghijklmnop", .tooPlain), ("987654321098", .tooPlain),
        ("пароль из слов", nil), (String(repeating: "word ", count: 300), .tooLong),
    ]

    @Test(arguments: passwords) func `a password is long and not plain`(password: String, rule: PasswordRule?) throws {
        let name = try #require(OperatorName("ana-maria"))
        var broken: PasswordRule?
        do throws(PasswordRule) { try PasswordRule.check(password, of: name) } catch { broken = error }
        #expect(broken == rule)
    }

    static let pauses: [(Int64, Int64)] = [
        (0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (11, 1920), (12, 3600), (100, 3600), (.max, 3600),
    ]

    @Test(arguments: pauses) func `failures in a row double the pause, up to an hour`(failures: Int64, seconds: Int64) {
        #expect(Lockout.seconds(afterFailures: failures) == seconds)
    }

    @Test func `a session ends after half an hour unused, after eight hours, and when it is ended`() {
        let terms = SessionTerms()
        let now = Instant(seconds: 100_000)
        let end = now.advanced(bySeconds: 8 * 3600)
        let holds = { (used: Int64, at: Int64) in
            terms.holds(
                usedAt: now.advanced(bySeconds: used), endsAt: end, endedAt: nil, at: now.advanced(bySeconds: at))
        }
        #expect(holds(0, 1799))
        #expect(!holds(0, 1800))
        #expect(holds(28_000, 28_799))
        #expect(!holds(28_000, 28_800))
        #expect(!terms.holds(usedAt: now, endsAt: end, endedAt: now, at: now))
    }
}
