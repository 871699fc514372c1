import Dispatch

/// The serial executor on which libcurl and file system calls may block.
///
/// A transfer can last minutes; on Swift's cooperative pool it would take a core's only thread away from everyone
/// else. Each ``FileTransfer`` has an executor of its own, so transfers of different actors run side by side.
final class TransferExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "file-transfer")

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async {
            unowned.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }
}
