import Delivery
import Quantities

/// What taking a due delivery up makes of it: a pure step over ``DeliveryState``.
public struct DeliveryTurn: Hashable, Sendable {
    /// Where it stands now: running, or expired.
    public let state: DeliveryState
    /// What is to be written.
    public let effects: [DeliveryState.Effect]

    /// Takes a delivery up that is due, or whose node vanished.
    ///
    /// - Throws: ``DeliveryRefusal`` for one that is neither.
    public init(
        taking state: DeliveryState, at now: Instant, deadline: Instant, policy: RetryPolicy
    ) throws(DeliveryRefusal) {
        var (current, effects) = (state, [DeliveryState.Effect]())
        if case .running = current {
            let step = try current.after(.abandoned(at: now), deadline: deadline, policy: policy)
            current = step.state
            effects += step.effects
        }
        if case .waiting = current {
            let step = try current.after(.start(at: now), deadline: deadline, policy: policy)
            current = step.state
            effects += step.effects
        }
        self.state = current
        self.effects = effects
    }

    /// Ends an attempt that is under way.
    ///
    /// - Throws: ``DeliveryRefusal`` for a delivery that is not running.
    public init(
        ending state: DeliveryState, _ outcome: PushOutcome, at now: Instant, random: UInt64, deadline: Instant,
        policy: RetryPolicy
    ) throws(DeliveryRefusal) {
        let event: DeliveryState.Event =
            switch outcome {
            case .succeeded: .succeeded(at: now)
            case .failed: .failed(at: now, random: random)
            }
        (self.state, self.effects) = try state.after(event, deadline: deadline, policy: policy)
    }
}

extension RetryPolicy {
    /// One second at first, ten minutes at most, given up after seven days.
    public static let delivery = RetryPolicy(
        firstDelaySeconds: 1, longestDelaySeconds: 600, deadlineSeconds: 7 * 86_400)
}
