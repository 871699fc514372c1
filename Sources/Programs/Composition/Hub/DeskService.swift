import Operations
import ServiceLifecycle

/// Runs the lanes; when the program drains they finish what was handed in, then end.
struct DeskService: Service {
    let desk: ClearingDesk

    func run() async throws {
        await withGracefulShutdownHandler {
            await desk.run()
        } onGracefulShutdown: {
            desk.close()
        }
    }
}
