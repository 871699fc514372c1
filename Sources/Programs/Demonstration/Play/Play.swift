import Partners

/// Plays lists of steps: all partners at once, each over its own connections.
struct Play: Sendable {
    /// Every partner's tills.
    let tills: [PartnerID: [Till]]

    /// Sends all steps and returns when all are answered.
    ///
    /// - Throws: the first error of a till, after all have stopped; `CancellationError`.
    func perform(_ steps: [ScriptStep]) async throws {
        let turns = Turns(count: steps.count)
        let byPartner = Dictionary(grouping: steps, by: \.partner)
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (partner, own) in byPartner {
                    let queue = StepQueue(own)
                    for till in tills[partner] ?? [] {
                        group.addTask { try await till.work(through: queue, turns: turns) }
                    }
                }
                try await group.waitForAll()
            }
        } onCancel: {
            Task { await turns.abandon() }
        }
        try Task.checkCancellation()
    }
}
