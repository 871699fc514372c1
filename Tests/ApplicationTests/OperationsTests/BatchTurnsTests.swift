import Messages
import Operations
import Partners
import Synchronization
import Testing

@Suite struct `Turns of batches` {
    @Test func `a few post at once, others wait, and those that find the line full are told to slow down`() async throws
    {
        let turns = BatchTurns(mostOfOne: 1, mostAtOnce: 2, mostWaiting: 1)
        let (grocery, cafe) = (try PartnerID("grocery"), try PartnerID("cafe"))
        try await turns.begin(grocery)
        // Another partner does not wait for this one.
        try await turns.begin(cafe)
        turns.end(cafe)
        let refused = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        try await turns.begin(grocery)
                        turns.end(grocery)
                    } catch let refusal as Refusal {
                        #expect(refusal.code == .slowDown)
                        refused.add()
                    }
                }
            }
            // One of the five waits; the turn it waits for ends only when all others were refused.
            while refused.count < 4 { await Task.yield() }
            turns.end(grocery)
            try await group.waitForAll()
        }
        try await turns.begin(grocery)
        turns.end(grocery)
    }
}

/// A count that several tasks add to.
private final class Tally: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }
}
