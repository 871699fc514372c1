import Certificates
import Composition
import Foundation
import Glibc
import Partners
import Quantities
import Signatures
import Testing

@Suite struct `The data directory and its keys` {
    private let folder: DataFolder

    init() throws {
        folder = try DataFolder()
    }

    private func keys(_ data: DataDirectory) throws -> HubKeys {
        let identity = HubIdentity(organization: "Example Coalition", serverNames: [try .host("127.0.0.1")])
        return try data.hubKeys(identity, at: Date())
    }

    private func data() throws -> DataDirectory {
        try DataDirectory(path: folder.path, certs: folder.path + "/certs")
    }

    @Test func `a first start makes directories and keys that only their owner can read`() throws {
        let keys = try keys(try data())
        #expect(folder.mode("") == 0o711)
        #expect(folder.mode("/keys") == 0o700)
        #expect(folder.mode("/settlements") == 0o700)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/keys")
        #expect(
            names.sorted() == [
                "hub-ca.pem", "hub-receipt.pem", "hub-response.pem", "hub-server.pem", "hub-settlement.pem",
                "identifier-secret",
            ])
        for name in names { #expect(folder.mode("/keys/" + name) == 0o600, "\(name)") }
        #expect(keys.receiptKeyID != keys.responseKeyID)
        let set = try JSONWebKeySet(json: keys.keySetDocument)
        #expect(set.keys.map(\.keyID) == [keys.receiptKeyID, keys.responseKeyID])
        let token = try CompactJWS(signing: Array("{}".utf8), with: keys.receiptKey, keyID: keys.receiptKeyID)
        #expect(throws: Never.self) { try CompactJWS(verifying: token.text) { set.key($0) } }
    }

    @Test func `a second start finds the same keys, identifiers and pseudonyms`() throws {
        let first = try keys(try data())
        let second = try keys(try data())
        #expect(first.receiptKeyID == second.receiptKeyID)
        #expect(first.responseKeyID == second.responseKeyID)
        #expect(second.certificates.made.isEmpty)
        let sealed = first.identifiers.seal("phone:+40722123456")
        #expect(second.identifiers.open(sealed) == "phone:+40722123456")
        #expect(second.identifiers.open(sealed.reversed()) == nil)
        #expect(first.identifiers.lookup("code:ABC") == second.identifiers.lookup("code:ABC"))
        let member = UniqueID(high: 1, low: 2)
        let grocery = try PartnerID("grocery")
        let pseudonym = first.identifiers.pseudonym(of: member, for: grocery)
        #expect(pseudonym == second.identifiers.pseudonym(of: member, for: grocery))
        #expect(pseudonym.wholeMatch(of: /m_[0-9A-HJKMNP-TV-Z]{26}/) != nil, "\(pseudonym)")
        #expect(pseudonym != first.identifiers.pseudonym(of: member, for: try PartnerID("cafe")))
        #expect(pseudonym != first.identifiers.pseudonym(of: UniqueID(high: 1, low: 3), for: grocery))
    }

    @Test func `a pseudonym is a keyed hash in base 32, for ever the same`() throws {
        let keeper = VaultIdentifierKeeper(vault: try IdentifierVault(masterSecret: Array(0..<32)))
        let member = try UniqueID("0199aabb-ccdd-7eef-8001-020304050607")
        // HMAC-SHA256 over `pseudonym:grocery:<member>`, its first 130 bits in Crockford's symbols, by another program.
        #expect(keeper.pseudonym(of: member, for: try PartnerID("grocery")) == "m_VYBPSBB0P15JRKV1AY3DM24F8A")
    }

    @Test(arguments: [
        "identifier-secret", "hub-receipt.pem", "hub-response.pem", "hub-ca.pem", "hub-server.pem",
        "hub-settlement.pem",
    ])
    func `a key that others can read stops the start`(name: String) throws {
        let data = try data()
        _ = try keys(data)
        let path = data.keys + "/" + name
        chmod(path, 0o640)
        #expect(throws: CertificateError.privateKeyReadableByOthers(path: path, mode: 0o640)) { try keys(data) }
    }

    @Test func `a directory of keys that others can enter stops the start`() throws {
        let data = try data()
        chmod(data.keys, 0o711)
        #expect(
            throws: CertificateError.privateDirectoryOpenToOthers(path: data.keys, mode: 0o711, owner: geteuid())
        ) {
            try DataDirectory(path: folder.path)
        }
    }

    @Test func `a damaged secret or key is named, not replaced`() throws {
        let data = try data()
        _ = try keys(data)
        truncate(data.identifierSecretPath, 31)
        #expect(throws: HubKeysError.secretLength(path: data.identifierSecretPath, byteCount: 31)) {
            try keys(data)
        }
        truncate(data.receiptKeyPath, 10)
        #expect(throws: HubKeysError.unreadable(path: data.receiptKeyPath, .unreadable)) { try keys(data) }
    }

    @Test func `of many starts at once all find the same secret`() async throws {
        let data = try data()
        let hashes = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { try keys(data).identifiers.lookup("code:ABC") } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(hashes.count == 1)
    }

    @Test func `public material lies in the data directory unless another folder is named`() throws {
        let data = try DataDirectory(path: folder.path)
        #expect(data.certificates.publicDirectory == data.path + "/certs")
    }
}
