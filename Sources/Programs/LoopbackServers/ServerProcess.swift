import Foundation
import Glibc

/// A server program running as a child of this process; it ends with its owner at the latest.
///
/// A thread of its own starts the child and then waits for its end. That thread matters: the parent-death signal, by
/// which the child ends with this process, is bound to the *thread* that started it (prctl(2)), and a pool's thread
/// may end long before the process does.
public final class ServerProcess: Sendable {
    // The thread holds this and not the owner, so that the owner's end can end the child.
    private let life = ChildLife()

    /// Starts a program and returns once it exists (not once it serves).
    ///
    /// - Parameters:
    ///   - program: An absolute path.
    ///   - arguments: Without the program's own name.
    ///   - logFile: Where standard output and error are appended; made when missing.
    /// - Throws: ``ServerError/notStarted(program:reason:)``.
    public init(_ program: String, _ arguments: [String], logFile: String) throws {
        guard access(program, X_OK) == 0 else {
            throw ServerError.notStarted(program: program, reason: "not installed")
        }
        // setpriv replaces itself by the program: the signal stays, and there is no process between.
        let words = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", program] + arguments
        Thread { [life] in
            var pid: pid_t = 0
            let failure = ChildProgram.spawn(words, logFile: logFile, &pid)
            life.become(failure == 0 ? .running(pid) : .failed(errno: failure))
            if failure == 0 { life.become(.ended(status: ChildProgram.wait(for: pid))) }
        }.start()
        if case .failed(let number) = life.afterStart() {
            throw ServerError.notStarted(program: program, reason: String(cString: strerror(number)))
        }
    }

    deinit {
        kill()
    }

    /// The process id while it runs.
    public var processIdentifier: pid_t? {
        life.processIdentifier
    }

    /// Asks the server and its children to end (SIGTERM), waits two seconds, then kills what is left.
    public func stop() {
        signal(SIGTERM)
        if !life.waitForEnd(seconds: 2) { kill() }
    }

    /// Ends the server and every child of it at once, as a power cut would (SIGKILL), and waits until it is gone.
    public func kill() {
        signal(SIGKILL)
        _ = life.waitForEnd(seconds: 10)
    }

    private func signal(_ number: Int32) {
        guard let pid = processIdentifier else { return }
        guard number == SIGKILL else {
            // Sessions of sshd and vsftpd are children with process groups of their own: name each, deepest first.
            for child in ProcessTree.descendants(of: pid).reversed() + [pid] { _ = Glibc.kill(child, number) }
            return
        }
        // A server that is stopped takes nobody in while its sessions are counted; it goes before them, so that whoever
        // loses its session finds nobody to turn to.
        _ = Glibc.kill(pid, SIGSTOP)
        for one in [pid] + ProcessTree.descendants(of: pid) { _ = Glibc.kill(one, number) }
    }
}

/// What is known of a child, shared by its owner and the thread that waits for it.
private final class ChildLife: @unchecked Sendable {
    // Unchecked: `state` is only touched inside `lock`.
    private let lock = NSCondition()
    private var state = State.starting

    enum State {
        case starting
        case running(pid_t)
        case ended(status: Int32)
        case failed(errno: Int32)
    }

    var processIdentifier: pid_t? {
        lock.lock()
        defer { lock.unlock() }
        if case .running(let pid) = state { return pid }
        return nil
    }

    func become(_ next: State) {
        lock.lock()
        state = next
        lock.broadcast()
        lock.unlock()
    }

    func afterStart() -> State {
        lock.lock()
        defer { lock.unlock() }
        while case .starting = state { lock.wait() }
        return state
    }

    func waitForEnd(seconds: TimeInterval) -> Bool {
        let limit = Date(timeIntervalSinceNow: seconds)
        lock.lock()
        defer { lock.unlock() }
        while case .running = state {
            if !lock.wait(until: limit) { return false }
        }
        return true
    }
}
