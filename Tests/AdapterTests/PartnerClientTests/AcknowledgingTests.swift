import Foundation
import PartnerClient
import Signatures
import Testing
import Wire

@Suite struct `Acknowledging a statement` {
    private static let claim = AcknowledgementDraft.Claim(
        reason: "wrong_amount", messageIDs: ["m1", "m2"], lines: [3], evidenceSHA256: String(repeating: "a", count: 64),
        comment: "half the points")

    @Test func `the body says what the hub reads`() throws {
        let accepted = try AcknowledgementDraft(.accepted).body(version: 2)
        #expect(String(decoding: JSONWriter.encode(accepted), as: UTF8.self) == #"{"version":2,"status":"accepted"}"#)
        let disputed = try AcknowledgementDraft(.disputed, claim: Self.claim).body(version: 1, manifestSHA256: "00")
        #expect(
            String(decoding: JSONWriter.encode(disputed), as: UTF8.self)
                == #"{"version":1,"status":"disputed","manifest_sha256":"00","disputes":[{"reason":"wrong_amount","#
                + #""message_ids":["m1","m2"],"lines":[3],"evidence_sha256":""# + String(repeating: "a", count: 64)
                + #"","comment":"half the points"}]}"#)
    }

    @Test(arguments: [
        (AcknowledgementDraft.Status.disputed, nil, AcknowledgementMistake.claimMissing),
        (.accepted, claim, .claimNotExpected), (.received, claim, .claimNotExpected),
        (.disputed, .init(reason: "other"), .nothingDisputed),
        (.disputed, .init(reason: "other", lines: [0]), .lineNumber),
    ])
    func `a word that makes no sense is not said`(
        status: AcknowledgementDraft.Status, claim: AcknowledgementDraft.Claim?, mistake: AcknowledgementMistake
    ) {
        #expect(throws: mistake) { try AcknowledgementDraft(status, claim: claim) }
        #expect(!mistake.description.isEmpty)
    }

    private struct Scene {
        let fixture: SettlementFixture
        let folder: String
        let key: SigningKey
        let keyFile: String

        init(_ algorithm: SignatureAlgorithm = .ed25519) throws {
            fixture = try SettlementFixture()
            folder = fixture.bench.path(try fixture.deliver())
            keyFile = fixture.bench.path("cafe.pem")
            key = try PartnerKeyFile.create(keyFile, algorithm: algorithm)
        }

        func write(
            _ draft: AcknowledgementDraft, in directory: String? = nil, cycle: String = "000001", version: Int64? = nil
        ) throws -> SignedAcknowledgement.Written {
            try SignedAcknowledgement.write(
                draft, in: directory ?? folder, cycle: cycle, version: version,
                trust: HubTrust(files: [fixture.authorityFile]), keyFile: keyFile, keyID: "cafe-1", at: fixture.now)
        }
    }

    @Test(arguments: [SignatureAlgorithm.ed25519, .ecdsaP256SHA256])
    func `the file beside the manifest is signed, names the manifest, and leaves the folder sound`(
        algorithm: SignatureAlgorithm
    ) throws {
        let scene = try Scene(algorithm)
        let written = try scene.write(try AcknowledgementDraft(.disputed, claim: Self.claim), version: 1)
        #expect(written.path == "\(scene.folder)/acknowledgement.jws")
        let text = try String(contentsOfFile: written.path, encoding: .utf8)
        let token = try CompactJWS(verifying: text, type: "acknowledgement+jws") {
            $0 == "cafe-1" ? scene.key.verificationKey : nil
        }
        let payload = try JSONReader.read(token.payload)
        #expect(payload["partner"]?.string == "cafe" && payload["cycle"]?.string == "000001")
        #expect(payload["version"] == .integer(1) && payload["status"]?.string == "disputed")
        let manifest = try #require(FileManager.default.contents(atPath: "\(scene.folder)/manifest.json"))
        #expect(payload["manifest_sha256"]?.string == MessageDigest.sha256Hexadecimal([UInt8](manifest)))
        #expect(try scene.fixture.check().isSound)
        let names = try FileManager.default.contentsOfDirectory(atPath: scene.folder)
        #expect(!names.contains { $0.hasSuffix(".part") })
    }

    @Test func `the same word again changes nothing, another word is not written over it`() throws {
        let scene = try Scene(.ecdsaP256SHA256)
        let written = try scene.write(try AcknowledgementDraft(.accepted))
        let first = FileManager.default.contents(atPath: written.path)
        _ = try scene.write(try AcknowledgementDraft(.accepted))
        #expect(FileManager.default.contents(atPath: written.path) == first)
        #expect(throws: AcknowledgementMistake.notWritten(written.path)) {
            try scene.write(try AcknowledgementDraft(.disputed, claim: Self.claim))
        }
        #expect(FileManager.default.contents(atPath: written.path) == first)
    }

    @Test func `nothing is signed for a folder that is unsound, not one, or another statement's`() throws {
        let scene = try Scene()
        let draft = try AcknowledgementDraft(.accepted)
        #expect(throws: AcknowledgementMistake.otherStatement("cycle 000001, version 1")) {
            try scene.write(draft, cycle: "000002")
        }
        #expect(throws: AcknowledgementMistake.otherStatement("cycle 000001, version 1")) {
            try scene.write(draft, version: 2)
        }
        #expect(throws: AcknowledgementMistake.notOneFolder) {
            try scene.write(draft, in: scene.fixture.bench.path("inbox"))
        }
        try scene.fixture.bench.write("inbox/cafe/000001/v1/matrix.csv", [1])
        do {
            _ = try scene.write(draft)
            Issue.record("an unsound folder was acknowledged")
        } catch AcknowledgementMistake.unsound(let findings) {
            #expect(findings.map(\.code).contains("digest_differs"))
        }
        #expect(!FileManager.default.fileExists(atPath: "\(scene.folder)/acknowledgement.jws"))
    }

    @Test func `an RSA key signs no file`() throws {
        let scene = try Scene(.rsaPSSSHA512)
        #expect(throws: AcknowledgementMistake.keyCannotSign) { try scene.write(try AcknowledgementDraft(.accepted)) }
    }
}
