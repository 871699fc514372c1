import Foundation
import Testing

@testable import Certificates

@Suite struct `Detached signatures` {
    private let manifest = Array(#"{"coalition":"example","sequence":7}"#.utf8) + [13, 10, 0, 255, 10]

    @Test func `openssl accepts what we sign, byte for byte`() throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        try workshop.write("manifest.json", manifest)
        try workshop.write("manifest.json.p7s", try store.settlementSigner().sign(manifest, signingTime: workshop.now))
        let result = try workshop.openssl(
            "cms", "-verify", "-binary", "-inform", "DER", "-content", "manifest.json", "-in", "manifest.json.p7s",
            "-CAfile", "certs/hub-ca.pem", "-out", "out")
        #expect(result.status == 0, "\(result.output)")
        #expect(try workshop.read("out") == manifest)
        let text = try workshop.openssl("cms", "-cmsout", "-print", "-inform", "DER", "-in", "manifest.json.p7s").output
        #expect(text.contains("signingTime") && text.contains("sha256") && !text.contains("S/MIME Capabilities"))
        let certificates = try workshop.openssl(
            "cms", "-verify", "-inform", "DER", "-in", "manifest.json.p7s", "-content", "manifest.json", "-binary",
            "-CAfile", "certs/hub-ca.pem", "-out", "out", "-certsout", "chain.pem")
        #expect(certificates.status == 0)
        let chain = try Certificate.all(pem: String(decoding: try workshop.read("chain.pem"), as: UTF8.self))
        #expect(Set(chain.map(\.facts.isAuthority)) == [true, false])
        try workshop.write("manifest.json", manifest + [32])
        let tampered = try workshop.openssl(
            "cms", "-verify", "-binary", "-inform", "DER", "-content", "manifest.json", "-in", "manifest.json.p7s",
            "-CAfile", "certs/hub-ca.pem", "-out", "out")
        #expect(tampered.status != 0)
    }

    @Test func `what we sign names its signer and its time`() throws {
        let workshop = try Workshop()
        let (store, hub) = try workshop.openStore()
        let signed = workshop.now - 100
        let der = try store.settlementSigner().sign(manifest, signingTime: signed)
        let signer = try DetachedSignature.verify(
            der, content: manifest, verifier: store.verifier(), at: workshop.now)
        #expect(signer.certificate == hub.settlement)
        #expect(signer.signingTime == signed)
    }

    @Test func `tampered content and tampered signatures are refused`() throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        let verifier = try store.verifier()
        let der = try store.settlementSigner().sign(manifest, signingTime: workshop.now)
        for content in [[], manifest + [0], Array(manifest.dropLast()), Array(manifest.reversed())] {
            let thrown = refusal {
                try DetachedSignature.verify(der, content: content, verifier: verifier, at: workshop.now)
            }
            guard case .signatureInvalid = thrown else {
                Issue.record("\(String(describing: thrown)) for other content")
                continue
            }
        }
        let genuine = try DetachedSignature.verify(der, content: manifest, verifier: verifier, at: workshop.now)
        // A changed bit may fall where nothing is signed (an algorithm's name beside the signed one, the case of a letter in
        // the issuer's name); then who signed, and when, must still be the truth.
        let seed = UInt8.random(in: 0..<8)
        for position in stride(from: Int(seed), to: der.count, by: 5) {
            var forged = der
            forged[position] ^= 1 << ((seed &+ UInt8(truncatingIfNeeded: position)) % 8)
            let signer = try? DetachedSignature.verify(
                forged, content: manifest, verifier: verifier, at: workshop.now)
            #expect(signer == nil || signer == genuine, "seed \(seed), position \(position)")
        }
    }

    @Test func `a revoked signer, an expired one and a stranger are refused`() throws {
        let workshop = try Workshop()
        let (store, hub) = try workshop.openStore()
        let der = try store.settlementSigner().sign(manifest, signingTime: workshop.now)
        func judge(_ verifier: CertificateVerifier, at instant: Date) -> ChainRefusal? {
            chainRefusal { _ = try DetachedSignature.verify(der, content: manifest, verifier: verifier, at: instant) }
        }
        let offline = try CertificateVerifier(trusting: [hub.authority], revocation: .notChecked)
        #expect(judge(offline, at: workshop.now) == nil)
        #expect(judge(offline, at: workshop.now + 1_100 * 86_400) == .expired)
        let stranger = try CertificateVerifier(trusting: [workshop.authority().certificate], revocation: .notChecked)
        #expect(judge(stranger, at: workshop.now) == .unknownIssuer)
        try store.revoke(hub.settlement.facts.serial, reason: .keyCompromise, at: workshop.now)
        #expect(judge(try store.verifier(), at: workshop.now) == .revoked)
    }

    @Test func `a client's certificate cannot sign a manifest`() throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        let client = try store.issue("grocery", try workshop.terms(.client))
        let maker = try DetachedSignatureMaker(
            certificate: client, key: try PrivateKeyFile.load(store.keyPath("grocery")), chain: [])
        let der = try maker.sign(manifest, signingTime: workshop.now)
        let verifier = try store.verifier()
        let thrown = chainRefusal {
            _ = try DetachedSignature.verify(der, content: manifest, verifier: verifier, at: workshop.now)
        }
        #expect(thrown == .wrongPurpose)
    }

    @Test func `a signature that carries its content or has two signers is refused`() throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        try workshop.write("manifest.json", manifest)
        _ = try store.issue("grocery", try workshop.terms(.settlement))
        let signer = ["-signer", "certs/hub-settlement.pem", "-inkey", "data/keys/hub-settlement.pem"]
        let second = ["-signer", "certs/grocery.pem", "-inkey", "data/keys/grocery.pem"]
        let common = ["cms", "-sign", "-binary", "-outform", "DER", "-in", "manifest.json", "-out", "own.p7s"]
        let verifier = try store.verifier()
        for (extra, expected) in [
            (["-nodetach"] + signer, CertificateError.contentNotDetached), (signer + second, .signerCount(2)),
        ] {
            let made = try workshop.openssl(list: common + extra)
            #expect(made.status == 0, "\(made.output)")
            let der = try workshop.read("own.p7s")
            let thrown = refusal {
                try DetachedSignature.verify(der, content: manifest, verifier: verifier, at: workshop.now)
            }
            #expect(thrown == expected)
        }
        _ = try workshop.openssl(list: common + signer + ["-noattr"])
        let bare = try workshop.read("own.p7s")
        #expect(
            refusal { try DetachedSignature.verify(bare, content: manifest, verifier: verifier, at: workshop.now) }
                == .signingTimeMissing)
        _ = try workshop.openssl(list: common + signer + ["-md", "sha1"])
        let old = try workshop.read("own.p7s")
        #expect(
            refusal { try DetachedSignature.verify(old, content: manifest, verifier: verifier, at: workshop.now) }
                == .digestNotAccepted("SHA1"))
    }
}
