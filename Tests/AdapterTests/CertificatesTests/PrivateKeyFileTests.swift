import Foundation
import Glibc
import Testing

@testable import Certificates

@Suite struct `Private key files` {
    @Test(arguments: [(PrivateKeyAlgorithm.p256, PublicKeyAlgorithm.p256), (.ed25519, .ed25519)])
    func `a key is made once, for its owner alone, and openssl reads it`(
        kind: PrivateKeyAlgorithm, expected: PublicKeyAlgorithm
    ) throws {
        let workshop = try Workshop()
        let path = workshop.path("key.pem")
        #expect(try PrivateKeyFile.createIfMissing(path, algorithm: kind))
        let first = try workshop.read("key.pem")
        #expect(try !PrivateKeyFile.createIfMissing(path, algorithm: kind))
        #expect(try workshop.read("key.pem") == first)
        #expect(try workshop.mode(path) == 0o600)
        #expect(first.starts(with: Array("-----BEGIN PRIVATE KEY-----\n".utf8)))
        let key = try PrivateKeyFile.load(path)
        let facts = key.publicKey
        #expect(facts.algorithm == expected)
        #expect(try workshop.openssl("pkey", "-in", "key.pem", "-pubout").output == facts.pem)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: workshop.directory).filter { $0.hasPrefix(".") } == [])
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o610, 0o601, 0o660, 0o644, 0o777] as [mode_t])
    func `a key others have any permission on is refused`(mode: mode_t) throws {
        let workshop = try Workshop()
        let path = workshop.path("key.pem")
        try PrivateKeyFile.createIfMissing(path, algorithm: .p256)
        chmod(path, mode)
        let expected = CertificateError.privateKeyReadableByOthers(path: path, mode: mode)
        #expect(refusal { _ = try PrivateKeyFile.load(path) } == expected)
        #expect(refusal { try PrivateKeyFile.check(path) } == expected)
        #expect(expected.description.contains("chmod 600 \(path)"))
    }

    @Test func `a link to a key is as open as the key`() throws {
        let workshop = try Workshop()
        let (path, link) = (workshop.path("key.pem"), workshop.path("link.pem"))
        try PrivateKeyFile.createIfMissing(path, algorithm: .p256)
        symlink(path, link)
        _ = try PrivateKeyFile.load(link)
        chmod(path, 0o644)
        #expect(refusal { _ = try PrivateKeyFile.load(link) } == .privateKeyReadableByOthers(path: link, mode: 0o644))
    }

    @Test(.enabled(if: geteuid() == 0)) func `a key of another user is refused`() throws {
        let workshop = try Workshop()
        let path = workshop.path("key.pem")
        try PrivateKeyFile.createIfMissing(path, algorithm: .p256)
        chown(path, 65_534, 65_534)
        #expect(refusal { _ = try PrivateKeyFile.load(path) } == .privateKeyOwnedByAnother(path: path, owner: 65_534))
    }

    @Test func `what is no key is refused, and nothing waits or asks`() throws {
        let workshop = try Workshop()
        let path = workshop.path("key.pem")
        #expect(refusal { _ = try PrivateKeyFile.load(path) } == .file(path: path, operation: "open", code: ENOENT))
        mkfifo(path, 0o600)
        #expect(refusal { _ = try PrivateKeyFile.load(path) } == .privateKeyNotAFile(path: path))
        unlink(path)
        let made = try workshop.openssl(
            "genpkey", "-algorithm", "ED25519", "-aes256", "-pass", "pass:secret", "-out", "key.pem")
        #expect(made.status == 0)
        chmod(path, 0o600)
        for text: [UInt8]? in [nil, [], [0], Array("-----BEGIN PRIVATE KEY-----\n".utf8)] {
            if let text { try workshop.write("key.pem", text) }
            guard case .malformed(.privateKey, _) = refusal({ _ = try PrivateKeyFile.load(path) }) else {
                Issue.record("not refused as malformed")
                continue
            }
        }
    }

    @Test func `of many at once one makes the key`() async throws {
        let workshop = try Workshop()
        let path = workshop.path("key.pem")
        let made = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 { group.addTask { try PrivateKeyFile.createIfMissing(path, algorithm: .p256) } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
        _ = try PrivateKeyFile.load(path)
    }
}
