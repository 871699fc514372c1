import Dispatch

/// The serial executor on which one connection's libcurl calls may block.
///
/// A request waits for its answer; on Swift's cooperative pool it would take a core's only thread away from everyone
/// else. Each ``HTTPConnection`` has an executor of its own, so connections work side by side.
final class ConnectionExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "http-connection")

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async {
            unowned.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }
}
