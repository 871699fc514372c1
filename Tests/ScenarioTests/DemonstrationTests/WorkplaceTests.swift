import Certificates
import Foundation
import Partners
import Quantities
import Signatures
import Testing
import Wire

@testable import Demonstration

@Suite struct `The demonstration's folder` {
    private let parent: TemporaryFolder

    init() throws {
        parent = try TemporaryFolder()
    }

    private var place: String { parent.path + "/demo" }

    @Test func `an earlier demonstration's folder is emptied`() throws {
        var folder: DemonstrationFolder? = try DemonstrationFolder(place)
        try DemonstrationFolder.write("old", to: place + "/partners/old.yaml")
        try DemonstrationFolder.write("old", to: place + "/old")
        withExtendedLifetime(folder) {}
        folder = nil
        let again = try DemonstrationFolder(place)
        let names = try FileManager.default.contentsOfDirectory(atPath: place).sorted()
        #expect(names == [DemonstrationFolder.mark, "partner-keys", "partners", "servers", "trust"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: again.partners).isEmpty)
    }

    @Test func `somebody else's folder is refused and left alone`() throws {
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try DemonstrationFolder.write("precious", to: place + "/file")
        #expect(throws: DemonstrationFailure.foreignFolder(path: place)) { try DemonstrationFolder(place) }
        #expect(try DemonstrationFolder.text(of: place + "/file") == "precious")
    }

    @Test func `a folder in use is refused and left alone`() throws {
        let first = try DemonstrationFolder(place)
        try DemonstrationFolder.write("mine", to: first.trust + "/file")
        #expect(throws: DemonstrationFailure.inUse(path: place)) { try DemonstrationFolder(place) }
        #expect(try DemonstrationFolder.text(of: first.trust + "/file") == "mine")
    }
}

@Suite struct `Filling in partner files` {
    @Test(arguments: [
        ("id: a\nkeys: []\nname: x\n", "id: a\nkeys:\n  - k\nname: x\n"),
        ("keys:\n  - {id: old,\n     more: 1}\n  # note\nname: x", "keys:\n  - k\nname: x"),
        ("keys:\n- one\n- two\nname: x", "keys:\n  - k\nname: x"),
    ])
    func `a member's value is replaced and nothing else`(before: String, after: String) {
        var file = PartnerFileText(before)
        let isThere = file.replace("keys", indentation: 0, by: "keys:\n  - k\n")
        #expect(isThere)
        #expect(file.text == after)
    }

    @Test func `a member that is missing is told`() {
        var file = PartnerFileText("id: a\n  keys: []\n")
        let isThere = file.replace("keys", indentation: 0, by: "keys: [k]")
        #expect(!isThere)
    }

    @Test func `the repository's files, filled in, are read without a mistake`() throws {
        let parent = try TemporaryFolder()
        let folder = try DemonstrationFolder(parent.path + "/demo")
        let store = CertificateStore(publicDirectory: folder.certificates, privateDirectory: folder.path + "/keys")
        let names = [try SubjectAlternativeName.dns("localhost")]
        _ = try store.initialise(HubIdentity(organization: "Test", serverNames: names), at: Date())
        let servers = try FileServers(in: folder, store: store, now: Date())
        let source = try PartnerSource(
            folder: TemporaryFolder.repositoryPartners, needed: Set(try Recording.purchases.get().map(\.partner)))
        let now = try Instant(rfc3339: "2026-11-21T22:00:00Z")
        var booths: [PartnerBooth] = []
        for (number, partner) in source.partners.enumerated() {
            let delivery = servers.delivery(number: number)
            booths.append(try PartnerBooth(partner, from: source.folder, in: folder, delivery: delivery, now: now))
        }
        try FileManager.default.copyItem(
            atPath: source.folder + "/coalition.yaml", toPath: folder.partners + "/coalition.yaml")

        let reader = PartnerFileReader { pem, algorithm in
            guard let known = SignatureAlgorithm(rawValue: algorithm.rawValue) else { return "is unknown" }
            return (try? VerificationKey(pem: pem, algorithm: known)) == nil ? "is no such key" : nil
        }
        let read = try reader.read(folder: folder.partners, effectiveNow: now)
        #expect(read.partners.map(\.partner.id) == booths.map(\.partner))
        let keys = read.partners.flatMap(\.partner.keys)
        #expect(keys.count == 8)
        let algorithms = Dictionary(grouping: keys, by: \.algorithm).mapValues(\.count)
        #expect(Set(algorithms.values) == [6, 1])
        let targets = read.partners.flatMap(\.partner.settlement.deliveries)
        #expect(targets.filter { $0.url.hasPrefix("sftp://") && $0.hostKey != nil && $0.identity != nil }.count == 4)
        #expect(
            targets.filter { $0.url.hasPrefix("https://") && $0.clientCertificate != nil && $0.ca != nil }.count == 4)
        for booth in booths {
            let mode = try FileManager.default.attributesOfItem(atPath: booth.keyPath)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func `without partner files the demonstration says where to run it`() {
        #expect(throws: DemonstrationFailure.partnersMissing(folder: "/nowhere/partners")) {
            try PartnerSource(folder: "/nowhere/partners", needed: [])
        }
    }
}
