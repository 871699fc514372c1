import Synchronization

/// What became of the messages so far, as the partners saw it.
final class ScoreBoard: Sendable {
    /// The counts.
    struct Score: Sendable {
        /// How often each kind of message had each outcome: `accepted`, or a refusal's code.
        var outcomes: [Outcome: Int] = [:]
        /// How long each answer took, in microseconds, in no order: from before signing to after checking the answer.
        var latencies: [UInt32] = []
        /// Receipts whose signature and content were checked.
        var receipts = 0
        /// Steps that were not sent because the message they refer to had been refused.
        var needless = 0
        /// Messages sent a second time on purpose, and how many of them got the same bytes again.
        var repeated = 0
        var repeatedAlike = 0
        /// What is wrong; empty when all is well.
        var faults: [String] = []

        /// Messages answered.
        var answered: Int { latencies.count }
        /// Messages accepted.
        var accepted: Int { outcomes.reduce(0) { $0 + ($1.key.code == Outcome.accepted ? $1.value : 0) } }
    }

    /// A kind of message, and what became of it.
    struct Outcome: Hashable, Sendable {
        static let accepted = "accepted"
        let kind: ScriptStep.Kind
        let code: String
    }

    private let score = Mutex(Score())

    /// The counts at this moment.
    var now: Score { score.withLock { $0 } }

    /// How many steps are over: answered, or not needed.
    var done: Int { score.withLock { $0.latencies.count + $0.needless } }

    /// Counts an answer.
    func count(_ outcome: Outcome, microseconds: UInt32, hasReceipt: Bool) {
        score.withLock {
            $0.outcomes[outcome, default: 0] += 1
            $0.latencies.append(microseconds)
            if hasReceipt { $0.receipts += 1 }
        }
    }

    /// Counts a step that had nothing to refer to.
    func countNeedless() {
        score.withLock { $0.needless += 1 }
    }

    /// Counts a message that was sent again.
    func countRepeated(isAlike: Bool) {
        score.withLock {
            $0.repeated += 1
            if isAlike { $0.repeatedAlike += 1 }
        }
    }

    /// Keeps what must not be; only the first hundred are kept.
    func note(_ fault: String) {
        score.withLock { if $0.faults.count < 100 { $0.faults.append(fault) } }
    }
}
