import Partners
import Quantities
import Testing

@testable import Demonstration

@Suite struct `Turns of a household` {
    private func step(_ index: Int, after previous: Int?) throws -> ScriptStep {
        ScriptStep(
            index: index, partner: try PartnerID("cafe"), household: "1", occurredAt: Instant(seconds: 0),
            messageID: "m\(index)", action: .void(original: "x"), previous: previous, hasSequel: false)
    }

    @Test func `a step waits until the one before is answered`() async throws {
        let turns = Turns(count: 2)
        let (first, second) = (try step(0, after: nil), try step(1, after: 0))
        #expect(await turns.wait(for: first))
        async let later = turns.wait(for: second)
        await turns.finish(first)
        #expect(await later)
    }

    @Test func `when the play is given up nobody waits any more`() async throws {
        let turns = Turns(count: 2)
        let second = try step(1, after: 0)
        async let later = turns.wait(for: second)
        await turns.abandon()
        #expect(await later == false)
        #expect(await turns.wait(for: second) == false)
    }
}
