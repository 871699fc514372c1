import Foundation
import PartnerClient
import Testing
import Wire

@Suite struct `Verifying settlements received over time` {
    private static func copy(
        _ fixture: SettlementFixture, _ from: String, _ to: String, marker: String? = #"{"copy":1}"#
    ) throws {
        try FileManager.default.copyItem(atPath: fixture.bench.path(from), toPath: fixture.bench.path(to))
        if let marker { try fixture.bench.write("\(to)/copy.json", Array(marker.utf8)) }
    }

    @Test func `with the last number kept, what follows it is sound, and what does not is found`() throws {
        let fixture = try SettlementFixture()
        try fixture.deliver(cycle: "000005", sequence: 7)
        try fixture.deliver(cycle: "000006", sequence: 8)
        func codes(after: Int64?) throws -> [String] {
            try SettlementVerification.check(
                fixture.bench.path("inbox"), trust: HubTrust(files: [fixture.authorityFile]), at: fixture.now,
                after: after
            ).folders.map { $0.findings.map(\.code).joined(separator: ",") }
        }
        #expect(try codes(after: nil) == ["", ""])
        #expect(try codes(after: 6) == ["", ""])
        #expect(try codes(after: 5) == ["sequence_gap", ""])
        #expect(try codes(after: 0) == ["sequence_gap", ""])
        #expect(try codes(after: 7) == ["sequence_kept", ""])
        #expect(try codes(after: 9) == ["sequence_kept", "sequence_kept"])
    }

    @Test func `versions of a cycle come in their order, and supersede what was there`() throws {
        let fixture = try SettlementFixture()
        try fixture.deliver(version: 1, sequence: 2)
        try fixture.deliver(version: 2, supersedes: 1, sequence: 1)
        let codes = try fixture.codes()
        #expect(codes.contains("cafe/000001/v2: sequence_out_of_order"))
        try FileManager.default.removeItem(atPath: fixture.bench.path("inbox/cafe/000001"))
        try fixture.deliver(version: 1, sequence: 1)
        try fixture.deliver(cycle: "000002", version: 2, supersedes: 1, sequence: 2)
        #expect(try fixture.codes() == ["cafe/000002/v2: superseded_missing"])
        // Where earlier folders are not all here, the one superseded may be among them.
        #expect(try fixture.check("inbox/cafe/000002").isSound)
        try fixture.deliver(cycle: "000003", version: 2, supersedes: 2, sequence: 3)
        #expect(try fixture.codes().contains("cafe/000003/v2: superseded_missing"))
    }

    @Test func `copies are accepted beside the first delivery, without it, and named`() throws {
        let fixture = try SettlementFixture()
        try fixture.deliver()
        try fixture.deliver(cycle: "000002", sequence: 2)
        try Self.copy(fixture, "inbox/cafe/000001/v1", "inbox/cafe/000001/v1-copy-1")
        try Self.copy(fixture, "inbox/cafe/000001/v1", "inbox/cafe/000001/v1-copy-2")
        let report = try fixture.check()
        #expect(report.isSound, "\(report.text)")
        #expect(report.folders.map(\.copy) == [nil, 1, 2, nil])
        #expect(report.text.contains("ok, copy 2"))
        guard case .array(let folders)? = report.json["folders"] else { return }
        #expect(folders.map { $0["copy"] } == [.null, .integer(1), .integer(2), .null])
        try FileManager.default.removeItem(atPath: fixture.bench.path("inbox/cafe/000001/v1"))
        #expect(try fixture.check().isSound)
    }

    @Test func `a copy that is none is found`() throws {
        let fixture = try SettlementFixture()
        try fixture.deliver()
        let place = "inbox/cafe/000001/v1-copy-1"
        try Self.copy(fixture, "inbox/cafe/000001/v1", place, marker: nil)
        #expect(try fixture.codes() == ["cafe/000001/v1-copy-1: copy_unmarked"])
        try fixture.bench.write("\(place)/copy.json", Array("[]".utf8))
        #expect(try fixture.codes() == ["cafe/000001/v1-copy-1: copy_unmarked"])
        try fixture.bench.write("\(place)/copy.json", Array("{}".utf8))
        #expect(try fixture.codes() == [])
        try fixture.bench.write("\(place)/summary.json", Array("{}".utf8))
        #expect(try fixture.codes().contains("cafe/000001/v1-copy-1: digest_differs"))
        try FileManager.default.removeItem(atPath: fixture.bench.path(place))
        // The hub signed it, and still it is no copy of the first: another content under the same number.
        try fixture.deliver(cycle: "000001", version: 1, sequence: 2, at: place)
        try fixture.bench.write("\(place)/copy.json", Array("{}".utf8))
        #expect(try fixture.codes().contains("cafe/000001/v1-copy-1: copy_differs"))
        try FileManager.default.removeItem(atPath: fixture.bench.path(place))
        try fixture.bench.write("inbox/cafe/000001/v1/copy.json", Array("{}".utf8))
        #expect(try fixture.codes() == ["cafe/000001/v1: unlisted"])
    }

    @Test(arguments: ["v1-copy-", "v1-copy-0", "v1-copy-x", "v1-copy-1-2", "v1-kopie-1", "v01-copy"])
    func `a name that only looks like a copy's is misplaced`(name: String) throws {
        let fixture = try SettlementFixture()
        try fixture.deliver(at: "inbox/cafe/000001/\(name)")
        #expect(try fixture.codes() == ["cafe/000001/\(name): misplaced"])
    }

    @Test func `a statement for banks beside the others is held to its digest`() throws {
        let fixture = try SettlementFixture()
        let folder = try fixture.deliver()
        try fixture.bench.write("\(folder)/camt.053.xml", Array("<Document/>".utf8))
        #expect(try fixture.codes() == ["cafe/000001/v1: unlisted"])
    }
}
