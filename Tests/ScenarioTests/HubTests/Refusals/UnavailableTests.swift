import PartnerClient
import ScenarioKit
import Signatures
import Testing

@Suite struct `A database that stops` {
    @Test func `is answered 503 with Retry-After while nothing was posted, and the same message posts afterwards`()
        async throws
    {
        try await FaultyScenario.run { story in
            let till = try story.till("grocery")
            try await till.posting("/v1/members", Body.enrolment("ana", phone: "+40722000001"))
            let body = Body.accrual("a-1", "phone:+40722000001")
            await story.stopServer()
            async let posted = till.post("/v1/accruals", body)
            async let read = story.till("cafe").get("/v1/cycles")
            for answer in [try await posted, try await read] {
                #expect(answer.status == 503 && answer.code == "unavailable", "\(answer.text)")
                #expect(answer.fields.combined("retry-after").flatMap { Int($0) } ?? 0 > 0)
            }
            try await story.startServer()
            var answer = try await till.post("/v1/accruals", body)
            try await eventually("the hub takes messages again") {
                if answer.status != 201 { answer = try await till.post("/v1/accruals", body) }
                return answer.status == 201
            }
            #expect(!answer.isReplay && answer.available == 100)
            let again = try await till.post("/v1/accruals", body)
            #expect(again.isReplay && again.body == answer.body)
            try await story.agrees(postings: 1)
        }
    }
}
