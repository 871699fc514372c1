import Foundation
import Glibc
import Testing

@testable import Certificates

@Suite struct `The hub's certificates on disk` {
    @Test func `initialising makes everything, a second time nothing`() throws {
        let workshop = try Workshop()
        let (store, hub) = try workshop.openStore()
        #expect(hub.made == ["hub-ca", "hub-server", "hub-settlement"].map(store.certificatePath))
        for purpose in [("hub-server", "sslserver"), ("hub-settlement", "smimesign")] {
            let result = try workshop.openssl(
                "verify", "-x509_strict", "-crl_check", "-CRLfile", "certs/hub.crl.pem", "-CAfile", "certs/hub-ca.pem",
                "-purpose", purpose.1, "certs/\(purpose.0).pem")
            #expect(result.status == 0, "\(result.output)")
        }
        #expect(try workshop.mode(store.privateDirectory) == 0o700)
        for name in ["hub-ca", "hub-server", "hub-settlement"] {
            #expect(try workshop.mode(store.keyPath(name)) == 0o600)
            #expect(try workshop.mode(store.certificatePath(name)) == 0o644)
        }
        let before = try snapshot(workshop)
        let again = try store.initialise(try workshop.hub(), at: workshop.now + 60)
        #expect(again.made.isEmpty && again.authority == hub.authority && again.server == hub.server)
        #expect(try snapshot(workshop) == before)
        let names = try FileManager.default.contentsOfDirectory(atPath: store.publicDirectory).sorted()
        #expect(
            names == ["crlnumber", "hub-ca.pem", "hub-server.pem", "hub-settlement.pem", "hub.crl.pem", "index.txt"])
    }

    @Test func `many initialising at once agree`() async throws {
        let workshop = try Workshop()
        let (store, identity, now) = (workshop.store, try workshop.hub(), workshop.now)
        let authorities = try await withThrowingTaskGroup(of: Certificate.self) { group in
            for _ in 0..<8 { group.addTask { try store.initialise(identity, at: now).authority } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(authorities.count == 1)
        #expect(try store.index().entries.count == 2)
    }

    @Test func `issues at once get different numbers, and all are in the index`() async throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        let terms = try workshop.terms(.client)
        let serials = try await withThrowingTaskGroup(of: SerialNumber.self) { group in
            for index in 0..<12 { group.addTask { try store.issue("partner-\(index)", terms).facts.serial } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(serials.count == 12)
        #expect(serials.isSubset(of: Set(try store.index().entries.map(\.serial))))
    }

    @Test func `a revoked certificate is on the list, for openssl and for us, and numbers only rise`() throws {
        let workshop = try Workshop()
        let (store, hub) = try workshop.openStore()
        let client = try store.issue("grocery", try workshop.terms(.client))
        try store.verifier().verify(client, purpose: .client, at: workshop.now)
        let list = try store.revoke(client.facts.serial, reason: .superseded, at: workshop.now)
        #expect(list.serials == [client.facts.serial])
        #expect(try #require(list.number) == (hub.revocationList.number ?? 0) + 1)
        let verifier = try store.verifier()
        #expect(chainRefusal { try verifier.verify(client, purpose: .client, at: workshop.now) } == .revoked)
        let judged = try workshop.openssl(
            "verify", "-crl_check", "-CRLfile", "certs/hub.crl.pem", "-CAfile", "certs/hub-ca.pem", "certs/grocery.pem")
        #expect(judged.status != 0 && judged.output.contains("certificate revoked"), "\(judged.output)")
        let text = try workshop.openssl(
            "crl", "-in", "certs/hub.crl.pem", "-noout", "-text", "-CAfile", "certs/hub-ca.pem")
        #expect(
            text.output.contains("verify OK") && text.output.contains("Version 2") && text.output.contains("Superseded")
        )
        #expect(
            refusal { try store.revoke(client.facts.serial, reason: .unspecified, at: workshop.now) }
                == .alreadyRevoked(client.facts.serial))
        let unknown = try SerialNumber.random()
        #expect(
            refusal { try store.revoke(unknown, reason: .unspecified, at: workshop.now) } == .serialUnknown(unknown))
        unlink(store.revocationListPath)
        #expect(try #require(try store.refreshRevocationList(at: workshop.now).number) == (list.number ?? 0) + 1)
    }

    @Test func `openssl's own ca command reads the index`() throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        let kept = try store.issue("kept", try workshop.terms(.client))
        let lost = try store.issue("lost", try workshop.terms(.client))
        try store.revoke(lost.facts.serial, reason: .keyCompromise, at: workshop.now)
        try workshop.write(
            "ca.cnf",
            """
            [ca]
            default_ca = hub
            [hub]
            database = certs/index.txt
            crlnumber = certs/crlnumber
            certificate = certs/hub-ca.pem
            private_key = data/keys/hub-ca.pem
            default_md = sha256
            default_crl_days = 30

            """)
        let good = try workshop.openssl("ca", "-config", "ca.cnf", "-status", kept.facts.serial.description).output
        #expect(good.contains("=Valid"), "\(good)")
        let bad = try workshop.openssl("ca", "-config", "ca.cnf", "-status", lost.facts.serial.description).output
        #expect(bad.contains("=Revoked"), "\(bad)")
        let made = try workshop.openssl("ca", "-config", "ca.cnf", "-gencrl", "-out", "other.crl.pem")
        #expect(made.status == 0, "\(made.output)")
        let list = try RevocationList(pem: String(decoding: try workshop.read("other.crl.pem"), as: UTF8.self))
        #expect(list.serials == [lost.facts.serial])
        #expect(try list.isSigned(by: try store.certificate(CertificateStore.authorityName)))
    }

    @Test func `the list is renewed after half its time, and after a crash between index and list`() throws {
        let workshop = try Workshop()
        let (store, hub) = try workshop.openStore()
        let now = workshop.now
        #expect(try store.refreshRevocationList(at: now + 14 * 86_400) == hub.revocationList)
        let renewed = try store.refreshRevocationList(at: now + 16 * 86_400)
        #expect(renewed != hub.revocationList)
        let client = try store.issue("grocery", try workshop.terms(.client))
        var index = try store.index()
        try index.revoke(Revocation(serial: client.facts.serial, reason: .unspecified, at: now))
        try store.writePublic(store.indexPath, try index.text())
        #expect(try store.refreshRevocationList(at: now + 16 * 86_400).serials == [client.facts.serial])
    }

    @Test func `left-overs of a crash are removed and never taken for files`() throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        for directory in [store.publicDirectory, store.privateDirectory] {
            for (name, age) in [("old", 3_700.0), ("in-work", 10)] {
                let path = "\(directory)/.\(name).partial"
                try Data("half".utf8).write(to: URL(fileURLWithPath: path))
                try FileManager.default.setAttributes([.modificationDate: workshop.now - age], ofItemAtPath: path)
            }
        }
        _ = try store.initialise(try workshop.hub(), at: workshop.now)
        for directory in [store.publicDirectory, store.privateDirectory] {
            let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(names.filter { $0.hasPrefix(".") } == [".in-work.partial"])
        }
    }

    @Test func `a reader never sees half a file while it is replaced`() async throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        let terms = try workshop.terms(.client)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for index in 0..<20 { _ = try store.issue("p\(index)", terms) } }
            group.addTask {
                var last = 0
                for _ in 0..<500 {
                    let count = try store.index().entries.count
                    #expect(count >= last)
                    last = count
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `a certificate without its key, or with another's, is refused with both files named`() throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        let identity = try workshop.hub()
        for name in ["hub-ca", "hub-server", "hub-settlement"] {
            let (certificate, key) = (store.certificatePath(name), store.keyPath(name))
            let saved = key + ".saved"
            rename(key, saved)
            let missing = CertificateError.privateKeyMissing(certificate: certificate, key: key)
            #expect(refusal { try store.initialise(identity, at: workshop.now) } == missing)
            #expect(access(key, F_OK) != 0)
            try PrivateKeyFile.createIfMissing(key, algorithm: .p256)
            let foreign = CertificateError.keyDoesNotBelong(certificate: certificate, key: key)
            #expect(refusal { try store.initialise(identity, at: workshop.now) } == foreign)
            #expect(foreign.description.contains(certificate) && foreign.description.contains(key))
            rename(saved, key)
        }
        #expect(try store.initialise(identity, at: workshop.now).made.isEmpty)
    }

    @Test func `a key or a directory open to others stops everything`() throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        let (identity, terms, now) = (try workshop.hub(), try workshop.terms(.client), workshop.now)
        chmod(store.privateDirectory, 0o750)
        let open = CertificateError.privateDirectoryOpenToOthers(
            path: store.privateDirectory, mode: 0o750, owner: geteuid())
        #expect(refusal { try store.initialise(identity, at: now) } == open)
        #expect(refusal { try store.issue("grocery", terms) } == open)
        chmod(store.privateDirectory, 0o700)
        chmod(store.keyPath("hub-ca"), 0o640)
        let readable = CertificateError.privateKeyReadableByOthers(path: store.keyPath("hub-ca"), mode: 0o640)
        #expect(refusal { try store.initialise(identity, at: now) } == readable)
        #expect(refusal { try store.refreshRevocationList(at: now) } == readable)
    }

    @Test(arguments: ["", "../evil", "a/b", "hub.crl", "hub-ca", "hub-x", "hub-server", "-rf", "a b", "é"])
    func `a name that could touch other files is refused`(name: String) throws {
        let workshop = try Workshop()
        let (store, _) = try workshop.openStore()
        let terms = try workshop.terms(.client)
        #expect(refusal { try store.issue(name, terms) } == .invalidStoreName(name))
    }

    @Test(arguments: [
        "X\t270101000000Z\t\t0A\tunknown\t/CN=a", "V\t270101000000Z\t\t0A\t/CN=a", "V\tsoon\t\t0A\tu\t/CN=a",
    ])
    func `a broken line of the index is named`(line: String) {
        let good = "V\t20600101000000Z\t\t0A\tunknown\t/CN=a\n"
        #expect(
            refusal { try CertificateIndex(text: good + line + "\n", path: "index.txt") }
                == .indexMalformed(path: "index.txt", line: 2))
    }

    @Test func `the index reads back what it wrote`() throws {
        let text = """
            V\t20600101000000Z\t\t0A\tunknown\t/CN=a
            R\t270101000000Z\t260101120000Z,keyCompromise\tFF00\tb.pem\t/C=RO/CN=\\xC4\\x83
            R\t491231235959Z\t260101120000Z\t01\tb.pem\t/CN=c

            """
        #expect(try CertificateIndex(text: text, path: "index.txt").text() == text)
    }

    private func snapshot(_ workshop: Workshop) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for directory in ["certs", "data/keys"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: workshop.path(directory)) {
                let path = directory + "/" + name
                files[path] = try Data(contentsOf: URL(fileURLWithPath: workshop.path(path)))
            }
        }
        return files
    }
}
