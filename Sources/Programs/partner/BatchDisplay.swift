import Foundation
import Glibc
import PartnerClient
import Synchronization

/// What a run shows on standard error: one line that is written over on a terminal, and what people have to know anywhere.
final class BatchDisplay: Sendable {
    private static let mostNotices = 20

    private let file: String
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    private struct State {
        var width = 0
        var notices = 0
        var shownAt: ContinuousClock.Instant?
    }

    /// A display of one file's run.
    init(file: String) {
        self.file = file
    }

    /// Shows what goes on.
    func show(_ report: BatchReport) {
        switch report {
        case .checking(let bytes, let size):
            line("checking \(file): \(percent(bytes, of: size))", isDue: bytes >= size)
        case .resuming(let messages):
            say("going on after \(messages) messages")
        case .sent(let tally, let messages, let rate):
            var text = "\(percent(tally.messages, of: messages)) \(tally.messages) of \(messages), \(Int(rate))/s"
            if tally.refusals > 0 { text += ", \(tally.refusals) refused" }
            if rate > 0 { text += ", \(remaining(Double(messages - tally.messages) / rate)) left" }
            line(text, isDue: true)
        case .notices(let notices):
            tell(notices)
        }
    }

    /// Says why a run failed; mistakes of the file one by one.
    ///
    /// - Parameter ending: what to say after the reason.
    func complain(_ error: BatchError, ending: String = "") {
        if case .mistakes(let mistakes, let count) = error {
            for mistake in mistakes { say(mistake.text(in: file), from: nil) }
            if count > mistakes.count { say("… and \(count - mistakes.count) more", from: nil) }
        }
        say(error.description + ending)
    }

    /// Takes the line away.
    func clear() {
        state.withLock { Self.clear(&$0) }
    }

    private func tell(_ notices: [BatchMistake]) {
        state.withLock { state in
            for notice in notices {
                state.notices += 1
                guard state.notices <= Self.mostNotices else { break }
                Self.clear(&state)
                Self.write(notice.text(in: file) + "\n")
                if state.notices == Self.mostNotices { Self.write("partner: … the results file has the rest\n") }
            }
        }
    }

    private func say(_ text: String, from speaker: String? = "partner") {
        state.withLock { state in
            Self.clear(&state)
            Self.write((speaker.map { "\($0): " } ?? "") + text + "\n")
        }
    }

    /// Writes over the line, some times a second; nothing where nobody watches.
    private func line(_ text: String, isDue: Bool) {
        guard isTerminal else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            if !isDue, let shownAt = state.shownAt, now - shownAt < .milliseconds(200) { return }
            state.shownAt = now
            Self.write("\r" + text + String(repeating: " ", count: max(0, state.width - text.count)))
            state.width = text.count
        }
    }

    private static func clear(_ state: inout State) {
        guard state.width > 0 else { return }
        write("\r" + String(repeating: " ", count: state.width) + "\r")
        state.width = 0
    }

    private static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    private func percent(_ count: Int64, of all: Int64) -> String { "\(all > 0 ? count * 100 / all : 100) %" }

    private func remaining(_ seconds: Double) -> String {
        seconds < 120 ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
    }
}
