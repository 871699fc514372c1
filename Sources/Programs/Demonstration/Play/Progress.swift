import Composition
import Foundation
import Glibc
import Synchronization

/// Shows how far the demonstration is: one line that is rewritten on a terminal, plain lines elsewhere.
final class Progress: Sendable {
    private struct State {
        var phase = ""
        var total = 0
        var done: @Sendable () -> Int = { 0 }
        var start = ContinuousClock.now
        var phases: [Phase] = []
    }

    /// A part of the demonstration, and how long it took.
    struct Phase: Hashable, Sendable {
        let name: String
        let milliseconds: Int64
        /// Messages sent in it; 0 for parts that send none.
        let messages: Int
    }

    private let state = Mutex(State())
    private let descriptor: Int32
    private let isTerminal: Bool

    /// Shows progress on standard output, or on standard error where standard output is for one JSON document.
    init(json: Bool) {
        descriptor = json ? 2 : 1
        isTerminal = isatty(descriptor) == 1
    }

    /// The parts that are over, in order.
    var phases: [Phase] { state.withLock { $0.phases } }

    /// Runs a part of which nobody knows how far it is.
    func phase<Value>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
        try await phase(name, total: 0, done: { 0 }, body)
    }

    /// Runs a part of `total` messages; `done` says how many there are.
    func phase<Value>(
        _ name: String, total: Int, done: @escaping @Sendable () -> Int, _ body: () async throws -> Value
    ) async throws -> Value {
        state.withLock {
            $0.phase = name
            $0.total = total
            $0.done = done
            $0.start = .now
        }
        let ticker = isTerminal ? Task { await tick() } : nil
        defer { ticker?.cancel() }
        if isTerminal { write("\r\u{1B}[K" + line()) }
        let value: Value
        do {
            value = try await body()
        } catch {
            if isTerminal { write("\n") }
            throw error
        }
        ticker?.cancel()
        finish()
        return value
    }

    /// Says a line of its own.
    func say(_ text: String) {
        write((isTerminal ? "\r\u{1B}[K" : "") + text + "\n")
    }

    private func finish() {
        let phase = state.withLock { state in
            let phase = Phase(
                name: state.phase, milliseconds: state.start.duration(to: .now).milliseconds,
                messages: state.total == 0 ? 0 : state.done())
            state.phases.append(phase)
            state.phase = ""
            return phase
        }
        let seconds = Self.seconds(phase.milliseconds)
        let messages = phase.messages == 0 ? "" : ", \(Console.count(Int64(phase.messages))) messages"
        say("✓ \(phase.name) (\(seconds) s\(messages))")
    }

    private func tick() async {
        while !Task.isCancelled {
            let text = line()
            if !text.isEmpty { write("\r\u{1B}[K" + text) }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Such as `Week 1 of 4  ███████░░░░░░░░░░░░░  1,834 of 5,301  1,204/s`.
    private func line() -> String {
        let (name, total, done, start) = state.withLock { ($0.phase, $0.total, $0.done, $0.start) }
        guard !name.isEmpty, total > 0 else { return name.isEmpty ? "" : "… \(name)" }
        let count = min(done(), total)
        let filled = count * 20 / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
        let milliseconds = max(1, start.duration(to: .now).milliseconds)
        let rate = Int64(count) * 1000 / milliseconds
        return "… \(name)  \(bar)  \(Console.count(Int64(count))) of \(Console.count(Int64(total)))  "
            + "\(Console.count(rate))/s"
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        // What cannot be shown, as when a pager was closed, is no reason to stop.
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    /// Seconds with one decimal.
    static func seconds(_ milliseconds: Int64) -> String {
        "\(milliseconds / 1000).\(milliseconds % 1000 / 100)"
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
