import Clearing
import Messages
import Partners
import Quantities

/// What a lane decided over one batch: an outcome for each request, in order, and what is to be written.
struct LaneDecisions {
    let outcomes: [LaneOutcome]
    let write: LaneWrite

    /// Decides every request in arrival order over the same facts; pure but for the receipts' signatures.
    init(
        _ requests: [LaneRequest], over facts: LaneFacts, random: some RandomNumberGenerator,
        answers: any AnswerWriter
    ) {
        var run = ClearingRun(facts: facts.clearing, random: random)
        var stored = facts.earlierAnswers
        var decided: [DecidedMessage] = []
        let exposuresBefore = facts.clearing.exposures
        outcomes = requests.enumerated().map { place, request in
            if request.revision != facts.clearing.snapshot.revision { return .outdated }
            if facts.reusedNonces.contains(place) { return .refused(Refusal(.nonceReused)) }
            switch request.content {
            case .refused(let refusal): return .refused(refusal)
            case .reading: return .clear
            case .message(let message):
                let decision: DecidedMessage
                switch run.decide(message) {
                case .replay:
                    guard let answer = stored[message.key] else { return .refused(Refusal(.messageIDReused)) }
                    return .answered(answer, isReplay: true)
                case .refused(let refusal) where !refusal.code.isStored:
                    return .refused(refusal)
                case .refused(let refusal):
                    let answer = answers.answer(
                        refusal, to: message, cycle: run.facts.cycle, at: run.facts.now)
                    decision = DecidedMessage(
                        message: message, outcome: refusal.code.rawValue, posted: nil, answer: answer)
                case .posted(let posted):
                    let answer = answers.answer(posted, to: message, cycle: run.facts.cycle, at: run.facts.now)
                    decision = DecidedMessage(message: message, outcome: "posted", posted: posted, answer: answer)
                }
                stored[message.key] = decision.answer
                decided.append(decision)
                return .answered(decision.answer, isReplay: false)
            }
        }
        write = LaneWrite(
            facts: run.facts, changes: run.changes, decided: decided,
            alerts: Self.alerts(before: exposuresBefore, after: run.facts))
    }

    /// What a message was and what became of it, as metrics count them.
    struct Result: Hashable {
        let kind: MessageKind
        let outcome: String
    }

    /// How many messages of each kind were decided how.
    var counts: [Result: Int] {
        write.decided.reduce(into: [:]) { counts, decided in
            counts[Result(kind: decided.message.message.content.kind, outcome: decided.outcome), default: 0] += 1
        }
    }

    /// The thresholds of 80 % and 100 % of a cap that exposures passed on their way up.
    private static func alerts(before: [PartnerID: Exposure], after facts: ClearingFacts) -> [CapAlert] {
        facts.exposures.values.sorted { $0.partner < $1.partner }.flatMap { exposure -> [CapAlert] in
            guard let earlier = before[exposure.partner],
                let cap = facts.snapshot.partners[exposure.partner]?.contract(at: facts.now).netDebitCap
            else { return [] }
            return [Int64(80), 100].compactMap { percent in
                let threshold = Int128(cap) * Int128(percent)
                guard Int128(earlier.netDebit) * 100 < threshold, Int128(exposure.netDebit) * 100 >= threshold else {
                    return nil
                }
                return CapAlert(partner: exposure.partner, percent: percent, netDebit: exposure.netDebit, cap: cap)
            }
        }
    }
}
