import Foundation
import Glibc
import Synchronization

/// A program of ours or of PostgreSQL's that runs beside this one, its output in two files; it ends with this process.
///
/// A thread of its own starts the child and waits for it: the signal by which a child ends with its parent is bound to
/// the thread that started it (prctl(2)).
final class ProgramRun: Sendable {
    private enum State: Sendable {
        case starting
        case running(pid_t)
        case ended(status: Int32)
        case failed(String)
    }

    private let state = Mutex(State.starting)
    private let outputPath: String
    private let complaintsPath: String

    /// Starts `words[0]`, an absolute path.
    ///
    /// - Parameters:
    ///   - environment: what is added to this process's environment.
    ///   - notes: a path without extension; `.out` and `.err` are written beside each other.
    /// - Throws: ``BenchmarkFailure`` when the program cannot be started.
    init(_ words: [String], environment: [String: String] = [:], notes: String) async throws {
        outputPath = notes + ".out"
        complaintsPath = notes + ".err"
        for path in [outputPath, complaintsPath] {
            guard FileManager.default.createFile(atPath: path, contents: nil) else {
                throw BenchmarkFailure("\(path) cannot be written.")
            }
        }
        let thread = Thread { [self] in run(words, environment) }
        thread.start()
        while case .starting = state.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
        if case .failed(let reason) = state.withLock({ $0 }) {
            throw BenchmarkFailure("\(words[0]) cannot be started: \(reason)")
        }
    }

    private func run(_ words: [String], _ environment: [String: String]) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments = ["--pdeathsig", "KILL", "--"] + words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, ours in ours }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: outputPath)
        process.standardError = FileHandle(forWritingAtPath: complaintsPath)
        // This thread may have inherited a pool's mask, and the child inherits this thread's: pgbench ends by SIGALRM.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        do {
            try process.run()
        } catch {
            state.withLock { $0 = .failed("\(error)") }
            return
        }
        let identifier = process.processIdentifier
        state.withLock { $0 = .running(identifier) }
        process.waitUntilExit()
        let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        state.withLock { $0 = .ended(status: status) }
    }

    /// The process id while it runs.
    var identifier: pid_t? {
        if case .running(let identifier) = state.withLock({ $0 }) { identifier } else { nil }
    }

    /// What it has printed so far.
    var output: String { Self.text(outputPath) }
    /// What it has complained of so far.
    var complaints: String { Self.text(complaintsPath) }

    /// Waits for its end and answers its exit status.
    func end() async throws -> Int32 {
        while true {
            if case .ended(let status) = state.withLock({ $0 }) { return status }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Asks it to end (SIGTERM) and waits; after the limit it is killed.
    func stop(withinSeconds limit: Int = 60) async {
        guard let identifier else { return }
        kill(identifier, SIGTERM)
        let deadline = ContinuousClock.now + .seconds(limit)
        while self.identifier != nil {
            if .now > deadline { kill(identifier, SIGKILL) }
            // Also in a task that was cancelled: what was started is ended.
            await Task.detached { try? await Task.sleep(for: .milliseconds(10)) }.value
        }
    }

    /// Runs a program to its end.
    ///
    /// - Returns: what it printed.
    /// - Throws: ``BenchmarkFailure`` with its complaints when it did not exit with 0.
    @discardableResult
    static func output(
        of words: [String], environment: [String: String] = [:], notes: String
    ) async throws -> String {
        let run = try await ProgramRun(words, environment: environment, notes: notes)
        let status = try await withTaskCancellationHandler {
            try await run.end()
        } onCancel: {
            if let identifier = run.identifier { kill(identifier, SIGTERM) }
        }
        guard status == 0 else {
            let name = words.prefix(2).map { $0.split(separator: "/").last.map(String.init) ?? $0 }
            throw BenchmarkFailure(
                "“\(name.joined(separator: " "))” ended with \(status): \(run.complaints.suffix(2000)) \(run.output.suffix(2000))"
            )
        }
        return run.output
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
