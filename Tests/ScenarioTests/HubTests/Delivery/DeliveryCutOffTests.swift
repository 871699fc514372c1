import Composition
import Delivery
import Foundation
import LoopbackServers
import Operations
import ScenarioKit
import Testing

@Suite struct `A delivery that is cut off` {
    @Test(arguments: ["summary.json", "manifest.json"])
    func `the file server dies in mid-upload: no half manifest, and the delivery is retried and completes`(
        at victim: String
    ) async throws {
        let home = try ScenarioFolder()
        let server = try await Self.apart { try SSHServer(folder: "\(home.path)/sshd") }
        try await Self.apart { try server.start() }
        defer { server.kill() }
        let target = #"{url: "\#(server.url)", identity: "\#(server.identity)", host_key: "\#(server.hostKey)"}"#
        try await Scenario.run(change: { $0["grocery"].deliveries = [target] }) { story in
            try await earn(200, story)
            let desk = story.hub.settlement
            let cycle = try await desk.close(by: "story").id
            _ = try await desk.calculate(cycle, by: "story")
            let folder = "grocery/\(CycleName.text(cycle))/v1"
            let (there, kept) = ("\(server.root)/\(folder)", "\(story.hub.directory.path)/settlements/\(folder)")
            // Where the first attempt of the first delivery puts the file before it is whole.
            try Self.stall(".\(victim).d1-1.part", in: there)
            _ = try await desk.dispatch(cycle, by: "story")
            let whole = try Self.files(in: kept)
            #expect(whole.count == 6 && whole["manifest.json"] != nil)
            let place = "(select place from settlement_file where party = 'grocery' and name = '\(victim)')"
            let before = try await story.number(
                "select count(*) from settlement_file where party = 'grocery' and place < \(place)")
            #expect(before > 0)
            try await eventually("the upload has come to \(victim)") { try Self.files(in: there).count == before }
            try await Task.sleep(for: .milliseconds(300))
            // It stays in the middle of that file.
            guard case .running(attempt: 1, since: _) = try await Self.delivery(of: cycle, story).state else {
                throw StoryBroken("the upload of \(victim) is not under way")
            }
            try await Self.apart { server.kill() }
            // What has its final name is whole, and the manifest is not there.
            let published = try Self.files(in: there)
            #expect(published.count == before && published["manifest.json"] == nil)
            #expect(published.allSatisfy { whole[$0] == $1 })
            try await eventually("the failure is recorded") {
                try await story.number("select count(*) from delivery_attempt where outcome = 'failed'") > 0
            }
            #expect(try await Self.delivery(of: cycle, story).isDelivered == false)
            try await Self.apart { try server.start() }
            try await eventually("the delivery is made") {
                try await Self.delivery(of: cycle, story).isDelivered
            }
            // Every file, byte for byte, and nothing else: what the cut left is gone.
            #expect(try Self.names(in: there) == whole.keys.sorted())
            #expect(try Self.files(in: there) == whole)
            let attempts = "select string_agg(distinct outcome, ' ' order by outcome) from delivery_attempt"
            #expect(try await story.text("\(attempts) where attempt = 1") == "failed")
            #expect(try await story.text(attempts) == "failed succeeded")
            #expect(try await story.number("select count(*) from delivery_attempt where outcome = 'succeeded'") == 1)
            // All attempts pushed one folder, under one number.
            let numbers = "select string_agg(sequence::text, ' ') from settlement_folder where party = 'grocery'"
            #expect(try await story.text(numbers) == "1")
        }
    }

    /// Enrols a member and posts so many purchases from four tills, so that the statement has some size.
    private func earn(_ count: Int, _ story: Scenario) async throws {
        try await story.till("grocery").posting("/v1/members", Body.enrolment("ana", phone: "+40722000001"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                let till = try story.till("grocery")
                group.addTask {
                    for place in 0..<count / 4 {
                        let body = Body.accrual("a-\(number)-\(place)", "phone:+40722000001")
                        try await till.posting("/v1/accruals", body)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Holds the upload of one file open for as long as the server lives; otherwise a folder is up in milliseconds.
    ///
    /// A named pipe that nobody reads stands for a disk that does not answer: opening it to write waits (fifo(7)).
    private static func stall(_ name: String, in folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard mkfifo("\(folder)/\(name)", 0o600) == 0 else { throw StoryBroken("no pipe: errno \(errno)") }
    }

    /// The delivery of a cycle, of which there is one.
    private static func delivery(of cycle: Int64, _ story: Scenario) async throws -> DeliveryReport {
        let found = try await story.hub.deliveries.deliveries(of: cycle)
        guard let only = found.first, found.count == 1 else { throw StoryBroken("\(found)") }
        return only
    }

    private static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    /// The files of a folder that have their final names.
    private static func files(in folder: String) throws -> [String: Data] {
        let names = try names(in: folder).filter { !$0.hasPrefix(".") }
        return Dictionary(
            uniqueKeysWithValues: try names.map { ($0, try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)"))) })
    }

    /// Runs what blocks on a thread of its own.
    private static func apart<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try body() }) }.start()
        }
    }
}

extension DeliveryReport {
    fileprivate var isDelivered: Bool {
        if case .delivered = state { true } else { false }
    }
}
