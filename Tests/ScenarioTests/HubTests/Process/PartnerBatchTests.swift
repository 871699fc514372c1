import Foundation
import Glibc
import Signatures
import Testing
import Wire

/// The real `partner` program, beside the hub's.
private struct PartnerProgram {
    let folder: String
    let hub: HubProcess

    static let path = HubProcess.program.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/partner"

    /// Its exit status, what it printed and what it complained of.
    func batch(_ arguments: [String]) throws -> (status: Int32, out: String, err: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.arguments =
            ["batch"] + arguments + [
                "--hub", "http://" + hub.address.authority, "--key", "grocery.pem", "--key-id", "grocery-1",
            ]
        let (out, err) = ("\(folder)/out", "\(folder)/err")
        for path in [out, err] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        process.standardOutput = FileHandle(forWritingAtPath: out)
        process.standardError = FileHandle(forWritingAtPath: err)
        try process.run()
        process.waitUntilExit()
        let text = { try String(contentsOfFile: $0, encoding: .utf8) }
        return (process.terminationStatus, try text(out), try text(err))
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    /// The lines of a results file.
    func results(_ name: String) throws -> [JSONValue] {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).split(separator: "\n")
            .map { try JSONReader.read(text: String($0)) }
    }
}

extension `A hub among other programs` {
    @Test func `a back office's file by partner batch: posted once, receipts checked, refusals named`() async throws {
        let story = try ProcessScenario()
        let hub = try await story.start()
        let partner = PartnerProgram(folder: story.folder.path, hub: hub)
        try partner.write("grocery.pem", try story.files.key("grocery-1").pem)
        chmod("\(partner.folder)/grocery.pem", 0o600)
        try await hub.till(story.files, "grocery").posting("/v1/members", Body.enrolment("m-1", phone: "+40722123456"))
        let rows = (1...1500).map {
            "accrual,sale-\($0),\(Body.time()),phone:+40722123456,\($0 % 90 * 100 + 1000),RON,,"
        }
        let head = "type,message_id,occurred_at,member,amount,currency,points,original_message_id\n"
        let last = ["redemption,spent,\(Body.time()),phone:+40722123456,,,5,", "reversal,back,,,,,,sale-7"]
        let lost = "accrual,lost,\(Body.time()),phone:+40722999999,500,RON,,"
        try partner.write("sales.csv", head + (rows + last + [lost]).joined(separator: "\n") + "\n")

        let first = try partner.batch(["sales.csv", "--part-bytes", "65536", "--json"])
        #expect(first.status == 1 && first.err.isEmpty, "\(first)")
        let summary = try JSONReader.read(text: first.out)
        #expect(summary["messages"]?.integer == 1503 && summary["posted"]?.integer == 1502, "\(first.out)")
        #expect(summary["refused"]?["member_unknown"]?.integer == 1 && summary["receipts_checked"]?.integer == 1503)
        let results = try partner.results("sales.csv.results.ndjson")
        #expect(results.map { $0["line"]?.integer } == (2...1504).map { Int64($0) })
        #expect(results.last?["answer"]?["code"]?.string == "member_unknown")
        #expect(results.dropLast().allSatisfy { $0["status"]?.integer == 201 && $0["replay"] == .bool(false) })

        // Once more from the start: the same answers.
        let again = try partner.batch(["sales.csv", "--restart", "--results", "again.ndjson", "--json"])
        let replays = try partner.results("again.ndjson")
        #expect(again.status == 1 && replays.allSatisfy { $0["replay"] == .bool(true) }, "\(again)")
        #expect(replays.map { $0["answer"] } == results.map { $0["answer"] })
        try await story.agrees()
        #expect(try await hub.drain() == 0)
    }
}
