import Composition

/// The hub at work in a task of its own, so that stopping the story does not cut off what the hub still has to finish.
struct Serving: Sendable {
    /// Tells the address once requests are taken; ends with the hub.
    let ready: AsyncStream<HubAddress>
    private let ended: AsyncStream<Never>
    private let work: Task<Void, any Error>
    /// How long the hub may take to finish; the process's end puts away what is left.
    private static let patience = Duration.seconds(15)

    /// Starts serving.
    init(_ hub: Hub) {
        let (ready, announce) = AsyncStream<HubAddress>.makeStream()
        let (ended, end) = AsyncStream<Never>.makeStream()
        self.ready = ready
        self.ended = ended
        work = Task {
            defer {
                announce.finish()
                end.finish()
            }
            try await hub.serve(stoppingOnSignals: false) { announce.yield($0) }
        }
    }

    /// Returns when this task is cancelled.
    ///
    /// - Throws: ``DemonstrationFailure/hubEnded(_:)`` when the hub ends before that.
    func watch() async throws {
        for await _ in ended {}
        if Task.isCancelled { return }
        switch await work.result {
        case .success: throw DemonstrationFailure.hubEnded("it was told to stop")
        case .failure(let error): throw DemonstrationFailure.hubEnded("\(error)")
        }
    }

    /// Tells the hub to finish, and waits for that as long as is reasonable.
    func stop() async {
        work.cancel()
        // A task that is not cancelled with the caller's: waiting is what matters after ^C too.
        await Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in ended {} }
                group.addTask { try? await Task.sleep(for: Self.patience) }
                await group.next()
                group.cancelAll()
            }
        }.value
    }
}
