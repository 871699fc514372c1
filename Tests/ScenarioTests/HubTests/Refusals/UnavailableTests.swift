import Composition
import EmbeddedPostgres
import Operations
import ScenarioKit
import Signatures
import Testing
import Wire

@Suite struct `A database that stops` {
    @Test func `is answered 503 with Retry-After while nothing was posted, and the same message posts afterwards`()
        async throws
    {
        let folder = try ScenarioFolder()
        let files = try CoalitionFiles(folder.path)
        try files.write()
        // A server of the story's own, as an operator would run one; it keeps its socket's path when it comes back.
        var cluster = try await EmbeddedCluster.open(data: folder.path + "/server", mode: .serving)
        let node: HubNode
        do {
            node = try await HubNode.start(Scenario.options(folder, cluster.connectionString))
        } catch {
            await cluster.stop()
            throw error
        }
        do {
            _ = try await node.hub.applyPartners(folder: files.folder, by: "story")
            let till = try node.till(files, "grocery-1")
            try await till.posting("/v1/members", Body.enrolment("ana", phone: "+40722000001"))
            let body = Body.accrual("a-1", "phone:+40722000001")
            cluster.stopImmediately()
            async let posted = till.post("/v1/accruals", body)
            async let read = node.till(files, "cafe-1").get("/v1/cycles")
            for answer in [try await posted, try await read] {
                #expect(answer.status == 503 && answer.code == "unavailable", "\(answer.text)")
                #expect(answer.fields.combined("retry-after").flatMap { Int($0) } ?? 0 > 0)
            }
            cluster = try await EmbeddedCluster.open(data: folder.path + "/server", mode: .serving)
            var answer = try await till.post("/v1/accruals", body)
            try await eventually("the hub takes messages again") {
                if answer.status != 201 { answer = try await till.post("/v1/accruals", body) }
                return answer.status == 201
            }
            #expect(!answer.isReplay && answer.available == 100)
            let again = try await till.post("/v1/accruals", body)
            #expect(again.isReplay && again.body == answer.body)
            let audit = try await node.hub.audit()
            #expect(audit.findings.isEmpty && audit.postings == 1)
        } catch {
            try? await node.stop()
            await cluster.stop()
            throw error
        }
        try? await node.stop()
        await cluster.stop()
    }
}
