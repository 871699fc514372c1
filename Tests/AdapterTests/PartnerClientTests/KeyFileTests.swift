import Certificates
import Foundation
import PartnerClient
import Quantities
import Signatures
import Testing
import Wire

@Suite struct `A partner's key file` {
    @Test(arguments: SignatureAlgorithm.allCases)
    func `is made private, reads back, and signs`(algorithm: SignatureAlgorithm) throws {
        let bench = try Workbench()
        let path = PartnerKeyFile.path(data: bench.path("data/partner"), keyID: "grocery-2026")
        let key = try PartnerKeyFile.create(path, algorithm: algorithm)
        #expect(key.algorithm == algorithm)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let folder = try FileManager.default.attributesOfItem(atPath: bench.path("data/partner"))
        #expect(folder[.posixPermissions] as? Int == 0o700)
        let again = try PartnerKeyFile.load(path)
        let signature = try again.signature(over: [1, 2, 3])
        #expect(key.verificationKey.isValid(signature: signature, over: [1, 2, 3]))
        let before = FileManager.default.contents(atPath: path)
        #expect(throws: PartnerKeyError.exists(path: path)) { try PartnerKeyFile.create(path, algorithm: algorithm) }
        #expect(FileManager.default.contents(atPath: path) == before)
        let notice = NewKeyNotice(
            path: path, keyID: "grocery-2026", key: key.verificationKey, now: Instant(seconds: 1_795_169_700))
        #expect(notice.entry.contains("algorithm: \(algorithm.rawValue)\n"))
        #expect(notice.entry.contains("valid_from: 2026-11-20T10:15:00Z\n"))
        #expect(notice.text.contains(key.verificationKey.pem))
        #expect(!notice.text.contains("PRIVATE"))
        #expect(notice.json["public_key"]?.string == key.verificationKey.pem)
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o660]) func `is refused when others can read it`(mode: Int) throws {
        let bench = try Workbench()
        let path = bench.path("key.pem")
        _ = try PartnerKeyFile.create(path, algorithm: .ed25519)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(throws: PartnerKeyError.file(.privateKeyReadableByOthers(path: path, mode: UInt32(mode)))) {
            try PartnerKeyFile.load(path)
        }
    }

    @Test func `that is missing, or no key, is named`() throws {
        let bench = try Workbench()
        #expect(throws: PartnerKeyError.self) { try PartnerKeyFile.load(bench.path("none.pem")) }
        try bench.write("no.pem", Array("hello".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: bench.path("no.pem"))
        #expect(throws: PartnerKeyError.self) { try PartnerKeyFile.load(bench.path("no.pem")) }
        try FileManager.default.createSymbolicLink(atPath: bench.path("link.pem"), withDestinationPath: "/nowhere")
        #expect(throws: PartnerKeyError.exists(path: bench.path("link.pem"))) {
            try PartnerKeyFile.create(bench.path("link.pem"), algorithm: .ed25519)
        }
    }

    @Test(arguments: [
        ("grocery-2026", true), ("a", true), ("", false), ("../x", false), ("-x", false), (".x", false), ("é", false),
    ])
    func `has a name that is safe in a path`(id: String, isAccepted: Bool) {
        #expect(PartnerKeyFile.acceptsKeyID(id) == isAccepted)
    }
}
