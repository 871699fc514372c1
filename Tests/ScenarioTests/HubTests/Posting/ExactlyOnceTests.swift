import CoalitionTestKit
import Composition
import EmbeddedPostgres
import Foundation
import Testing
import Wire

@Suite struct `One message, many times` {
    private static let ana = "phone:+40722000001"

    @Test func `sent 50 times at once to two nodes, and again after a restart, posts once and answers the same bytes`()
        async throws
    {
        try await Scenario.run(nodes: 2) { story in
            let till = try story.till("grocery")
            try await till.posting("/v1/members", Body.enrolment("ana", phone: "+40722000001"))
            let body = Body.accrual("till7-000123", Self.ana, 12_990)
            let before = try await story.number("select count(*) from posting")
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for number in 0..<50 {
                    let till = try story.till("grocery", node: number % 2)
                    group.addTask { try await till.post("/v1/accruals", body) }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            let bytes = Set(answers.map(\.body))
            #expect(bytes.count == 1 && answers.allSatisfy { $0.status == 201 })
            #expect(answers.filter { !$0.isReplay }.count == 1)
            #expect(answers.first?.json["points"]?["total"]?.integer == 129)
            #expect(try await story.number("select count(*) from posting") == before + 1)
            // A node started afterwards knows nothing but what the database says.
            let restarted = try await HubNode.start(Scenario.options(story.folder, story.database.connectionString))
            do {
                let again = try await restarted.till(story.files, "grocery-1").post("/v1/accruals", body)
                #expect(again.status == 201 && again.isReplay && Set([again.body]) == bytes)
                let spread = body.replacing(",", with: " ,\n").replacing("12990", with: "1.299e4")
                let other = try await restarted.till(story.files, "grocery-1").post("/v1/accruals", spread)
                #expect(other.status == 201 && other.isReplay && Set([other.body]) == bytes)
            } catch {
                try? await restarted.stop()
                throw error
            }
            try await restarted.stop()
            #expect(try await story.number("select count(*) from posting") == before + 1)
        }
    }

    @Test func `two contents under one id, 20 times each at once: one is posted, the other reused the id`() async throws
    {
        try await Scenario.run { story in
            let till = try story.till("grocery")
            try await till.posting("/v1/members", Body.enrolment("ana", phone: "+40722000001"))
            let bodies = [Body.accrual("a-1", Self.ana, 10_000), Body.accrual("a-1", Self.ana, 20_000)]
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for number in 0..<40 {
                    let till = try story.till("grocery")
                    group.addTask { try await till.post("/v1/accruals", bodies[number % 2]) }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.filter { $0.status == 201 }.count == 20)
            #expect(answers.filter { $0.status == 409 && $0.code == "message_id_reused" }.count == 20)
            #expect(try await story.number("select count(*) from posting") == 1)
        }
    }
}
