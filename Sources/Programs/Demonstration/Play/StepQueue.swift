import Synchronization

/// One partner's steps, handed out in order to its connections.
final class StepQueue: Sendable {
    private let steps: [ScriptStep]
    private let next = Atomic<Int>(0)

    /// A queue of these steps.
    init(_ steps: [ScriptStep]) {
        self.steps = steps
    }

    /// The next step; none after the last.
    func take() -> ScriptStep? {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < steps.count ? steps[index] : nil
    }
}
