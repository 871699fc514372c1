import Messages
import Partners
import Quantities
import Testing

@testable import Operations

@Suite struct `When a lane begins` {
    private static func request(_ number: Int) throws -> LaneRequest {
        LaneRequest(
            signature: SignatureFacts(
                partner: try PartnerID("cafe"), keyID: "cafe-1", nonce: "n\(number)", created: Instant(seconds: 0),
                signature: [], signatureBase: []),
            revision: 1, content: .reading, deadline: Instant(seconds: 1))
    }

    private static func queue(_ turns: LaneTurns) -> LaneQueue {
        LaneQueue(bound: 100, tills: TillActivity(), turns: turns)
    }

    @Test(arguments: [
        (0, false, 0, false, false), (1, false, 0, false, true), (1, false, 1, false, false),
        (LaneTurns.enough - 1, false, 1, false, false), (LaneTurns.enough, false, 1, false, true),
        (1, false, 1, true, true), (0, true, 1, false, true), (0, false, 1, true, false),
    ])
    func `with something to do, when nobody else is at work, there is enough, or it has waited long`(
        singles: Int, hasLines: Bool, lanesAtWork: Int, isOverdue: Bool, begins: Bool
    ) {
        #expect(
            LaneTurns.mayBegin(
                singles: singles, hasLines: hasLines, lanesAtWork: lanesAtWork, isOverdue: isOverdue) == begins)
    }

    /// Submits and answers, so that nobody is left waiting.
    private static func taken(
        of count: Int, from queue: LaneQueue, once ready: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<count {
                group.addTask {
                    _ = try await queue.submit(Self.request(number))
                    return 0
                }
            }
            group.addTask {
                try await ready()
                var first = 0
                var all = 0
                while all < count, let entries = await queue.next() {
                    if first == 0 { first = entries.count }
                    all += entries.count
                    for entry in entries { entry.answer(.clear) }
                }
                return first
            }
            return try await group.reduce(0, +)
        }
    }

    @Test func `a lane alone begins with whatever waits`() async throws {
        let turns = LaneTurns()
        #expect(try await Self.taken(of: 3, from: Self.queue(turns)) >= 1)
    }

    @Test func `little waits beside a lane at work, and is taken all the same when its patience ends`() async throws {
        let turns = LaneTurns()
        turns.begin()
        let start = ContinuousClock.now
        #expect(try await Self.taken(of: 1, from: Self.queue(turns)) == 1)
        #expect(ContinuousClock.now - start >= LaneTurns.patience)
    }

    @Test func `what waits for another lane begins when that one rests`() async throws {
        let turns = LaneTurns()
        let queue = Self.queue(turns)
        turns.begin()
        async let taken = Self.taken(of: 2, from: queue)
        turns.end()
        queue.nudge()
        #expect(try await taken >= 1)
    }

    @Test func `a queue that closes hands out what waits at once`() async throws {
        let turns = LaneTurns()
        let queue = Self.queue(turns)
        turns.begin()
        async let answer = queue.submit(Self.request(1))
        while true {
            queue.close()
            guard let entries = await queue.next() else { break }
            for entry in entries { entry.answer(.clear) }
        }
        // It was queued before the closing or refused after it; it is never forgotten.
        _ = try? await answer
    }
}
