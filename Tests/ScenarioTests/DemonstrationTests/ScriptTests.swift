import Partners
import Quantities
import Testing
import Wire

@testable import Demonstration

@Suite struct `The script of the demonstration` {
    private let zone: ZoneRules
    private let purchases: [RecordedPurchase]
    private let script: DemonstrationScript

    init() throws {
        zone = try Recording.zone.get()
        purchases = try Recording.purchases.get()
        script = try Recording.script.get()
    }

    private var steps: [ScriptStep] { script.weeks.flatMap(\.steps) }

    @Test func `equal purchases make an equal script`() throws {
        #expect(DemonstrationScript(try PurchaseFile.recorded(), zone: zone) == script)
    }

    @Test func `every household is enrolled once, where it bought first`() throws {
        #expect(script.enrolments.count == 2_026)
        #expect(Set(script.enrolments.map(\.household)).count == 2_026)
        for step in script.enrolments.prefix(200) {
            let first = try #require(purchases.first { $0.household == step.household })
            #expect(step.partner == first.partner)
        }
        let phones = script.enrolments.compactMap { step -> String? in
            if case .enrolment(let phone) = step.action { phone } else { nil }
        }
        #expect(phones.count == 406)
        #expect(Set(phones).count == phones.count)
    }

    @Test func `every purchase and every redemption is sent under its own id`() throws {
        #expect(Set(steps.map(\.messageID)).count == steps.count)
        #expect(steps.allSatisfy { MessageIDForm.accepts($0.messageID) })
        #expect(steps.filter { $0.action.kind == .accrual }.count == purchases.count - 9)
        #expect(steps.filter { [.redemption, .hold].contains($0.action.kind) }.count == 1_061)
        let kinds = Dictionary(grouping: steps, by: \.action.kind).mapValues(\.count)
        #expect(kinds[.hold] == 212)
        #expect((kinds[.capture] ?? 0) > 100)
        #expect((kinds[.void] ?? 0) > 30)
        #expect((kinds[.reversal] ?? 0) > 250)
    }

    @Test func `weeks go from Monday to Sunday and their steps are in order of time`() throws {
        #expect(script.weeks.count == 4)
        for week in script.weeks {
            #expect(week.monday.weekday == 1)
            #expect(week.steps.map(\.index) == Array(week.steps.indices))
            for step in week.steps {
                #expect(WeekShift.monday(of: zone.day(of: step.occurredAt)) == week.monday)
            }
            #expect(zip(week.steps, week.steps.dropFirst()).allSatisfy { $0.occurredAt <= $1.occurredAt })
        }
    }

    @Test func `a row's redemption comes before its accrual`() {
        var places: [String: Int] = [:]
        for (place, step) in steps.enumerated() { places[step.messageID] = place }
        var pairs = 0
        for purchase in purchases where purchase.redeemed > 0 && purchase.amount > 0 {
            guard let spent = places[purchase.eventID + ".r"], let earned = places[purchase.eventID] else {
                Issue.record("\(purchase.eventID) lacks a message")
                continue
            }
            #expect(spent < earned)
            pairs += 1
        }
        #expect(pairs > 1_000)
    }

    @Test func `each step waits for the same household's step before it, and for nothing else`() {
        for week in script.weeks {
            var latest: [String: Int] = [:]
            for step in week.steps {
                #expect(step.previous == latest[step.household])
                latest[step.household] = step.index
            }
        }
    }

    @Test func `what refers to a message comes after it, from the same partner`() {
        var earlier: [String: ScriptStep] = [:]
        for step in steps {
            if let original = step.action.original {
                #expect(earlier[original]?.partner == step.partner)
                #expect(earlier[original]?.household == step.household)
                #expect(earlier[original]?.hasSequel == true)
            }
            earlier[step.messageID] = step
        }
    }

    @Test func `contents are what the contract says`() throws {
        let redemption = ScriptStep(
            index: 0, partner: try PartnerID("cafe"), household: "1",
            occurredAt: try Instant(rfc3339: "2026-11-09T10:00:00Z"),
            messageID: "b1.r", action: .redemption(points: 200, later: true, store: "330"), previous: nil,
            hasSequel: true)
        let (path, body) = redemption.request(member: "card:9990123456789018", currency: "RON")
        #expect(path == "/v1/redemptions")
        #expect(
            String(decoding: JSONWriter.encode(body), as: UTF8.self)
                == #"{"message_id":"b1.r","occurred_at":"2026-11-09T10:00:00Z","member":"card:9990123456789018","#
                + #""terminal":"store-330","points":200,"capture":"later"}"#)
    }
}
