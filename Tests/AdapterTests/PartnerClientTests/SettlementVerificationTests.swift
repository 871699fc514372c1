import Certificates
import Foundation
import Glibc
import PartnerClient
import Testing
import Wire

@Suite struct `Verifying received settlements` {
    @Test func `an honest tree has no findings, nor has one folder of it`() throws {
        let fixture = try SettlementFixture()
        try fixture.deliver()
        try fixture.deliver(version: 2, supersedes: 1, sequence: 2)
        try fixture.deliver(cycle: "000002", sequence: 3)
        let report = try fixture.check()
        #expect(report.isSound)
        #expect(report.folders.map(\.path) == ["cafe/000001/v1", "cafe/000001/v2", "cafe/000002/v1"])
        #expect(report.folders.allSatisfy { $0.signer?.certificate.facts.subject.isEmpty == false })
        #expect(report.text.contains("Checkpoint: no log yet."))
        #expect(report.text.contains("Revocation: not checked"))
        #expect(report.json["ok"] == .bool(true))
        #expect(try fixture.check("inbox/cafe/000001/v2").isSound)
        #expect(try fixture.check("inbox/cafe").isSound)
    }

    @Test func `with a revocation list, a revoked settlement certificate is refused`() throws {
        let fixture = try SettlementFixture()
        try fixture.deliver()
        let keys = [fixture.authorityFile, fixture.store.revocationListPath]
        let before = try fixture.check(keys: keys)
        #expect(before.isSound && before.isRevocationChecked)
        let certificate = try fixture.store.certificate(CertificateStore.settlementName)
        _ = try fixture.store.revoke(certificate.facts.serial, reason: .unspecified, at: fixture.now)
        let after = try fixture.check(keys: keys)
        guard case .signatureRefused(.refused(.revoked, _, _))? = after.folders[0].findings.first else {
            Issue.record("\(after.folders[0].findings)")
            return
        }
    }

    @Test func `another authority's signature is refused`() throws {
        let (fixture, other) = (try SettlementFixture(), try SettlementFixture())
        try fixture.deliver()
        let report = try fixture.check(keys: [other.authorityFile])
        #expect(report.folders[0].findings.map(\.code) == ["signature_refused"])
        #expect(!report.isSound)
    }

    @Test(arguments: [
        ("statement.csv", "m2", "m3", ["digest_differs"]),
        ("statement.csv", "m2", "m22", ["size_differs", "digest_differs"]),
        ("matrix.csv", "233,221", "233,222", ["digest_differs", "pair_differs"]),
        ("summary.json", "-21", "-20", ["digest_differs", "figure_differs"]),
        ("manifest.json", "\"sequence\":1", "\"sequence\":2", ["signature_refused"]),
        ("manifest.json", "{", "[", ["signature_refused", "unreadable"]),
        ("manifest.json", "\"net\":200", "\"net\":201", ["signature_refused", "figure_differs"]),
    ])
    func `a file changed on the way is found`(file: String, old: String, new: String, codes: [String]) throws {
        let fixture = try SettlementFixture()
        let folder = try fixture.deliver()
        let path = fixture.bench.path("\(folder)/\(file)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let range = try #require(text.range(of: old))
        try fixture.bench.write("\(folder)/\(file)", Array(text.replacingCharacters(in: range, with: new).utf8))
        #expect(try fixture.codes() == codes.map { "cafe/000001/v1: \($0)" })
    }

    @Test(arguments: [
        ("statement.csv", ["missing"]), ("summary.json", ["missing"]), ("manifest.json.p7s", ["signature_missing"]),
        ("manifest.json", ["manifest_missing"]),
    ])
    func `a file that is missing is found`(file: String, codes: [String]) throws {
        let fixture = try SettlementFixture()
        let folder = try fixture.deliver()
        try FileManager.default.removeItem(atPath: fixture.bench.path("\(folder)/\(file)"))
        #expect(try fixture.codes() == codes.map { "cafe/000001/v1: \($0)" })
    }

    @Test func `what does not belong is found: a file, a link, a folder, a broken signature`() throws {
        let fixture = try SettlementFixture()
        let folder = try fixture.deliver()
        try fixture.bench.write("\(folder)/extra.csv", [1])
        #expect(try fixture.codes() == ["cafe/000001/v1: unlisted"])
        try FileManager.default.removeItem(atPath: fixture.bench.path("\(folder)/extra.csv"))
        #expect(symlink("/etc/hostname", fixture.bench.path("\(folder)/link")) == 0)
        #expect(mkdir(fixture.bench.path("\(folder)/more"), 0o700) == 0)
        #expect(try fixture.codes() == ["cafe/000001/v1: not_a_file", "cafe/000001/v1: not_a_file"])
        try fixture.bench.write("\(folder)/manifest.json.p7s", [1, 2, 3])
        #expect(try fixture.codes().last == "cafe/000001/v1: signature_refused")
    }

    @Test func `figures that do not add up are found although the hub signed them`() throws {
        func codes(_ old: String, _ new: String) throws -> [String] {
            let fixture = try SettlementFixture()
            let text = SettlementFixture.statement
            let range = try #require(text.range(of: old))
            try fixture.deliver(statement: text.replacingCharacters(in: range, with: new))
            return try fixture.check().folders[0].findings.map(\.code)
        }
        #expect(try codes("333,0.0095,3.1635", "333,0.0095,3.1636").contains("amount_differs"))
        #expect(try codes("TRAILER,3,", "TRAILER,4,").contains("figure_differs"))
        #expect(try codes(",0,,-0.0035,", ",0,,-0.0135,").contains("rounding_differs"))
        #expect(try codes("p1,grocery,cafe,333", "p1,grocery,wine,333").contains("foreign"))
    }

    @Test func `gaps, repeats, wrong supersession and wrong places are found across the tree`() throws {
        let fixture = try SettlementFixture()
        try fixture.deliver()
        try fixture.deliver(cycle: "000002", sequence: 3)
        #expect(try fixture.codes() == ["cafe/000002/v1: sequence_gap"])
        try fixture.deliver(cycle: "000003", sequence: 2)
        #expect(try fixture.codes() == [])
        try fixture.deliver(cycle: "000004", sequence: 3)
        #expect(
            try fixture.codes() == ["cafe/000002/v1: sequence_repeated", "cafe/000004/v1: sequence_repeated"])
        try FileManager.default.removeItem(atPath: fixture.bench.path("inbox/cafe/000004"))
        try fixture.deliver(cycle: "000002", version: 2, sequence: 4)
        #expect(try fixture.codes() == ["cafe/000002/v2: supersedes_differs"])
        try FileManager.default.removeItem(atPath: fixture.bench.path("inbox/cafe/000002/v2"))
        try fixture.deliver(cycle: "000005", sequence: 4, at: "inbox/cafe/000006/v1")
        #expect(try fixture.codes() == ["cafe/000006/v1: misplaced"])
    }

    @Test func `no folder, no authority and no keys are errors, not findings`() throws {
        let fixture = try SettlementFixture()
        #expect(throws: SettlementTreeError.unreadable(path: fixture.bench.path("inbox"))) { try fixture.check() }
        #expect(mkdir(fixture.bench.path("inbox"), 0o700) == 0)
        #expect(throws: SettlementTreeError.nothingFound(path: fixture.bench.path("inbox"))) { try fixture.check() }
        try fixture.bench.write("jwks.json", Array(#"{"keys":[]}"#.utf8))
        #expect(throws: SettlementTreeError.authorityMissing) {
            try fixture.check(keys: [fixture.bench.path("jwks.json")])
        }
        try fixture.bench.write("bad.pem", Array("hello".utf8))
        #expect(throws: HubTrustError.nothingFound(path: fixture.bench.path("bad.pem"))) {
            try HubTrust(files: [fixture.bench.path("bad.pem")])
        }
        try fixture.bench.write("cut.pem", Array("-----BEGIN CERTIFICATE-----\nAAAA\n".utf8))
        #expect(throws: HubTrustError.self) { try HubTrust(files: [fixture.bench.path("cut.pem")]) }
    }
}
