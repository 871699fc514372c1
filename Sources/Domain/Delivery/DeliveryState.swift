import Quantities

/// Where one push of one folder to one place stands: `waiting → running → delivered`, back to `waiting` after a failure,
/// `expired` once the deadline has passed (PROTOCOL.md section 8, "Pushing").
public enum DeliveryState: Hashable, Sendable {
    /// Not before this moment; left by `start`. `attempts` have failed so far.
    case waiting(notBefore: Instant, attempts: Int64)
    /// Attempt number `attempt`, from 1, is under way; left by `succeeded`, `failed` or `abandoned`.
    case running(attempt: Int64, since: Instant)
    /// The manifest stands under its final name; never left.
    case delivered(at: Instant, attempts: Int64)
    /// Given up; never left.
    case expired(at: Instant, attempts: Int64)

    /// What may happen to a delivery.
    public enum Event: Hashable, Sendable {
        /// A worker takes it up.
        case start(at: Instant)
        /// Everything was pushed, the manifest last.
        case succeeded(at: Instant)
        /// The attempt failed; `random` is 64 bits drawn evenly, for the delay.
        case failed(at: Instant, random: UInt64)
        /// The worker vanished, as with a restart; counts as a failed attempt and is due again at once.
        case abandoned(at: Instant)
    }

    /// What the shell is to do in the same transaction.
    public enum Effect: Hashable, Sendable {
        /// Push the folder, after the transaction.
        case push(attempt: Int64)
        /// Add a row to the attempts: how this one went.
        case recordAttempt(Int64, outcome: Outcome)
        /// Tell the operator that the partner did not get its folder.
        case alert
    }

    /// How an attempt went.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        case succeeded, failed, abandoned
    }

    /// A delivery as it is queued: due at once.
    public static func queued(at instant: Instant) -> DeliveryState {
        .waiting(notBefore: instant, attempts: 0)
    }

    /// The state after `event`, and the effects wanted.
    ///
    /// - Parameters:
    ///   - deadline: the moment from which no attempt begins; one that is under way may still succeed.
    ///   - policy: how long to wait between attempts.
    /// - Throws: ``DeliveryRefusal`` with the facts; the delivery then stays as it is.
    public func after(
        _ event: Event, deadline: Instant, policy: RetryPolicy
    ) throws(DeliveryRefusal) -> (state: DeliveryState, effects: [Effect]) {
        switch (self, event) {
        case (.waiting(let notBefore, let attempts), .start(let now)):
            guard now < deadline else { return (.expired(at: now, attempts: attempts), [.alert]) }
            guard now >= notBefore else { throw .notDue(until: notBefore) }
            return (.running(attempt: attempts + 1, since: now), [.push(attempt: attempts + 1)])
        case (.running(let attempt, _), .succeeded(let now)):
            return (.delivered(at: now, attempts: attempt), [.recordAttempt(attempt, outcome: .succeeded)])
        case (.running(let attempt, _), .failed(let now, let random)):
            let delay = policy.delayMicroseconds(afterAttempts: attempt, random: random)
            let next = Instant(microseconds: now.microseconds + delay)
            return Self.retry(at: next, now: now, attempt: attempt, outcome: .failed, deadline: deadline)
        case (.running(let attempt, _), .abandoned(let now)):
            return Self.retry(at: now, now: now, attempt: attempt, outcome: .abandoned, deadline: deadline)
        case (.waiting, _), (.running, _), (.delivered, _), (.expired, _):
            throw .notNow(state: self, event: event)
        }
    }

    /// Waits for another attempt, no longer than the deadline, or gives up where that has passed.
    private static func retry(
        at next: Instant, now: Instant, attempt: Int64, outcome: Outcome, deadline: Instant
    ) -> (state: DeliveryState, effects: [Effect]) {
        let record = Effect.recordAttempt(attempt, outcome: outcome)
        guard now < deadline else { return (.expired(at: now, attempts: attempt), [record, .alert]) }
        return (.waiting(notBefore: min(next, deadline), attempts: attempt), [record])
    }
}

/// Why a delivery stays as it is.
public enum DeliveryRefusal: Error, Hashable, Sendable {
    /// The event has no meaning in this state.
    case notNow(state: DeliveryState, event: DeliveryState.Event)
    /// It is not due before this moment.
    case notDue(until: Instant)
}
