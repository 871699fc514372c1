import Dispatch
import Signatures
import Synchronization

/// What was found in all answers of a run, when each was read and each receipt verified.
struct Findings: Sendable {
    /// How many answers said what: `posted`, `read`, or a refusal's code.
    var outcomes: [String: Int] = [:]
    /// Receipts that were verified.
    var receipts = 0
    /// The card of each new member.
    var cards: [String] = []
    /// The first thing that was wrong.
    var fault: String?

    /// Adds what was found in one answer.
    mutating func add(_ finding: AnswerCheck.Finding) {
        outcomes[finding.outcome, default: 0] += 1
        if finding.hasReceipt { receipts += 1 }
        if let card = finding.card { cards.append(card) }
    }

    /// Checks pieces of evidence on all processors.
    ///
    /// - Parameter check: adds what a piece holds to the findings, and throws at the first answer that is wrong.
    /// - Throws: ``BenchmarkFailure`` with one answer that is wrong.
    static func gather(
        pieces: Int, _ check: @Sendable (_ piece: Int, _ findings: inout Findings) throws -> Void
    ) throws -> Findings {
        let all = Mutex(Findings())
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            var found = Findings()
            do {
                try check(piece, &found)
            } catch {
                found.fault = "\(error)"
            }
            all.withLock { all in
                all.outcomes.merge(found.outcomes, uniquingKeysWith: +)
                all.receipts += found.receipts
                all.cards += found.cards
                all.fault = all.fault ?? found.fault
            }
        }
        let findings = all.withLock { $0 }
        if let fault = findings.fault { throw BenchmarkFailure(fault) }
        return findings
    }
}
