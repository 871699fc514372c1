import Delivery
import Quantities
import Testing

@Suite struct `A delivery` {
    static let policy = RetryPolicy(firstDelaySeconds: 1, longestDelaySeconds: 60, deadlineSeconds: 3_600)
    static let queued = Instant(seconds: 1_000)
    static let deadline = Instant(seconds: 4_600)

    func after(
        _ state: DeliveryState, _ event: DeliveryState.Event
    ) throws -> (state: DeliveryState, effects: [DeliveryState.Effect]) {
        try state.after(event, deadline: Self.deadline, policy: Self.policy)
    }

    @Test func `is due at once and ends delivered`() throws {
        let running = try after(.queued(at: Self.queued), .start(at: Self.queued))
        #expect(running.state == .running(attempt: 1, since: Self.queued))
        #expect(running.effects == [.push(attempt: 1)])
        let delivered = try after(running.state, .succeeded(at: Instant(seconds: 1_001)))
        #expect(delivered.state == .delivered(at: Instant(seconds: 1_001), attempts: 1))
        #expect(delivered.effects == [.recordAttempt(1, outcome: .succeeded)])
    }

    @Test func `after a failure waits for the drawn delay, and is not taken up before`() throws {
        let running = DeliveryState.running(attempt: 3, since: Self.queued)
        let failed = try after(running, .failed(at: Instant(seconds: 2_000), random: .max))
        let due = Instant(seconds: 2_004)
        #expect(failed.state == .waiting(notBefore: due, attempts: 3))
        #expect(failed.effects == [.recordAttempt(3, outcome: .failed)])
        #expect(throws: DeliveryRefusal.notDue(until: due)) {
            try after(failed.state, .start(at: Instant(seconds: 2_003)))
        }
        #expect(try after(failed.state, .start(at: due)).state == .running(attempt: 4, since: due))
    }

    @Test func `survives a worker that vanished`() throws {
        let now = Instant(seconds: 2_000)
        let abandoned = try after(.running(attempt: 1, since: Self.queued), .abandoned(at: now))
        #expect(abandoned.state == .waiting(notBefore: now, attempts: 1))
        #expect(abandoned.effects == [.recordAttempt(1, outcome: .abandoned)])
    }

    @Test func `expires once the deadline has passed, and an attempt under way may still succeed`() throws {
        let waiting = DeliveryState.waiting(notBefore: Self.queued, attempts: 5)
        let expired = try after(waiting, .start(at: Self.deadline))
        #expect(expired.state == .expired(at: Self.deadline, attempts: 5))
        #expect(expired.effects == [.alert])
        let running = DeliveryState.running(attempt: 6, since: Self.queued)
        let late = try after(running, .failed(at: Self.deadline, random: 0))
        #expect(late.state == .expired(at: Self.deadline, attempts: 6))
        #expect(late.effects == [.recordAttempt(6, outcome: .failed), .alert])
        #expect(try after(running, .succeeded(at: Self.deadline)).state == .delivered(at: Self.deadline, attempts: 6))
        let clamped = try after(running, .failed(at: Instant(seconds: 4_599), random: .max)).state
        #expect(clamped == .waiting(notBefore: Self.deadline, attempts: 6))
    }

    static let states: [DeliveryState] = [
        .waiting(notBefore: queued, attempts: 0), .running(attempt: 1, since: queued),
        .delivered(at: queued, attempts: 1), .expired(at: queued, attempts: 1),
    ]
    static let events: [DeliveryState.Event] = [
        .start(at: queued), .succeeded(at: queued), .failed(at: queued, random: 0), .abandoned(at: queued),
    ]

    @Test func `every other event is refused`() throws {
        let taken = [[0], [1, 2, 3], [], []]
        for (state, allowed) in zip(Self.states, taken) {
            for (index, event) in Self.events.enumerated() where !allowed.contains(index) {
                #expect(throws: DeliveryRefusal.notNow(state: state, event: event)) { try after(state, event) }
            }
        }
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (Int64.max, 60), (0, 1)] as [(Int64, Int64)])
    func `the bound doubles up to the longest delay`(attempts: Int64, bound: Int64) {
        #expect(Self.policy.boundSeconds(afterAttempts: attempts) == bound)
    }

    @Test func `delays spread evenly from zero to the bound`() {
        #expect(Self.policy.delayMicroseconds(afterAttempts: 4, random: 0) == 0)
        #expect(Self.policy.delayMicroseconds(afterAttempts: 4, random: .max) == 8_000_000)
        var numbers = SystemRandomNumberGenerator()
        var sum: Int64 = 0
        for _ in 0..<4_000 {
            let delay = Self.policy.delayMicroseconds(afterAttempts: 4, random: numbers.next())
            #expect((0...8_000_000).contains(delay))
            sum += delay
        }
        // The mean of 4,000 draws lies within a tenth of the middle but once in far more runs than there will be.
        #expect((3_600_000...4_400_000).contains(sum / 4_000))
    }

    @Test func `figures out of range are brought into it`() {
        let policy = RetryPolicy(firstDelaySeconds: -5, longestDelaySeconds: .min, deadlineSeconds: .max)
        #expect((policy.firstDelaySeconds, policy.longestDelaySeconds) == (1, 1))
        #expect(policy.deadlineSeconds == 3_650 * 86_400)
    }
}
