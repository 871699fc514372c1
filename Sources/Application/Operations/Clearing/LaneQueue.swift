import Messages
import Partners
import Quantities
import Synchronization

/// Requests that wait for one lane: bounded, and fair between partners and between single messages and batches.
final class LaneQueue: Sendable {
    /// The most lines of batches in a transaction while tills are active: what they add to a till's answer stays small.
    static let linesBesideTills = 48
    /// The most lines of batches in a transaction while no till is.
    static let linesAlone = 768

    /// A request and who waits for its outcome.
    struct Entry: Sendable {
        let request: LaneRequest
        fileprivate let waiter: Waiter

        /// Tells the outcome.
        func answer(_ outcome: LaneOutcome) {
            switch waiter {
            case .single(let continuation): continuation.resume(returning: outcome)
            case .line(let group, let place): group.settle(place, .success(outcome))
            }
        }

        /// Tells that nothing was posted.
        func giveUp() {
            switch waiter {
            case .single(let continuation): continuation.resume(throwing: LaneError.unavailable)
            case .line(let group, let place): group.settle(place, .failure(.unavailable))
            }
        }
    }

    fileprivate enum Waiter: Sendable {
        case single(CheckedContinuation<LaneOutcome, any Error>)
        case line(LineGroup, place: Int)
    }

    private struct State {
        var order = LaneOrder<Entry>()
        var isClosed = false
        var sleeper: CheckedContinuation<Void, Never>?
        /// Counts what was taken, so that a late reminder is known to be late.
        var takings = 0
        var isReminded = false
        var isOverdue = false

        func mayBegin(beside lanesAtWork: Int) -> Bool {
            LaneTurns.mayBegin(
                singles: order.singleCount, hasLines: order.hasLines, lanesAtWork: lanesAtWork,
                isOverdue: isOverdue || isClosed)
        }

        /// Who is to be woken, if there is reason to.
        mutating func wake(beside lanesAtWork: Int) -> CheckedContinuation<Void, Never>? {
            guard isClosed || mayBegin(beside: lanesAtWork) else { return nil }
            defer { sleeper = nil }
            return sleeper
        }

        mutating func take(lines quota: Int) -> [Entry] {
            forgetReminder()
            return order.next(lines: quota)
        }

        /// What another lane takes along.
        mutating func giveSingles(beside count: Int) -> [Entry] {
            let given = order.takeSingles(beside: count)
            if !given.isEmpty { forgetReminder() }
            return given
        }

        private mutating func forgetReminder() {
            takings += 1
            isReminded = false
            isOverdue = false
        }
    }

    private let state = Mutex(State())
    private let bound: Int
    private let tills: TillActivity
    private let turns: LaneTurns

    /// A queue.
    ///
    /// - Parameters:
    ///   - bound: how many single requests may wait; lines are bounded by those who hand them in.
    ///   - tills: shared by all queues of a desk, since a till's next message may come to any of them.
    ///   - turns: shared by all queues of a desk.
    init(bound: Int, tills: TillActivity, turns: LaneTurns) {
        self.bound = bound
        self.tills = tills
        self.turns = turns
    }

    /// Queues a request and waits for its outcome.
    ///
    /// - Throws: ``LaneError/unavailable`` when the queue is full or closed, or the lane cannot post.
    func submit(_ request: LaneRequest) async throws -> LaneOutcome {
        try await withCheckedThrowingContinuation { waiter in
            let (isQueued, sleeper, reminder) = state.withLock { state in
                guard !state.isClosed, state.order.singleCount < bound else {
                    return (false, nil as CheckedContinuation<Void, Never>?, nil as Int?)
                }
                state.order.add(Entry(request: request, waiter: .single(waiter)), of: request.signature.partner)
                let sleeper = state.wake(beside: turns.lanesAtWork)
                guard state.sleeper != nil, !state.isReminded else { return (true, sleeper, nil) }
                state.isReminded = true
                return (true, sleeper, state.takings)
            }
            sleeper?.resume()
            if let reminder { remind(of: reminder) }
            if !isQueued { waiter.resume(throwing: LaneError.unavailable) }
        }
    }

    /// Queues lines of a batch behind its earlier ones; they are told to be unavailable when the queue is closed.
    func submit(_ lines: [LaneRequest], of batch: UniqueID) -> LineGroup {
        let group = LineGroup(count: lines.count)
        guard let partner = lines.first?.signature.partner else { return group }
        let entries = lines.enumerated().map { Entry(request: $1, waiter: .line(group, place: $0)) }
        let (isQueued, sleeper) = state.withLock { state in
            guard !state.isClosed else { return (false, nil as CheckedContinuation<Void, Never>?) }
            state.order.add(entries, of: partner, batch: batch)
            return (true, state.wake(beside: turns.lanesAtWork))
        }
        sleeper?.resume()
        if !isQueued { for entry in entries { entry.giveUp() } }
        return group
    }

    /// Takes what goes into the next transaction, waiting until it may begin; nothing once the queue is closed and empty.
    /// The lane counts as at work from then on.
    ///
    /// - Parameter others: the other lanes' queues; while none of those lanes is at work, their single requests go along,
    ///   since nothing can be in their way.
    func next(besides others: [LaneQueue] = []) async -> [Entry]? {
        while true {
            let quota = tills.areActive ? Self.linesBesideTills : Self.linesAlone
            let lanesAtWork = turns.lanesAtWork
            let (own, isClosed) = state.withLock { state in
                (state.mayBegin(beside: lanesAtWork) ? state.take(lines: quota) : [], state.isClosed)
            }
            if !own.isEmpty {
                turns.begin()
                return lanesAtWork == 0 ? others.reduce(own) { $0 + $1.giveSingles(beside: $0.count) } : own
            }
            if isClosed { return nil }
            var reminder: Int?
            await withCheckedContinuation { sleeper in
                let wakesAtOnce = state.withLock { state in
                    guard !state.isClosed, !state.mayBegin(beside: turns.lanesAtWork) else { return true }
                    state.sleeper = sleeper
                    if !state.order.isEmpty, !state.isReminded {
                        state.isReminded = true
                        reminder = state.takings
                    }
                    return false
                }
                if wakesAtOnce { sleeper.resume() }
                if let reminder { remind(of: reminder) }
            }
        }
    }

    /// The single requests that go along with `count` of another lane.
    private func giveSingles(beside count: Int) -> [Entry] {
        state.withLock { $0.giveSingles(beside: count) }
    }

    /// Another lane rests: what waited for it may begin.
    func nudge() {
        state.withLock { $0.wake(beside: turns.lanesAtWork) }?.resume()
    }

    /// Lets what waits begin beside other lanes when its patience ends, unless it was taken meanwhile.
    private func remind(of takings: Int) {
        Task {
            try? await Task.sleep(for: LaneTurns.patience)
            let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard state.takings == takings else { return nil }
                state.isOverdue = true
                return state.wake(beside: 0)
            }
            sleeper?.resume()
        }
    }

    /// Takes no more requests; those queued are still handed out.
    func close() {
        let sleeper = state.withLock { state in
            state.isClosed = true
            return state.wake(beside: 0)
        }
        sleeper?.resume()
    }
}
