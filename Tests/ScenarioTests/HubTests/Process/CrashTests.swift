import ScenarioKit
import Synchronization
import Testing

@Suite struct `A hub that is cut off` {
    /// What a till knows of one message it sent.
    struct Sent: Sendable {
        let target: String
        let body: String
        /// Nothing while no answer came.
        var answer: Answer?
    }

    @Test func `SIGKILL in mid-load, twice: what was answered is there, what was not can be retried`() async throws {
        let story = try ProcessScenario()
        var known: [Sent] = []
        for round in 0..<3 {
            let hub = try await story.start()
            do {
                // First what was sent before: byte for byte where it was answered.
                let till = try hub.till(story.files, "grocery")
                for sent in known {
                    let again = try await till.post(sent.target, sent.body)
                    #expect(again.status == 201, "\(again.text)")
                    guard let first = sent.answer else { continue }
                    #expect(again.isReplay && again.body == first.body)
                }
                if round == 0 { try await till.posting("/v1/members", Body.enrolment("ana", phone: "+40722000001")) }
                if round < 2 { known = try await load(hub, story, round) }
            } catch {
                hub.cutPower()
                throw error
            }
            if round == 2 { #expect(try await hub.drain() == 0) }
        }
        try await story.agrees()
    }

    /// How many answers have come, by whichever till.
    private final class Answers: Sendable {
        let count = Atomic<Int>(0)
    }

    /// Posts from eight tills until the power is cut under them; answers all that was sent.
    private func load(_ hub: HubProcess, _ story: ProcessScenario, _ round: Int) async throws -> [Sent] {
        let answers = Answers()
        let sent = try await withThrowingTaskGroup(of: [Sent].self) { group in
            for number in 0..<8 {
                let till = try hub.till(story.files, "grocery")
                group.addTask {
                    var sent: [Sent] = []
                    while sent.last.map({ $0.answer != nil }) ?? true, sent.count < 2000 {
                        let id = "a-\(round)-\(number)-\(sent.count)"
                        sent.append(
                            Sent(target: "/v1/accruals", body: Body.accrual(id, "phone:+40722000001", 1000)))
                        sent[sent.count - 1].answer = try? await till.post("/v1/accruals", sent[sent.count - 1].body)
                        answers.count.add(1, ordering: .relaxed)
                    }
                    return sent
                }
            }
            group.addTask {
                defer { hub.cutPower() }
                try await eventually("the load is under way", within: 120, every: .milliseconds(1)) {
                    answers.count.load(ordering: .relaxed) > 40 + 60 * round
                }
                return []
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let answered = sent.filter { $0.answer != nil }
        #expect(answered.count > 8 && answered.count < sent.count)
        #expect(answered.allSatisfy { $0.answer?.status == 201 })
        return sent
    }
}
