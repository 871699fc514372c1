import Logging
import ServiceLifecycle
import Telemetry

/// Does one step of work again and again until the program drains; a step under way is finished first.
struct PeriodicService: Service {
    /// What the work is called in logs.
    let name: String
    /// The pause between two steps.
    let interval: Duration
    let logger: Logger
    /// One step; what it throws is logged, and the next step tries again.
    let step: @Sendable () async throws -> Void

    func run() async throws {
        while !Task.isShuttingDownGracefully && !Task.isCancelled {
            do {
                try await step()
            } catch {
                logger.warning(
                    "a worker's step failed and will be tried again",
                    metadata: [
                        "worker": "\(name)", LogKey.error: "\(error)",
                    ])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
        }
    }
}
