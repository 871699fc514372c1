import Disputes
import Partners
import Quantities
import Testing

@Suite struct `The ladder of acknowledgements` {
    static let words: [AcknowledgementEvent] = [.delivered, .received, .accepted, .disputed]
    static let states: [AcknowledgementState] = [
        .prepared, .pushed, .received, .accepted(.partner), .accepted(.silence), .disputed(.partner),
        .disputed(.silence),
    ]

    /// State by state, what each word makes of it: delivered, received, accepted, disputed.
    @Test(arguments: [
        (AcknowledgementState.prepared, ["pushed", "received", "accepted", "disputed"]),
        (.pushed, ["pushed", "received", "accepted", "disputed"]),
        (.received, ["received", "received", "accepted", "disputed"]),
        (.accepted(.partner), ["accepted", "acknowledged_already", "accepted", "acknowledgement_contradicted"]),
        (.accepted(.silence), ["accepted", "acknowledged_already", "accepted", "dispute_too_late"]),
        (.disputed(.partner), ["disputed", "acknowledged_already", "acknowledgement_contradicted", "disputed"]),
        (.disputed(.silence), ["disputed", "acknowledged_already", "accepted", "disputed"]),
    ])
    func `goes forward only`(_ state: AcknowledgementState, _ expected: [String]) {
        for (word, outcome) in zip(Self.words, expected) {
            do throws(DisputeCode) {
                let after = try state.after(word)
                #expect(after.name == outcome)
            } catch {
                #expect(error.rawValue == outcome)
            }
        }
    }

    @Test(arguments: [
        (AcknowledgementTerms.Silence.accepted, AcknowledgementState.accepted(.silence)),
        (.disputed, .disputed(.silence)),
    ])
    func `silence counts as the coalition says`(
        _ silence: AcknowledgementTerms.Silence, _ outcome: AcknowledgementState
    ) throws {
        #expect(try AcknowledgementState.pushed.after(.silence(silence)) == outcome)
        #expect(try AcknowledgementState.received.after(.silence(silence)) == outcome)
        for state in Self.states where state != .pushed && state != .received {
            #expect(try state.after(.silence(silence)) == state)
        }
        for state in Self.states { #expect(try state.after(.silence(.nothing)) == state) }
    }

    @Test func `a stored state reads back`() {
        for state in Self.states { #expect(AcknowledgementState(name: state.name, voice: state.voice) == state) }
        #expect(AcknowledgementState(name: "accepted", voice: nil) == nil)
        #expect(AcknowledgementState(name: "pushed", voice: .silence) == nil)
    }

    @Test func `days are business days after the first delivery`() {
        // Friday 2026-11-20; the Tuesday after is a holiday.
        let delivery = LocalDay(year: 2026, month: 11, day: 20)
        let holiday = LocalDay(year: 2026, month: 11, day: 24)
        let days = AcknowledgementDays(
            AcknowledgementTerms(days: 5, reminderDays: [1, 3], silence: .accepted), firstDelivery: delivery,
            isBusinessDay: { $0.weekday <= 5 && $0 != holiday })
        #expect(days.reminderDays.map(\.description) == ["2026-11-23", "2026-11-26"])
        #expect(days.lastDay.description == "2026-11-30")
        #expect(!days.isOver(on: days.lastDay) && days.isOver(on: days.lastDay.adding(days: 1)))
        #expect(
            (0...12).map { days.remindersDue(on: delivery.adding(days: $0)) } == [
                0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 0, 0,
            ])
    }

    @Test func `a calendar that never opens ends the search`() {
        let days = AcknowledgementDays(
            AcknowledgementTerms(days: 5), firstDelivery: LocalDay(dayNumber: 0), isBusinessDay: { _ in false })
        #expect(days.lastDay.dayNumber == 406)
    }
}
