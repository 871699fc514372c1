import Dispatch

/// A serial executor with a thread of its own while it has work, for actors that call blocking C.
///
/// The cooperative pool of Swift concurrency has one thread a core and must never wait in `poll`; this executor may.
/// (`DispatchSerialQueue`, which serves elsewhere, does not exist on Linux.)
public final class BlockingExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// Makes an executor; `label` names its queue in a debugger.
    public init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Runs `job` after those enqueued before it.
    public func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async {
            unowned.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }

    /// Stops the program when the caller is not on this executor.
    public func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
