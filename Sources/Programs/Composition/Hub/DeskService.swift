import Operations
import ServiceLifecycle

/// Runs the lanes; when the program drains, or gives up, they finish what was handed in, then end.
struct DeskService: Service {
    let desk: ClearingDesk

    func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await desk.run()
        } onCancelOrGracefulShutdown: {
            desk.close()
        }
    }
}
