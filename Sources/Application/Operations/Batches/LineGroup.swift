import Synchronization

/// Lines of a batch that were handed to one lane together, and what becomes of them.
public final class LineGroup: Sendable {
    private struct State {
        var outcomes: [Result<LaneOutcome, LaneError>]
        var missing: Int
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(outcomes: Array(repeating: .failure(.unavailable), count: count), missing: count))
    }

    /// Tells the outcome of one line; each is told once.
    func settle(_ place: Int, _ outcome: Result<LaneOutcome, LaneError>) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.outcomes[place] = outcome
            state.missing -= 1
            guard state.missing == 0 else { return nil }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// What became of each line, in order, once all are durable or given up; asked by one caller.
    public func outcomes() async -> [Result<LaneOutcome, LaneError>] {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard state.missing > 0 else { return true }
                state.waiter = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { $0.outcomes }
    }
}
