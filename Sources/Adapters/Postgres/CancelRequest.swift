import CPostgres
import Dispatch

/// A request to cancel what one backend is doing, sent over a connection of its own.
///
/// Sendable by this: the `PGcancel` is never changed after it was made, and libpq promises that `PQcancel` may be called
/// from any thread (manual, "Canceling Queries in Progress"). The instance frees it when nobody holds it any more.
final class CancelRequest: @unchecked Sendable {
    private let pointer: OpaquePointer
    private let done = DispatchSemaphore(value: 0)

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQfreeCancel(pointer)
    }

    /// Sends the request from another thread: `PQcancel` blocks, for long when the server's host is gone.
    func send() {
        DispatchQueue.global().async {
            var text = [CChar](repeating: 0, count: 256)
            _ = PQcancel(self.pointer, &text, Int32(text.count))
            self.done.signal()
        }
    }

    /// Waits until the request has been delivered, so that it cannot hit the next statement; false when it takes longer
    /// than `seconds`.
    func waitUntilDelivered(seconds: Int) -> Bool {
        done.wait(timeout: .now() + .seconds(seconds)) == .success
    }
}
