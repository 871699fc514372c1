import EmbeddedPostgres
import Operations
import ServiceLifecycle

/// Pushes folders until the program drains; a push that is cut off is taken up again by its queue.
struct DeliveryService: Service {
    let worker: DeliveryWorker

    func run() async throws {
        await cancelWhenGracefulShutdown { await worker.run() }
    }
}

/// Ends the hub when its database ends without being told to.
struct ClusterWatch: Service {
    let cluster: EmbeddedCluster

    func run() async throws {
        let ended: Bool =
            (try? await cancelWhenGracefulShutdown {
                let status = try await cluster.serverEnd()
                return status != nil
            }) ?? false
        if ended, !Task.isShuttingDownGracefully {
            throw CommandFailure(
                "The database ended unexpectedly; its log is in the data directory under postgres/log.")
        }
        // Without a server of our own there is nothing to watch, yet a service must not end before the others.
        try? await gracefulShutdown()
    }
}
