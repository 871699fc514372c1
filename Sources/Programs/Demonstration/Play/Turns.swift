/// Keeps each household's messages in the order of the script, whichever partners send them and however many at once.
///
/// Every partner takes its steps in order, so the earliest unanswered step of all is always one that may go: nobody can
/// wait for ever.
actor Turns {
    private var answered: [Bool]
    private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    private var isAbandoned = false

    /// Turns of a list of steps whose indices are their places.
    init(count: Int) {
        answered = [Bool](repeating: false, count: count)
    }

    /// Waits until the household's step before this one is answered.
    ///
    /// - Returns: whether to go on: false once the play is given up.
    func wait(for step: ScriptStep) async -> Bool {
        if let previous = step.previous, !answered[previous], !isAbandoned {
            // Each step is the previous one of at most one other, so no continuation is ever replaced.
            await withCheckedContinuation { waiting[previous] = $0 }
        }
        return !isAbandoned
    }

    /// Lets the household's next step go.
    func finish(_ step: ScriptStep) {
        answered[step.index] = true
        waiting.removeValue(forKey: step.index)?.resume()
    }

    /// Wakes everyone who waits, for the last time.
    func abandon() {
        isAbandoned = true
        for continuation in waiting.values { continuation.resume() }
        waiting = [:]
    }
}
