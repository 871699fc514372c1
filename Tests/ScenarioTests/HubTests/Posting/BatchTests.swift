import CoalitionTestKit
import Composition
import Foundation
import Logging
import Members
import Messages
import Operations
import Partners
import Postgres
import Quantities
import ScenarioKit
import Signatures
import Storage
import Testing
import Web
import Wire

@Suite struct `Messages in one lane transaction` {
    @Test func `enrol, earn, spend, hold, capture and take back see those before them`() async throws {
        try await TestDatabase.with { database in
            let world = try await LaneWorld(database)
            try await world.apply(.sample(), [.sample(.grocery), .sample(.cafe)])
            let ana = Identifier.phone(1)
            let steps: [(PartnerID, String, MessageContent, Int64?)] = [
                (.grocery, "enrol", .enrolment(ana), nil), (.grocery, "earn", .purchase(10_000, by: ana), 100),
                (.cafe, "spend", .spending(60, by: ana), 40), (.cafe, "too-much", .spending(41, by: ana), nil),
                (.cafe, "hold", .spending(40, by: ana, capture: .later), 0),
                (.cafe, "capture", .capturing("hold", 30), 10),
                (.cafe, "closed", .voiding("hold"), nil), (.cafe, "return", .reversing("spend"), 70),
                (.grocery, "refund", .reversing("earn"), 0), (.grocery, "again", .reversing("earn"), nil),
            ]
            // The lane runs only once all stand in its queue, each behind the one before.
            let waiting = try await withThrowingTaskGroup(of: (Int, JSONValue).self) { group in
                for (place, step) in steps.enumerated() {
                    let message = VerifiedMessage.sample(
                        step.2, id: step.1, from: step.0, at: Instant(seconds: SystemSeconds.now))
                    group.addTask { (place, try await world.submit(message).answer) }
                    try await Task.sleep(for: .milliseconds(30))
                }
                group.addTask {
                    await world.lanes.run()
                    return (-1, .null)
                }
                var answers: [Int: JSONValue] = [:]
                for try await (place, answer) in group {
                    answers[place] = answer
                    if answers.count == steps.count { world.lanes.close() }
                }
                return answers
            }
            for (place, step) in steps.enumerated() {
                #expect(
                    waiting[place]?["balance"]?["available"]?.integer == step.3, "\(step.1): \(waiting[place] ?? .null)"
                )
            }
            #expect(try await world.number("select count(distinct xmin::text) from message") == 1)
            #expect(try await world.number("select count(*) from message") == Int64(steps.count))
            await world.pool.close()
        }
    }
}

enum SystemSeconds {
    static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}

extension LaneWorld {
    /// One number of the database.
    func number(_ sql: String) async throws -> Int64 {
        try await pool.withConnection { try $0.execute(Statement("story.\(sql.hashValue)", sql)).only().int64(0) }
    }
}
