import Clearing
import CoalitionTestKit
import Ledger
import Members
import Messages
import Partners
import Quantities

/// What went wrong first, and how to see it again.
struct LawBroken: Error, CustomStringConvertible {
    let seed: UInt64
    let step: Int
    let what: String

    var description: String { "seed \(seed), step \(step): \(what)" }
}

/// One random history lived twice: by the independent model and by the real clearing, over a store in memory.
struct HistoryReplay {
    private(set) var history: RandomHistory
    private(set) var store: MemoryStore
    private let batchSize: Int
    private var step = 0
    private var waiting: [(step: ModelStep, message: VerifiedMessage, answer: ModelAnswer)] = []
    private var firstOutcomes: [MessageKey: ModelOutcome] = [:]

    /// - Parameter batchSize: the most messages decided in one run before anything is written.
    init(seed: UInt64, terms: ModelTerms, reading: MemoryStore.Reading, batchSize: Int, members: Int = 40) {
        history = RandomHistory(seed: seed, terms: terms, members: members)
        self.batchSize = batchSize
        store = MemoryStore(
            coalition: ModelTranslation.coalition(terms), now: ModelTranslation.instant(history.model.now),
            reading: reading)
        for partner in history.model.partners.values { apply(partner) }
    }

    /// Takes so many steps on both sides and compares after each.
    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            step += 1
            let (taken, answer) = history.next()
            if case .message(let model) = taken {
                waiting.append((taken, ModelTranslation.message(model), certain(answer)))
                if waiting.count >= batchSize { try decideWaiting() }
                continue
            }
            try decideWaiting()
            try take(taken)
            try check(taken)
        }
        try decideWaiting()
        try compareEverything()
    }

    private mutating func take(_ step: ModelStep) throws {
        switch step {
        case .message: return
        case .timePasses: store.now = ModelTranslation.instant(history.model.now)
        case .expiryRun:
            store.postWhatIsDue()
            try compareEverything()
        case .partner(let partner): apply(partner)
        case .block(let name): setStatus(of: name, .blocked)
        case .unblock(let name): setStatus(of: name, .active)
        case .closeCycle:
            try store.closeCycle()
            try compareSettlements()
            try compareEverything()
        case .settleCycle(let cycle): store.settle(cycle: Int64(cycle))
        }
    }

    private mutating func decideWaiting() throws {
        guard !waiting.isEmpty else { return }
        let batch = waiting
        waiting = []
        let decisions = store.decide(batch.map(\.message))
        for (one, decision) in zip(batch, decisions) {
            let answer = try answer(decision, to: one.message)
            guard answer == one.answer else {
                throw broken("\(one.step)\nmodel: \(one.answer)\nreal:  \(answer)")
            }
        }
        try check(batch[batch.count - 1].step)
    }

    /// The real decision in the model's words; a replay repeats the first outcome.
    private mutating func answer(_ decision: Decision, to message: VerifiedMessage) throws -> ModelAnswer {
        let outcome: ModelOutcome
        switch decision {
        case .replay:
            guard let first = firstOutcomes[message.key] else { throw broken("a replay of nothing: \(message.key)") }
            return ModelAnswer(outcome: first, replay: true)
        case .posted(let posted):
            outcome = .posted(points: Int(posted.points), balance: ModelTranslation.balance(posted.balance))
        case .refused(let refusal):
            guard let code = ModelRefusal(rawValue: refusal.code.rawValue) else { throw broken("\(refusal)") }
            outcome = .refused(code)
            if code == .messageIDReused { return ModelAnswer(outcome: outcome, replay: false) }
        }
        firstOutcomes[message.key] = outcome
        return ModelAnswer(outcome: outcome, replay: false)
    }

    /// Conservation of every issuer whose points moved: from postings, from lots, and both the same.
    private mutating func check(_ taken: ModelStep) throws {
        for issuer in store.books.moved {
            if let difference = store.books.difference(of: issuer) {
                throw broken("\(issuer) is out of balance after \(taken): \(difference)")
            }
        }
        store.forgetMoved()
    }

    private func compareSettlements() throws {
        let cycle = store.settlements.count - 1
        let real = ModelTranslation.settlement(store.settlements[cycle], cycle: cycle)
        let model = history.model.settlements[cycle]
        if real != model { throw broken("cycle \(cycle)\nmodel: \(model)\nreal:  \(real)") }
    }

    /// Every member's balance, and every issuer's conservation, on both sides.
    private func compareEverything() throws {
        var available: [String: Int64] = [:]
        var pending: [String: Int64] = [:]
        for name in history.model.members {
            let member = certain(store.identifiers[ModelTranslation.identifier(name)]?.member)
            let ledger = store.ledger(of: member)
            let real = ModelTranslation.balance(ledger.balance(at: store.now))
            let model = history.model.balance(of: name)
            if real != model { throw broken("\(name)\nmodel: \(model)\nreal:  \(real)") }
            for lot in ledger.lots where lot.remaining > 0 {
                if lot.availableAt <= store.now {
                    available[lot.issuer.text, default: 0] += lot.remaining
                } else {
                    pending[lot.issuer.text, default: 0] += lot.remaining
                }
            }
        }
        for (issuer, model) in history.model.conservation() {
            let real = store.books.posted[.of(issuer)] ?? Books.Accounts()
            let same =
                model.holds && Int64(model.issued) == real.issued && Int64(model.reversed) == real.reversed
                && Int64(model.redeemed - model.returned) == real.redeemed && Int64(model.expired) == real.expired
                && Int64(model.held) == real.held && Int64(model.available) == available[issuer, default: 0]
                && Int64(model.pending) == pending[issuer, default: 0]
            if !same { throw broken("\(issuer)\nmodel: \(model)\nreal:  \(real)") }
        }
    }

    private mutating func apply(_ partner: ModelPartner) {
        store.partners[.of(partner.id)] = ModelTranslation.partner(partner)
    }

    private mutating func setStatus(of name: String, _ status: Member.Status) {
        let member = certain(store.identifiers[ModelTranslation.identifier(name)]?.member)
        store.members[member]?.status = status
    }

    private func broken(_ what: String) -> LawBroken { LawBroken(seed: history.seed, step: step, what: what) }
}
