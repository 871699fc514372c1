import Dispatch

/// The serial executor on which passwords are hashed: it takes tens of milliseconds and 19 MiB, which Swift's cooperative
/// pool must not be kept waiting for; one at a time bounds the memory.
final class HashingExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "password-hashing")

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async {
            unowned.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }
}
