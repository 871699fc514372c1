import Passwords
import Testing

@Suite struct `Hashing passwords` {
    static let quick = PasswordHasher(cost: PasswordCost(memoryKibibytes: 64, passes: 1))

    @Test func `a hash says what it cost and verifies its password only`() async throws {
        let hasher = PasswordHasher()
        let hash = try await hasher.hash("correct horse battery")
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(await hasher.verify("correct horse battery", hash))
        #expect(await !hasher.verify("correct horse batterY", hash))
        #expect(await !hasher.verify("", hash))
    }

    @Test func `the same password has another hash each time`() async throws {
        let hashes = [try await Self.quick.hash("the same"), try await Self.quick.hash("the same")]
        #expect(hashes[0] != hashes[1])
    }

    /// From the test program of the reference implementation: `hashtest(version, 2, 8, 1, "password", "somesalt", …)`.
    @Test func `the reference implementation's hash is verified`() async {
        let hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
        #expect(await Self.quick.verify("password", hash))
        #expect(await !Self.quick.verify("Password", hash))
    }

    @Test(arguments: [
        "", "$argon2id$", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65", "x", "$argon2id$v=19$m=1,t=0,p=0$$",
    ])
    func `what is no hash verifies nothing`(text: String) async {
        #expect(await !Self.quick.verify("password", text))
    }

    @Test func `a hash altered anywhere verifies nothing`() async throws {
        let hash = try await Self.quick.hash("correct horse battery")
        for index in hash.indices where hash[index] != "$" {
            var altered = hash
            altered.replaceSubrange(index...index, with: hash[index] == "A" ? "B" : "A")
            #expect(await !Self.quick.verify("correct horse battery", altered), "\(altered)")
        }
    }

    @Test func `two spellings of one letter are one password`() async throws {
        // LATIN SMALL LETTER A WITH BREVE, and the letter with a combining breve.
        let hash = try await Self.quick.hash("parol\u{103} lung\u{103}")
        #expect(await Self.quick.verify("parola\u{306} lunga\u{306}", hash))
    }
}
