import ScenarioKit
import Testing

/// A lane that has seen nothing but new messages for a while no longer looks for earlier ones first.
@Suite struct `After many new messages` {
    private static let ana = "phone:+40722000001"
    /// More than a lane looks first for when it begins.
    private static let many = 40

    /// How often transactions were done again so far, as the hub counts it.
    private static func conflicts(_ till: Till) async throws -> Int {
        let text = try await till.get("/metrics").text
        let line = text.split(separator: "\n").first { $0.hasPrefix("clearing_conflicts") }
        return line.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) } ?? 0
    }

    /// A story in which both lanes have posted for different members.
    private static func run(_ body: @Sendable (Scenario, Till) async throws -> Void) async throws {
        try await Scenario.run { story in
            let till = try story.till("grocery")
            for number in 0..<8 {
                try await till.posting("/v1/members", Body.enrolment("e-\(number)", phone: "+4072200000\(number)"))
            }
            for number in 0..<many * 8 {
                let member = "phone:+4072200000\(number % 8)"
                try await till.posting("/v1/accruals", Body.accrual("a-\(number)", member, 100))
            }
            try await body(story, till)
        }
    }

    @Test func `a message sent again is a replay, and its id with other content is refused`() async throws {
        try await Self.run { _, till in
            let before = try await Self.conflicts(till)
            let body = Body.accrual("late", Self.ana, 5000)
            let first = try await till.posting("/v1/accruals", body)
            let again = try await till.post("/v1/accruals", body)
            #expect(again.isReplay && again.body == first.body)
            let other = try await till.post("/v1/accruals", Body.accrual("late", Self.ana, 5100))
            #expect(other.code == "message_id_reused")
            // Once for each lane that came across it.
            let conflicts = try await Self.conflicts(till) - before
            #expect((1...2).contains(conflicts))
            // A refusal is found again too, and the message after it is none the worse.
            let refused = Body.redemption("r-1", Self.ana, 1_000_000)
            let one = try await till.post("/v1/redemptions", refused)
            let two = try await till.post("/v1/redemptions", refused)
            #expect(one.code == "insufficient_points" && two.isReplay && two.body == one.body)
            #expect(try await till.posting("/v1/redemptions", Body.redemption("r-2", Self.ana, 10)).isReplay == false)
        }
    }

    @Test func `a nonce still serves one signature, and the same signed bytes may come again`() async throws {
        try await Self.run { _, till in
            let request = try till.request(
                "POST", "/v1/accruals", Array(Body.accrual("late", Self.ana).utf8), Till.Oddity(nonce: "once"))
            let first = try await till.send(request)
            let again = try await till.send(request)
            #expect(first.status == 201 && again.isReplay && again.body == first.body)
            let other = try await till.post("/v1/accruals", Body.accrual("other", Self.ana), Till.Oddity(nonce: "once"))
            #expect(other.code == "nonce_reused")
            #expect(try await till.posting("/v1/accruals", Body.accrual("other", Self.ana)).isReplay == false)
        }
    }

    @Test func `the same message 20 times at once beside new ones posts once, and every neighbour once`() async throws {
        try await Self.run { story, till in
            let before = try await story.number("select count(*) from posting")
            let body = Body.accrual("late", Self.ana)
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for number in 0..<40 {
                    let till = try story.till("grocery")
                    group.addTask {
                        try await till.post(
                            "/v1/accruals", number % 2 == 0 ? body : Body.accrual("beside-\(number)", Self.ana))
                    }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 } && answers.filter(\.isReplay).count == 19)
            #expect(try await story.number("select count(*) from posting") == before + 21)
        }
    }
}
