import Messages
import Quantities
import Synchronization

/// Requests that wait for one lane: bounded, first come first served.
final class LaneQueue: Sendable {
    /// A request and who waits for its outcome.
    struct Entry: Sendable {
        let request: LaneRequest
        let waiter: CheckedContinuation<LaneOutcome, any Error>
    }

    private struct State {
        var entries: [Entry] = []
        var isClosed = false
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let bound: Int

    init(bound: Int) {
        self.bound = bound
    }

    /// Queues a request and waits for its outcome.
    ///
    /// - Throws: ``LaneError/unavailable`` when the queue is full or closed, or the lane cannot post.
    func submit(_ request: LaneRequest) async throws -> LaneOutcome {
        try await withCheckedThrowingContinuation { waiter in
            let (isQueued, sleeper) = state.withLock { state in
                guard !state.isClosed, state.entries.count < bound else {
                    return (false, nil as CheckedContinuation<Void, Never>?)
                }
                state.entries.append(Entry(request: request, waiter: waiter))
                defer { state.sleeper = nil }
                return (true, state.sleeper)
            }
            sleeper?.resume()
            if !isQueued { waiter.resume(throwing: LaneError.unavailable) }
        }
    }

    /// Takes at most `count` entries, waiting for the first; nothing once the queue is closed and empty.
    func next(_ count: Int) async -> [Entry]? {
        while true {
            let (taken, isClosed) = state.withLock { state in
                let taken = Array(state.entries.prefix(count))
                state.entries.removeFirst(taken.count)
                return (taken, state.isClosed)
            }
            if !taken.isEmpty { return taken }
            if isClosed { return nil }
            await withCheckedContinuation { sleeper in
                let wakesAtOnce = state.withLock { state in
                    guard state.entries.isEmpty, !state.isClosed else { return true }
                    state.sleeper = sleeper
                    return false
                }
                if wakesAtOnce { sleeper.resume() }
            }
        }
    }

    /// Takes no more requests; those queued are still handed out.
    func close() {
        let sleeper = state.withLock { state in
            state.isClosed = true
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }
}
