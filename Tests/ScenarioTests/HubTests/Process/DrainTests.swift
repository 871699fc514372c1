import Certificates
import Composition
import EmbeddedPostgres
import Foundation
import ScenarioKit
import Signatures
import Testing

@Suite struct `A hub among other programs` {
    @Test func `SIGTERM answers what is under way, exits 0 and loses nothing`() async throws {
        let story = try ProcessScenario()
        let hub = try await story.start()
        let sent: [`A hub that is cut off`.Sent]
        do {
            try await hub.till(story.files, "grocery").posting(
                "/v1/members", Body.enrolment("ana", phone: "+40722000001"))
            sent = try await withThrowingTaskGroup(of: [`A hub that is cut off`.Sent].self) { group in
                for number in 0..<12 {
                    let till = try hub.till(story.files, "grocery")
                    group.addTask {
                        var sent: [`A hub that is cut off`.Sent] = []
                        while sent.last.map({ $0.answer?.status == 201 }) ?? true, sent.count < 3000 {
                            let body = Body.accrual("a-\(number)-\(sent.count)", "phone:+40722000001", 1000)
                            let answer = try? await till.post("/v1/accruals", body)
                            sent.append(.init(target: "/v1/accruals", body: body, answer: answer))
                        }
                        return sent
                    }
                }
                try await Task.sleep(for: .seconds(2))
                #expect(try await hub.drain() == 0, "\(hub.complaints)")
                return try await group.reduce(into: []) { $0 += $1 }
            }
        } catch {
            hub.cutPower()
            throw error
        }
        // The last of each till was refused as unavailable, or not taken at all.
        #expect(sent.allSatisfy { $0.answer.map { $0.status == 201 || $0.status == 503 } ?? true })
        let posted = sent.filter { $0.answer?.status == 201 }
        #expect(!posted.isEmpty)
        let restarted = try await story.start()
        do {
            let till = try restarted.till(story.files, "grocery")
            var repeated = 0
            for one in sent {
                let again = try await till.post(one.target, one.body)
                #expect(again.status == 201)
                if let first = one.answer, first.status == 201 {
                    #expect(again.isReplay && again.body == first.body)
                } else if again.isReplay {
                    // Posted and never answered: the drain let go of it.
                    repeated += 1
                }
            }
            #expect(repeated == 0)
        } catch {
            restarted.cutPower()
            throw error
        }
        #expect(try await restarted.drain() == 0)
        try await story.agrees()
    }

    @Test func `a second hub on the same data directory is refused, and commands work beside the first`() async throws {
        let story = try ProcessScenario()
        let hub = try await story.start()
        do {
            let second = try await HubProcess.command(["serve", "--listen", "127.0.0.1:0"], data: story.data)
            #expect(second.status == 1)
            #expect(second.err.contains(story.data), "\(second.err)")
            try await story.agrees()
            #expect(try await hub.till(story.files, "grocery").get("/v1/cycles").status == 200)
        } catch {
            hub.cutPower()
            throw error
        }
        #expect(try await hub.drain() == 0)
    }

    @Test(arguments: [
        "hub-receipt.pem", "hub-response.pem", "identifier-secret", "hub-server.pem", "hub-settlement.pem",
    ])
    func `keys that others can read refuse the start`(_ name: String) async throws {
        let folder = try ScenarioFolder()
        let options = Scenario.options(folder, nil)
        let directory = try DataDirectory(path: options.data, certs: options.certificates)
        _ = try directory.hubKeys(
            HubIdentity(organization: "Story", serverNames: [try .host("localhost")]), at: Date())
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: directory.keys + "/" + name)
        let start = try await HubProcess.command(["serve", "--listen", "127.0.0.1:0"], data: options.data)
        #expect(start.status == 1)
        #expect(start.err.contains(name), "\(start.err)")
    }

    @Test func `partners apply binds the serving hub before it ends`() async throws {
        let story = try ProcessScenario()
        var files = story.files
        let hub = try await story.start()
        do {
            let till = try hub.till(files, "grocery")
            #expect(try await till.get("/v1/cycles").status == 200)
            for round in 0..<3 {
                let id = "grocery-new-\(round)"
                files["grocery"].keys.append(.init(id: id, key: try .generate(.ed25519)))
                files["grocery"].keys[0].isRevoked = !round.isMultiple(of: 2)
                try files.write()
                let applied = try await HubProcess.command(["partners", "apply", files.folder], data: story.data)
                try #require(applied.status == 0, "\(applied.err)")
                let new = Till(
                    key: try files.key(id), keyID: id, connection: till.connection, hubKeys: till.hubKeys)
                #expect(try await new.get("/v1/cycles").status == 200)
                let old = try await till.get("/v1/cycles")
                if round.isMultiple(of: 2) {
                    #expect(old.status == 200)
                } else {
                    #expect(old.code == "key_revoked")
                }
            }
            files["grocery"].status = "suspended"
            try files.write()
            let applied = try await HubProcess.command(["partners", "apply", files.folder], data: story.data)
            try #require(applied.status == 0, "\(applied.err)")
            let refused = try await till.post("/v1/accruals", Body.accrual("a-1", "phone:+40722000001"))
            #expect(refused.code == "partner_suspended")
        } catch {
            hub.cutPower()
            throw error
        }
        #expect(try await hub.drain() == 0)
    }
}
