import Composition
import Delivery
import Foundation
import LoopbackServers
import Operations
import Partners
import Testing

@Suite struct `A delivery that is cut off` {
    @Test func `the file server dies in mid-upload: no half manifest, and the delivery is retried and completes`()
        async throws
    {
        let place = try ScenarioFolder()
        let server = try await Self.apart { try SSHServer(folder: "\(place.path)/sshd") }
        try await Self.apart { try server.start() }
        defer { server.kill() }
        let target = #"{url: "\#(server.url)", identity: "\#(server.identity)", host_key: "\#(server.hostKey)"}"#
        try await Scenario.run(change: { $0["grocery"].deliveries = [target] }) { story in
            try await story.till("grocery").posting("/v1/members", Body.enrolment("ana", phone: "+40722000001"))
            for round in 1...5 {
                try await earn(400, round, story)
                let desk = story.hub.settlement
                let cycle = try await desk.close(by: "story").id
                _ = try await desk.calculate(cycle, by: "story")
                let folder = "grocery/\(CycleName.text(cycle))/v1"
                let (there, kept) = ("\(server.root)/\(folder)", "\(story.hub.directory.path)/settlements/\(folder)")
                async let cut: Void = Self.apart { Self.cut(server, whenAnythingIsIn: there) }
                _ = try await desk.dispatch(cycle, by: "story")
                try await cut
                let wasCut = !FileManager.default.fileExists(atPath: "\(there)/manifest.json")
                let whole = try Self.files(in: kept)
                // What has its final name is whole, whenever the cut came.
                for (name, content) in try Self.files(in: there) where !Self.isTemporary(name) {
                    #expect(content == whole[name], "\(name)")
                }
                let cutAttempt = try await Self.delivery(of: cycle, story)
                #expect(!wasCut || !cutAttempt.isDelivered)
                try await Self.apart { try server.start() }
                try await eventually("the delivery is made", within: 30) {
                    try await Self.delivery(of: cycle, story).isDelivered
                }
                // Every file, byte for byte, and no temporary one.
                #expect(whole["manifest.json"] != nil && whole.count > 3)
                #expect(try Self.files(in: there) == whole)
                guard wasCut else { continue }
                let attempts =
                    "from delivery_attempt a join delivery d on d.id = a.delivery_id where d.cycle = \(cycle)"
                #expect(try await story.number("select count(*) \(attempts)") >= 2)
                #expect(try await story.text("select min(outcome) \(attempts) and a.attempt = 1") == "failed")
                #expect(try await story.number("select count(*) \(attempts) and a.outcome = 'succeeded'") == 1)
                // One number was used for this folder, and none was left out.
                let numbers = "from settlement_folder where party = 'grocery'"
                #expect(try await story.number("select count(*) \(numbers) and cycle = \(cycle)") == 1)
                #expect(try await story.number("select max(sequence) \(numbers)") == Int64(round))
                return
            }
            throw StoryBroken("every push was done before the server died")
        }
    }

    /// Posts so many purchases of one member from four tills.
    private func earn(_ count: Int, _ round: Int, _ story: Scenario) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                let till = try story.till("grocery")
                group.addTask {
                    for place in 0..<count / 4 {
                        let body = Body.accrual("a-\(round)-\(number)-\(place)", "phone:+40722000001")
                        try await till.posting("/v1/accruals", body)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// The grocer's delivery of a cycle, of which there is one.
    private static func delivery(of cycle: Int64, _ story: Scenario) async throws -> DeliveryReport {
        let found = try await story.hub.deliveries.deliveries(of: cycle).filter { $0.folder.party.text == "grocery" }
        guard let only = found.first, found.count == 1 else { throw StoryBroken("\(found)") }
        return only
    }

    /// Kills the server as soon as a file, whole or not, is seen in a folder.
    private static func cut(_ server: SSHServer, whenAnythingIsIn folder: String) {
        let limit = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < limit {
            if let names = try? FileManager.default.contentsOfDirectory(atPath: folder), !names.isEmpty { break }
            Thread.sleep(forTimeInterval: 0.001)
        }
        server.kill()
        // The sessions were told to end; the last write of one may still be under way.
        Thread.sleep(forTimeInterval: 0.05)
    }

    /// All files of a folder, hidden ones included, by name.
    private static func files(in folder: String) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return Dictionary(
            uniqueKeysWithValues: try names.map { ($0, try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)"))) })
    }

    private static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(".part") }

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
