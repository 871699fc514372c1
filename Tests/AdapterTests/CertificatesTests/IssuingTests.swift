import Foundation
import Testing

@testable import Certificates

@Suite struct `Issuing certificates` {
    @Test(arguments: [(CertificateProfile.server, "sslserver"), (.client, "sslclient"), (.settlement, "smimesign")])
    func `each profile serves its own purpose and no other, by openssl's judgement`(
        profile: CertificateProfile, purpose: String
    ) throws {
        let workshop = try Workshop()
        let authority = try workshop.authority()
        let key = try PrivateKey.generate(.p256)
        let certificate = try authority.issue(try workshop.terms(profile), to: key)
        try workshop.write("ca.pem", try authority.certificate.pem())
        try workshop.write("leaf.pem", try certificate.pem())
        for candidate in ["sslserver", "sslclient", "smimesign"] {
            let result = try workshop.openssl(
                "verify", "-x509_strict", "-purpose", candidate, "-CAfile", "ca.pem", "leaf.pem")
            #expect((result.status == 0) == (candidate == purpose), "\(candidate): \(result.output)")
        }
    }

    @Test func `the authority's certificate says what an authority's must`() throws {
        let workshop = try Workshop()
        let authority = try workshop.authority()
        try workshop.write("ca.pem", try authority.certificate.pem())
        let text = try workshop.openssl("x509", "-in", "ca.pem", "-noout", "-text").output
        #expect(text.contains("X509v3 Basic Constraints: critical"))
        #expect(text.contains("CA:TRUE, pathlen:0"))
        #expect(text.contains("X509v3 Key Usage: critical"))
        #expect(text.contains("Certificate Sign, CRL Sign"))
        #expect(text.contains("X509v3 Subject Key Identifier"))
        #expect(authority.certificate.facts.isAuthority)
    }

    @Test func `the facts agree with openssl's reading`() throws {
        let workshop = try Workshop()
        let authority = try workshop.authority()
        var terms = try workshop.terms(.server)
        terms.subject = try SubjectName(commonName: "Băcănia, Verde", organization: "Зелёный", country: "RO")
        terms.alternativeNames = [try .dns("*.hub.example"), try .address("::1"), try .email("a@hub.example")]
        let certificate = try authority.issue(terms, to: try PrivateKey.generate(.p256))
        try workshop.write("leaf.pem", try certificate.pem())
        let facts = certificate.facts
        let serial = try workshop.openssl("x509", "-in", "leaf.pem", "-noout", "-serial").output
        #expect(serial == "serial=\(facts.serial)\n")
        let print = try workshop.openssl("x509", "-in", "leaf.pem", "-noout", "-fingerprint", "-sha256").output
        #expect(print.filter { $0 != ":" }.lowercased().contains(facts.fingerprintSHA256))
        #expect(try workshop.openssl("x509", "-in", "leaf.pem", "-noout", "-pubkey").output == facts.publicKey.pem)
        #expect(facts.subject == "CN=Băcănia\\, Verde,O=Зелёный,C=RO")
        #expect(facts.issuer == "CN=Test CA")
        #expect(facts.notBefore == terms.validFrom && facts.notAfter == terms.validUntil)
        #expect(facts.publicKey.algorithm == .p256 && facts.publicKey.bits == 256)
        #expect(facts.dnsNames == ["*.hub.example"] && facts.emailAddresses == ["a@hub.example"])
        #expect(!facts.isAuthority)
        #expect(try Certificate(der: certificate.der) == certificate)
        #expect(try PublicKeyFacts(pem: facts.publicKey.pem) == facts.publicKey)
        #expect(try PublicKeyFacts(pem: try certificate.pem()) == facts.publicKey)
    }

    @Test(arguments: ["ED25519", "RSA"]) func `public keys made elsewhere are read`(algorithm: String) throws {
        let workshop = try Workshop()
        _ = try workshop.openssl("genpkey", "-algorithm", algorithm, "-out", "key.pem")
        _ = try workshop.openssl("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem")
        let text = String(decoding: try workshop.read("public.pem"), as: UTF8.self)
        let facts = try PublicKeyFacts(pem: text)
        #expect(facts.algorithm == (algorithm == "RSA" ? .rsa : .ed25519))
        #expect(facts.bits == (algorithm == "RSA" ? 2048 : 256))
        #expect(facts.pem == text)
    }

    @Test func `a private key is not public material`() throws {
        let text = try PrivateKey.generate(.ed25519).withPEM { String(decoding: $0, as: UTF8.self) }
        for read: (String) throws -> Any in [{ try PublicKeyFacts(pem: $0) }, { try Certificate(pem: $0) }] {
            guard case .malformed = refusal({ try read(text) }) else {
                Issue.record("a private key was taken for public material")
                continue
            }
        }
    }

    @Test func `a request made by openssl is certified without its private key`() throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        let made = try workshop.openssl(
            "req", "-new", "-newkey", "ed25519", "-noenc", "-keyout", "own.pem", "-out", "own.csr", "-subj",
            "/CN=I am the hub")
        #expect(made.status == 0, "\(made.output)")
        let request = try CertificateRequest(pem: String(decoding: try workshop.read("own.csr"), as: UTF8.self))
        #expect(request.requestedSubject == "CN=I am the hub")
        let certificate = try store.issue("grocery", try workshop.terms(.client), to: request)
        #expect(certificate.facts.subject == "CN=grocery")
        #expect(certificate.facts.publicKey == request.publicKey)
        #expect(!FileManager.default.fileExists(atPath: store.keyPath("grocery")))
        try store.verifier().verify(certificate, purpose: .client, at: workshop.now)
    }

    @Test func `an authority made by openssl issues through us`() throws {
        let workshop = try Workshop()
        let made = try workshop.openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-keyout", "ca.key", "-out", "ca.pem", "-days", "9",
            "-subj",
            "/CN=Their CA", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        #expect(made.status == 0, "\(made.output)")
        let authority = try CertificateAuthority(
            certificate: try Certificate(pem: String(decoding: try workshop.read("ca.pem"), as: UTF8.self)),
            key: try PrivateKey(pem: try workshop.read("ca.key")))
        let certificate = try authority.issue(try workshop.terms(.client), to: try PrivateKey.generate(.ed25519))
        try workshop.write("leaf.pem", try certificate.pem())
        let result = try workshop.openssl("verify", "-purpose", "sslclient", "-CAfile", "ca.pem", "leaf.pem")
        #expect(result.status == 0, "\(result.output)")
        do {
            _ = try CertificateAuthority(certificate: authority.certificate, key: try .generate(.p256))
            Issue.record("a foreign key was taken")
        } catch {
            #expect(error == .keyDoesNotBelong(certificate: "CN=Their CA", key: "the key given"))
        }
    }

    @Test func `our own request is a request to openssl`() throws {
        let workshop = try Workshop()
        let request = try CertificateRequest(
            subject: try SubjectName(commonName: "café"), key: try PrivateKey.generate(.p256))
        try workshop.write("own.csr", try request.pem())
        let result = try workshop.openssl("req", "-in", "own.csr", "-noout", "-verify")
        #expect(result.status == 0 && result.output.contains("OK"), "\(result.output)")
        #expect(try CertificateRequest(pem: try request.pem()) == request)
    }

    @Test func `a request whose signature was tampered with is refused`() throws {
        var der = try CertificateRequest(
            subject: try SubjectName(commonName: "x"), key: try PrivateKey.generate(.ed25519)
        ).der
        der[der.count - 1] ^= 1
        #expect(refusal { try CertificateRequest(der: der) } == .requestSignatureInvalid)
    }

    @Test func `terms that make no sense are refused`() throws {
        let workshop = try Workshop()
        let authority = try workshop.authority()
        let key = try PrivateKey.generate(.p256)
        let edwards = try PrivateKey.generate(.ed25519)
        var terms = try workshop.terms(.server)
        terms.alternativeNames = []
        #expect(refuses(authority, terms, key) == .alternativeNamesMissing)
        terms = try workshop.terms(.client, until: 11 * 86_400)
        #expect(refuses(authority, terms, key) == .outlivesAuthority)
        terms = try workshop.terms(.client, until: -400)
        #expect(refuses(authority, terms, key) == .invalidValidity)
        terms = try workshop.terms(.settlement)
        #expect(refuses(authority, terms, edwards) == .keyNotAccepted(algorithm: .ed25519, bits: 256))
    }

    private func refuses(
        _ authority: borrowing CertificateAuthority, _ terms: CertificateTerms, _ key: borrowing PrivateKey
    ) -> CertificateError? {
        do {
            _ = try authority.issue(terms, to: key)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "", "a,DNS:evil.example", "a b", "-a", "a..b", "a.", "*", "*.example", "x\ny",
        String(repeating: "a", count: 64),
    ])
    func `what is no host name gets into no certificate`(text: String) {
        #expect(refusal { try SubjectAlternativeName.dns(text) } == .invalidAlternativeName(text))
        #expect(refusal { try SubjectAlternativeName.email("a@" + text) } == .invalidAlternativeName("a@" + text))
    }

    @Test(arguments: ["", "a\u{0}b", "tab\there", String(repeating: "x", count: 65)])
    func `what is no name gets into no certificate`(text: String) {
        #expect(refusal { try SubjectName(commonName: text) } == .invalidSubject(text))
    }
}
