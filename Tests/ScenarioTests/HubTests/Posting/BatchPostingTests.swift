import PartnerClient
import Quantities
import ScenarioKit
import Signatures
import Testing
import Wire

/// A batch's results, line by line.
private struct BatchAnswer: Sendable {
    let statuses: [Int64]
    let replays: [Bool]
    /// Everything but `replay`, to compare two answers by.
    let answers: [JSONValue]

    init(_ answer: Answer) throws {
        try #require(answer.status == 200, "\(answer.text.prefix(300))")
        let lines = try answer.body.split(separator: 0x0A).map { try JSONReader.read(Array($0)) }
        statuses = lines.map { $0["status"]?.integer ?? 0 }
        replays = lines.map { $0["replay"] == .bool(true) }
        answers = lines.map { $0["answer"] ?? .null }
    }
}

extension Till {
    /// Signs and posts a batch.
    fileprivate func batch(_ lines: [String], nonce: String? = nil) async throws -> BatchAnswer {
        let oddity = Oddity(contentType: "application/x-ndjson", nonce: nonce)
        return try BatchAnswer(try await post("/v1/batches", lines.joined(separator: "\n"), oddity))
    }
}

private enum Line {
    static func accruals(_ prefix: String, _ count: Int, members: Int = 10) -> [String] {
        (0..<count).map { typed("accrual", Body.accrual("\(prefix)-\($0)", phone($0 % members), 100)) }
    }
    static func phone(_ number: Int) -> String { "phone:+4072200\(1000 + number)" }
    static func enrolments(_ count: Int) -> [String] {
        (0..<count).map { typed("member", Body.enrolment("e-\($0)", phone: "+4072200\(1000 + $0)")) }
    }
    static func typed(_ type: String, _ body: String) -> String { #"{"type":"\#(type)","# + body.dropFirst() }
}

@Suite struct `Batches through a whole hub` {
    @Test func `batches of one partner go beside the till of another, and all of it agrees`() async throws {
        try await Scenario.run { story in
            let office = try story.till("grocery")
            let enrolled = try await office.batch(Line.enrolments(10))
            #expect(enrolled.statuses == Array(repeating: 201, count: 10))
            let files = (0..<6).map { Line.accruals("b\($0)", 400) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lines in files {
                    group.addTask {
                        let answer = try await story.till("grocery").batch(lines)
                        #expect(answer.statuses.allSatisfy { $0 == 201 } && answer.replays.allSatisfy { !$0 })
                    }
                }
                group.addTask {
                    let till = try story.till("cafe")
                    for number in 0..<40 {
                        try await till.posting(
                            "/v1/accruals", Body.accrual("t-\(number)", Line.phone(number % 10), 100))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await story.number("select count(*) from message") == 10 + 6 * 400 + 40)
            // The same lines in another file are the same messages.
            let again = try await office.batch(files[0].prefix(3) + Line.accruals("new", 1))
            #expect(again.replays == [true, true, true, false])
        }
    }

    @Test func `two batches of the same messages at once post each once`() async throws {
        try await Scenario.run(nodes: 2) { story in
            _ = try await story.till("grocery").batch(Line.enrolments(10))
            let lines = Line.accruals("a", 600)
            async let one = story.till("grocery").batch(lines)
            async let other = story.till("grocery", node: 1).batch(lines.reversed())
            let (first, second) = (try await one, try await other)
            #expect(first.answers == second.answers.reversed())
            #expect(zip(first.replays, second.replays.reversed()).allSatisfy { $0 != $1 })
        }
    }

    @Test func `PostgreSQL stopped in the middle: what was answered stands, and the batch sent again gets it`()
        async throws
    {
        try await FaultyScenario.run { hub in
            _ = try await hub.till("grocery").batch(Line.enrolments(10))
            let lines = Line.accruals("a", 4000)
            async let posting = hub.till("grocery").batch(lines)
            try await hub.stored(messages: 11)
            await hub.stopServer()
            try await hub.startServer()
            let first = try await posting
            #expect(first.statuses.count == 4000 && first.statuses.allSatisfy { $0 == 201 || $0 == 503 })
            let again = try await hub.till("grocery").batch(lines)
            #expect(again.statuses.allSatisfy { $0 == 201 })
            for place in lines.indices where first.statuses[place] == 201 {
                #expect(again.replays[place] && again.answers[place] == first.answers[place])
            }
            try await hub.agrees(postings: 4000)
        }
    }

    @Test func `lines that were committed and never answered are found, and get their stored answers`() async throws {
        try await FaultyScenario.run { hub in
            _ = try await hub.till("grocery").batch(Line.enrolments(10))
            let lines = Line.accruals("a", 3000)
            let posting = try await hub.withCommitsUnanswered {
                let posting = Task { try await hub.till("grocery").batch(lines) }
                try await hub.cutUnanswered(transactions: 2)
                return posting
            }
            let first = try await posting.value
            // Those that the lane found stored are told as replays; they are answered as if nothing had been.
            #expect(first.statuses.allSatisfy { $0 == 201 } && first.replays.contains(true))
            let again = try await hub.till("grocery").batch(lines)
            #expect(again.replays.allSatisfy { $0 } && again.answers == first.answers)
            try await hub.agrees(postings: 3000)
        }
    }
}
