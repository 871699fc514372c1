import Foundation
import Testing

@testable import Certificates

@Suite struct `Judging chains` {
    /// A client certificate by an authority, and a verifier with that authority's list.
    private struct Case: ~Copyable {
        let workshop: Workshop
        let authority: CertificateAuthority
        let certificate: Certificate

        init() throws {
            let workshop = try Workshop()
            let authority = try workshop.authority()
            certificate = try authority.issue(try workshop.terms(.client), to: try PrivateKey.generate(.p256))
            self.workshop = workshop
            self.authority = authority
        }

        func list(_ revoked: [SerialNumber] = [], from: TimeInterval = -60, until: TimeInterval = 3_600) throws
            -> RevocationList
        {
            let now = workshop.now
            return try authority.revocationList(
                revoked.map { Revocation(serial: $0, reason: .keyCompromise, at: now) }, number: 1,
                thisUpdate: now + from, nextUpdate: now + until)
        }

        func verifier(_ lists: [RevocationList]) throws -> CertificateVerifier {
            try CertificateVerifier(trusting: [authority.certificate], revocation: .required(lists))
        }
    }

    @Test func `a good certificate passes`() throws {
        let made = try Case()
        try made.verifier([made.list()]).verify(made.certificate, purpose: .client, at: made.workshop.now)
    }

    @Test func `a revoked certificate is refused`() throws {
        let made = try Case()
        let verifier = try made.verifier([made.list([made.certificate.facts.serial])])
        let (certificate, now) = (made.certificate, made.workshop.now)
        let thrown = refusal { try verifier.verify(certificate, purpose: .client, at: now) }
        #expect(thrown == .refused(.revoked, subject: "CN=grocery", serial: certificate.facts.serial))
    }

    @Test(arguments: [(86_500.0, ChainRefusal.expired), (-301.0, .notYetValid)])
    func `outside its validity a certificate is refused`(offset: TimeInterval, expected: ChainRefusal) throws {
        let made = try Case()
        let verifier = try made.verifier([made.list(from: -1_000, until: 90_000)])
        let (certificate, now) = (made.certificate, made.workshop.now)
        #expect(chainRefusal { try verifier.verify(certificate, purpose: .client, at: now + offset) } == expected)
    }

    @Test(arguments: [CertificatePurpose.server, .emailProtection])
    func `for another purpose a certificate is refused`(purpose: CertificatePurpose) throws {
        let made = try Case()
        let verifier = try made.verifier([made.list()])
        let (certificate, now) = (made.certificate, made.workshop.now)
        #expect(chainRefusal { try verifier.verify(certificate, purpose: purpose, at: now) } == .wrongPurpose)
    }

    @Test func `without its issuer's list a certificate is refused, another issuer's does not help`() throws {
        let made = try Case()
        let (certificate, now) = (made.certificate, made.workshop.now)
        let other = try made.workshop.authority("Other CA").revocationList(
            [], number: 1, thisUpdate: now - 60, nextUpdate: now + 60)
        for lists in [[], [other]] {
            let verifier = try made.verifier(lists)
            #expect(
                chainRefusal { try verifier.verify(certificate, purpose: .client, at: now) } == .revocationListMissing)
        }
        let careless = try CertificateVerifier(trusting: [made.authority.certificate], revocation: .notChecked)
        try careless.verify(certificate, purpose: .client, at: now)
    }

    @Test(arguments: [
        (-100.0, -50.0, ChainRefusal.revocationListExpired), (50.0, 100.0, .revocationListNotYetValid),
    ])
    func `a list out of its time is refused`(from: TimeInterval, until: TimeInterval, expected: ChainRefusal) throws {
        let made = try Case()
        let verifier = try made.verifier([made.list(from: from, until: until)])
        let (certificate, now) = (made.certificate, made.workshop.now)
        #expect(chainRefusal { try verifier.verify(certificate, purpose: .client, at: now) } == expected)
    }

    @Test func `another authority's certificate is refused, of the same name too`() throws {
        let made = try Case()
        let verifier = try made.verifier([made.list()])
        let now = made.workshop.now
        for name in ["Other CA", "Test CA"] {
            let stranger = try made.workshop.authority(name)
            let certificate = try stranger.issue(try made.workshop.terms(.client), to: try PrivateKey.generate(.p256))
            let authority = stranger.certificate
            let thrown = chainRefusal {
                try verifier.verify(certificate, intermediates: [authority], purpose: .client, at: now)
            }
            #expect(thrown == .unknownIssuer || thrown == .signatureInvalid, "\(String(describing: thrown))")
        }
    }

    @Test func `a certificate with one bit changed is refused`() throws {
        let made = try Case()
        let verifier = try made.verifier([made.list()])
        var der = made.certificate.der
        der[der.count - 1] ^= 1
        let (forged, now) = (try Certificate(der: der), made.workshop.now)
        #expect(chainRefusal { try verifier.verify(forged, purpose: .client, at: now) } == .signatureInvalid)
    }

    @Test func `a leaf cannot act as an authority`() throws {
        let made = try Case()
        let key = try PrivateKey.generate(.p256)
        let leaf = try made.authority.issue(try made.workshop.terms(.client), to: key)
        do {
            _ = try CertificateAuthority(certificate: leaf, key: key)
            Issue.record("a leaf became an authority")
        } catch {
            #expect(error == .notAnAuthority(subject: "CN=grocery"))
        }
    }

    @Test func `a weak key made elsewhere is refused`() throws {
        let workshop = try Workshop()
        let made = try workshop.openssl(
            "req", "-x509", "-newkey", "rsa:1024", "-noenc", "-keyout", "weak.key", "-out", "weak.pem", "-subj",
            "/CN=weak")
        #expect(made.status == 0, "\(made.output)")
        let certificate = try Certificate(pem: String(decoding: try workshop.read("weak.pem"), as: UTF8.self))
        let verifier = try CertificateVerifier(trusting: [certificate], revocation: .notChecked)
        let now = workshop.now
        #expect(chainRefusal { try verifier.verify(certificate, purpose: .client, at: now + 60) } == .tooWeak)
    }

    @Test func `one verifier serves many threads`() async throws {
        let made = try Case()
        let verifier = try made.verifier([made.list()])
        let (certificate, now) = (made.certificate, made.workshop.now)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<200 {
                group.addTask {
                    let purpose: CertificatePurpose = index.isMultiple(of: 2) ? .client : .server
                    let thrown = chainRefusal { try verifier.verify(certificate, purpose: purpose, at: now) }
                    #expect(thrown == (purpose == .client ? nil : .wrongPurpose))
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: [0, 1, 5, 100, 10_000]) func `bytes that are no certificate are refused`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        guard case .malformed(.certificate, _) = refusal({ try Certificate(der: bytes) }) else {
            Issue.record("taken for a certificate")
            return
        }
    }

    @Test func `bytes after a certificate are refused, and every shorter prefix of one`() throws {
        let made = try Case()
        let der = made.certificate.der
        #expect(refusal { try Certificate(der: der + [0]) } == .malformed(.certificate, reasons: []))
        for length in 0..<der.count {
            #expect(refusal { try Certificate(der: Array(der[..<length])) } != nil, "prefix of \(length)")
        }
    }
}
