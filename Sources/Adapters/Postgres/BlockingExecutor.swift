import Dispatch

/// A serial executor with a thread of its own while it has work, for actors that call blocking C, and for tasks that do
/// little else than call them.
///
/// The cooperative pool of Swift concurrency has one thread a core and must never wait in `poll`; this executor may.
/// (`DispatchSerialQueue`, which serves elsewhere, does not exist on Linux.)
public final class BlockingExecutor: SerialExecutor, TaskExecutor {
    private let queue: DispatchQueue

    /// Makes an executor; `label` names its queue in a debugger.
    public init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Runs `job`, of an actor or of a task, after those enqueued before it.
    public func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async {
            unowned.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
        }
    }

    /// Stops the program when the caller is not on this executor.
    public func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
