import CoalitionTestKit
import Testing

@Suite struct `Random histories of the model` {
    struct Mode: Sendable, CustomTestStringConvertible {
        let clawback: ModelClawback
        let settlement: ModelSettlementKind
        var terms: ModelTerms { RandomHistory.busyTerms(clawback, settlement) }
        var testDescription: String { "\(clawback), \(settlement)" }

        static let all = ModelClawback.allCases.flatMap { clawback in
            ModelSettlementKind.allCases.map { Mode(clawback: clawback, settlement: $0) }
        }
    }

    @Test(arguments: Mode.all)
    func `points are conserved after each of 10,000 steps and nets sum to zero`(mode: Mode) {
        let seed: UInt64 = 20_261_121
        var history = RandomHistory(seed: seed, terms: mode.terms)
        var refusals: [ModelRefusal: Int] = [:]
        var posted = 0
        for step in 1...10_000 {
            let taken = history.next()
            switch taken.answer?.outcome {
            case .refused(let code): refusals[code, default: 0] += 1
            case .posted: posted += 1
            case nil: break
            }
            let broken = history.model.issuersOutOfBalance()
            if !broken.isEmpty {
                Issue.record("seed \(seed), step \(step): \(broken) out of balance after \(taken.step)")
                return
            }
        }
        #expect(history.model.problems() == [], "seed \(seed)")

        // The history is worth something: much is posted, every code is met, every kind of entry occurs.
        #expect(posted > 4000)
        #expect(history.model.settlements.count > 40)
        for code in ModelRefusal.allCases { #expect(refusals[code, default: 0] > 0, "\(code) was never met") }
        let kinds = Set(history.model.cycles.joined().map(\.kind))
        #expect(kinds == Set(ModelEntry.Kind.allCases))
        #expect(history.model.lots.contains { $0.moved > 0 })
    }

    @Test(arguments: 1...24)
    func `the model finds nothing wrong with itself`(seed: UInt64) {
        let mode = Mode.all[Int(seed) % Mode.all.count]
        let zone = seed.isMultiple(of: 3) ? ModelCalendar.utc : .bucharest
        var history = RandomHistory(seed: seed, terms: mode.terms, calendar: zone, partners: 3, members: 4)
        for step in 1...500 {
            let taken = history.next()
            guard step.isMultiple(of: 5) else { continue }
            let problems = history.model.problems()
            if !problems.isEmpty {
                Issue.record("seed \(seed), step \(step): \(problems) after \(taken.step)")
                return
            }
        }
    }

    @Test func `a seed gives the same steps each time`() {
        let terms = RandomHistory.busyTerms(.arrears, .pool)
        #expect(RandomHistory.steps(2000, seed: 7, terms: terms) == RandomHistory.steps(2000, seed: 7, terms: terms))
        #expect(RandomHistory.steps(50, seed: 7, terms: terms) != RandomHistory.steps(50, seed: 8, terms: terms))
    }

    @Test func `a refused or repeated message changes nothing`() {
        var history = RandomHistory(seed: 31, terms: RandomHistory.busyTerms(.arrears, .issuerPays))
        for _ in 1...3000 {
            let entries = history.model.cycles.joined().count
            let lots = history.model.lots
            let taken = history.next()
            guard let answer = taken.answer, answer.replay || !answer.isPosted else { continue }
            #expect(history.model.cycles.joined().count == entries && history.model.lots == lots, "\(taken.step)")
        }
    }

    @Test func `thirty thousand purchases of a demo's size take seconds`() {
        var model = Story.coalition(partners: (0..<8).map { Story.partner("p\($0)", cap: 5_000_000) })
        var random = ModelRandom(seed: 5)
        for member in 0..<800 { model.enrol("household-\(member)") }
        for week in 0..<4 {
            for purchase in 0..<7500 {
                model.take(.timePasses(seconds: 80))
                let member = "household-\(random.number(0...799))"
                let partner = "p\(random.number(0...7))"
                model.earn(random.number(100...50_000), at: partner, member: member, id: "\(week)-\(purchase)")
                if purchase.isMultiple(of: 8) {
                    model.spend(50, at: partner, member: member, id: "s\(week)-\(purchase)")
                }
            }
            model.take(.closeCycle)
        }
        #expect(model.lots.count == 30_000)
        #expect(model.problems() == [])
    }
}
