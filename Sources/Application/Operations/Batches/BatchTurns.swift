import Messages
import Partners
import Synchronization

/// Lets a few batches post at once, and has the others wait in line, so that memory and connections stay bounded.
public final class BatchTurns: Sendable {
    private struct Line {
        let partner: PartnerID
        var waiting: [CheckedContinuation<Bool, Never>]
    }

    private struct State {
        var posting: [PartnerID: Int] = [:]
        var total = 0
        /// Partners with batches that wait, who is next first.
        var lines: [Line] = []
    }

    private let state = Mutex(State())
    private let mostOfOne: Int
    private let mostAtOnce: Int
    private let mostWaiting: Int

    /// Turns of these bounds.
    ///
    /// - Parameters:
    ///   - mostOfOne: batches of one partner that post at once.
    ///   - mostAtOnce: batches of all partners that post at once.
    ///   - mostWaiting: batches of one partner that may wait.
    public init(mostOfOne: Int = 2, mostAtOnce: Int = 6, mostWaiting: Int = 128) {
        self.mostOfOne = mostOfOne
        self.mostAtOnce = mostAtOnce
        self.mostWaiting = mostWaiting
    }

    /// Waits for a turn, which ``end(_:)`` must give back.
    ///
    /// - Throws: `slow_down` when too many batches of the partner wait already.
    public func begin(_ partner: PartnerID) async throws(Refusal) {
        let isGiven = await withCheckedContinuation { waiter in
            let known = state.withLock { state -> Bool? in
                if mayPost(partner, state) {
                    Self.count(partner, &state)
                    return true
                }
                guard let place = state.lines.firstIndex(where: { $0.partner == partner }) else {
                    state.lines.append(Line(partner: partner, waiting: [waiter]))
                    return nil
                }
                guard state.lines[place].waiting.count < mostWaiting else { return false }
                state.lines[place].waiting.append(waiter)
                return nil
            }
            if let known { waiter.resume(returning: known) }
        }
        guard isGiven else { throw Refusal(.slowDown) }
    }

    /// Ends a turn; the next in line begins.
    public func end(_ partner: PartnerID) {
        let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            state.posting[partner, default: 1] -= 1
            if state.posting[partner] == 0 { state.posting[partner] = nil }
            state.total -= 1
            guard let place = state.lines.firstIndex(where: { mayPost($0.partner, state) }) else { return nil }
            // The partner goes behind the others that wait.
            var line = state.lines.remove(at: place)
            let waiter = line.waiting.removeFirst()
            if !line.waiting.isEmpty { state.lines.append(line) }
            Self.count(line.partner, &state)
            return waiter
        }
        waiter?.resume(returning: true)
    }

    private func mayPost(_ partner: PartnerID, _ state: State) -> Bool {
        state.total < mostAtOnce && state.posting[partner, default: 0] < mostOfOne
    }

    private static func count(_ partner: PartnerID, _ state: inout State) {
        state.posting[partner, default: 0] += 1
        state.total += 1
    }
}
