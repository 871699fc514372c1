import Dispatch
import Foundation
import Glibc
import Synchronization

/// A direct child of this process, and a thread of its own that starts it and waits for it.
///
/// That thread matters: the parent-death signal, by which the child ends with this process, is bound to the *thread* that
/// started it (prctl(2)), and a pool's thread may end long before the process does.
final class ChildProcess: Sendable {
    private enum State: Sendable {
        case starting
        /// Left when the process ends.
        case running(pid_t)
        case ended(status: Int32)
        case failed(code: Int32)
    }

    private let state = Mutex(State.starting)
    private let started = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// Starts `words[0]`, an absolute path, in a process group of its own and in the directory `/`.
    ///
    /// The child gets no descriptor of this process: no pipe whose reader would wait for it, no lock, no connection.
    ///
    /// - Parameters:
    ///   - output: a file that standard output and error are appended to; without one, nowhere.
    ///   - directory: a directory that the child has open as descriptor 3.
    /// - Throws: ``ClusterError/notStarted(program:code:)``.
    init(_ words: [String], output: String = "/dev/null", directory: String? = nil) throws(ClusterError) {
        let thread = Thread { [self] in
            var identifier: pid_t = 0
            let code = Self.spawn(words, output, directory, &identifier)
            state.withLock { $0 = code == 0 ? .running(identifier) : .failed(code: code) }
            started.signal()
            if code == 0 { reap(identifier) }
            ended.signal()
        }
        thread.stackSize = 1 << 19
        thread.start()
        started.wait()
        if case .failed(let code) = state.withLock({ $0 }) { throw .notStarted(program: words[0], code: code) }
    }

    /// The process id while it runs.
    var identifier: pid_t? {
        if case .running(let identifier) = state.withLock({ $0 }) { identifier } else { nil }
    }

    /// The exit status once it has ended, 128 and the signal's number after a signal.
    var status: Int32? {
        if case .ended(let status) = state.withLock({ $0 }) { status } else { nil }
    }

    /// Sends a signal unless it has ended. The id cannot be another process's meanwhile: reaping takes the same lock.
    func signal(_ number: Int32) {
        state.withLock { state in
            if case .running(let identifier) = state { _ = kill(identifier, number) }
        }
    }

    /// Blocks until it has ended and answers the status.
    func waitForEnd() -> Int32 {
        ended.wait()
        ended.signal()
        return status ?? 127
    }

    /// Blocks until it has ended, at most so long.
    func hasEnded(withinSeconds seconds: Int) -> Bool {
        guard ended.wait(timeout: .now() + .seconds(seconds)) == .success else { return false }
        ended.signal()
        return true
    }

    /// Waits without blocking, and whether or not the task is cancelled, until it has ended, at most so long.
    func end(within limit: Duration) async -> Int32? {
        let deadline = ContinuousClock.now + limit
        while status == nil, .now < deadline { await pause(.milliseconds(10)) }
        return status
    }

    private func reap(_ identifier: pid_t) {
        var information = siginfo_t()
        // Seen first and reaped under the lock: until then the id stays this child's.
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        state.withLock { state in
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            let number = status & 0x7F
            state = .ended(status: number == 0 ? status >> 8 & 0xFF : 128 + number)
        }
    }

    private static func spawn(
        _ words: [String], _ output: String, _ directory: String?, _ identifier: inout pid_t
    ) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in descriptors.compactMap({ Int32($0) }) where descriptor > 2 {
            // One that is closed by then is passed over (posix_spawn of glibc).
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        if let directory { posix_spawn_file_actions_addopen(&actions, 3, directory, O_RDONLY | O_DIRECTORY, 0) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own keeps ^C at the terminal from the server, which must outlive the hub's last transaction.
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawnattr_setpgroup(&attributes, 0)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for number in [SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGPIPE, SIGCHLD, SIGUSR1, SIGUSR2] {
            sigaddset(&signals, number)
        }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        // env replaces itself too; the server's user could not stay in a directory of ours that is closed to it.
        let words = ["/usr/bin/env", "--chdir=/"] + words
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var environment = variables().map { strdup($0) }
        environment.append(nil)
        defer { for variable in environment { free(variable) } }
        return posix_spawn(&identifier, words[0], &actions, &attributes, arguments, environment)
    }

    /// What of the environment the server gets: none of libpq's or its own variables, which would change its ways.
    private static func variables() -> [String] {
        ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"]
    }
}

/// Waits, also in a task that is cancelled: what ends a server must not be hurried by that.
func pause(_ duration: Duration) async {
    await Task.detached { try? await Task.sleep(for: duration) }.value
}
