import Dispatch
import Glibc
import Synchronization

/// Turns ^C and SIGTERM into a call; a second one ends the process at once, its servers with it.
final class SignalWatch {
    private let numbers: [Int32]
    private let sources: [any DispatchSourceSignal]

    /// Watches until ``end()``; `onSignal` is called once.
    init(_ numbers: [Int32] = [SIGINT, SIGTERM], onSignal: @escaping @Sendable () -> Void) {
        self.numbers = numbers
        let queue = DispatchQueue(label: "signals")
        let first = FirstTime()
        sources = numbers.map { number in
            // The default would end the process before anything is put away.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                guard first.isFirst() else { _exit(128 + number) }
                onSignal()
            }
            source.resume()
            return source
        }
    }

    /// Leaves signals to the system again.
    func end() {
        for source in sources { source.cancel() }
        for number in numbers { signal(number, SIG_DFL) }
    }
}

/// Tells the first call from those after it.
private final class FirstTime: Sendable {
    private let isOver = Atomic<Bool>(false)

    func isFirst() -> Bool {
        !isOver.exchange(true, ordering: .sequentiallyConsistent)
    }
}
