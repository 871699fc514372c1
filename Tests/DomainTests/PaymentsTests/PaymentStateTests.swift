import CoalitionTestKit
import Partners
import Payments
import Quantities
import Testing

@Suite struct `A payment moves on` {
    /// Applies events in order and answers where the payment stands, with what was booked of it.
    private static func after(_ payment: Payment, _ events: [PaymentEvent]) -> (payment: Payment, booked: Int64) {
        var (now, booked) = (payment, Int64(0))
        for event in events {
            guard let step = try? now.after(event) else { continue }
            now = step.payment
            booked += step.booked
        }
        return (now, booked)
    }

    struct Story: Sendable, CustomTestStringConvertible {
        let events: [PaymentEvent]
        let state: PaymentState
        let booked: Int64
        var direction = PaymentDirection.outgoing
        var testDescription: String { events.map(\.name).joined(separator: ", ") }
    }

    static let stories: [Story] = [
        Story(
            events: [.instruct(messageID: "M1"), .accepted(messageID: "M1"), .moved(1000)], state: .paid, booked: 1000),
        Story(
            events: [.instruct(messageID: "M1"), .moved(1000), .accepted(messageID: "M1")], state: .paid, booked: 1000),
        Story(
            events: [.instruct(messageID: "M1"), .moved(1000), .rejected(messageID: "M1", reason: "AC04")],
            state: .paid,
            booked: 1000),
        Story(
            events: [
                .instruct(messageID: "M1"), .rejected(messageID: "M1", reason: "AC04"), .accepted(messageID: "M1"),
            ],
            state: .rejected, booked: 0),
        Story(
            events: [
                .instruct(messageID: "M1"), .rejected(messageID: "M1", reason: "AC04"), .instruct(messageID: "M2"),
                .rejected(messageID: "M1", reason: "AC04"),
            ], state: .instructed, booked: 0),
        Story(
            events: [
                .instruct(messageID: "M1"), .rejected(messageID: "M1", reason: "AC04"), .instruct(messageID: "M2"),
                .moved(1000),
            ], state: .paid, booked: 1000),
        Story(
            events: [.instruct(messageID: "M1"), .moved(1000), .returned(1000, reason: "AC04")], state: .returned,
            booked: 0),
        // The return is told before the payment it takes back.
        Story(
            events: [.instruct(messageID: "M1"), .returned(1000, reason: "AC04"), .moved(1000)], state: .returned,
            booked: 0),
        Story(
            events: [
                .instruct(messageID: "M1"), .returned(1000, reason: "AC04"), .instruct(messageID: "M2"), .moved(1000),
                .instruct(messageID: "M3"), .moved(1000),
            ], state: .paid, booked: 1000),
        Story(events: [.moved(1000)], state: .paid, booked: 1000),
        Story(events: [.instruct(messageID: "M1"), .moved(999)], state: .instructed, booked: 0),
        Story(events: [.instruct(messageID: "M1"), .moved(1000), .moved(1000)], state: .paid, booked: 1000),
        Story(events: [.returned(1000, reason: "AC04")], state: .pending, booked: 0),
        Story(events: [.instruct(messageID: "M1"), .withdraw], state: .instructed, booked: 0),
        Story(
            events: [.instruct(messageID: "M1"), .accepted(messageID: "M1"), .withdraw], state: .accepted, booked: 0),
        Story(events: [.withdraw, .moved(1000)], state: .withdrawn, booked: 0),
        Story(events: [.moved(1000), .withdraw], state: .paid, booked: 1000),
        // What was paid by hand is not booked again when the bank tells of it.
        Story(events: [.paidByHand, .moved(1000)], state: .paid, booked: 1000),
        Story(events: [.moved(400), .moved(600)], state: .paid, booked: 1000, direction: .incoming),
        Story(events: [.moved(400), .moved(700)], state: .pending, booked: 400, direction: .incoming),
        Story(events: [.moved(400), .paidByHand, .moved(600)], state: .paid, booked: 1000, direction: .incoming),
        Story(
            events: [.moved(1000), .returned(1000, reason: "MD06")], state: .returned, booked: 0, direction: .incoming),
        Story(
            events: [.moved(1000), .returned(1000, reason: "MD06"), .moved(1000)], state: .paid, booked: 1000,
            direction: .incoming),
        Story(events: [.instruct(messageID: "M1")], state: .pending, booked: 0, direction: .incoming),
    ]

    @Test(arguments: stories) func `as the table says`(_ story: Story) {
        let (payment, booked) = Self.after(Sample.payment(story.direction), story.events)
        #expect(payment.state == story.state)
        #expect(booked == story.booked)
    }

    @Test(arguments: 0..<40) func `and in any order, news never moves it back or books it twice`(_ seed: Int) {
        var random = ModelRandom(seed: UInt64(seed))
        for _ in 0..<200 {
            let direction: PaymentDirection = Bool.random(using: &random) ? .outgoing : .incoming
            var payment = Sample.payment(direction)
            var booked: Int64 = 0
            var message = 0
            for _ in 0..<30 {
                let before = payment
                let old = "M\(Int.random(in: 0...max(0, message), using: &random))"
                let event: PaymentEvent
                switch Int.random(in: 0..<8, using: &random) {
                case 0:
                    message += 1
                    event = .instruct(messageID: "M\(message)")
                case 1: event = .accepted(messageID: old)
                case 2: event = .rejected(messageID: old, reason: "AC04")
                case 3, 4: event = .moved(direction == .outgoing ? 1000 : Int64.random(in: 1...1000, using: &random))
                case 5: event = .returned(direction == .outgoing ? 1000 : 300, reason: "AC04")
                case 6: event = Int.random(in: 0..<6, using: &random) == 0 ? .paidByHand : .accountMissing(true)
                default: event = Int.random(in: 0..<6, using: &random) == 0 ? .withdraw : .accepted(messageID: old)
                }
                guard let step = try? payment.after(event) else { continue }
                payment = step.payment
                booked += step.booked
                let told = "seed \(seed): \(before.state) \(event) \(payment.state)"
                #expect(booked == payment.moved, "\(told)")
                #expect((payment.state == .paid) == (payment.moved == 1000), "\(told)")
                #expect(payment.moved >= -1000 && payment.byHand >= 0, "\(told)")
                // At most the payment, and one that came back before it was known to have gone.
                #expect(payment.byHand <= 2000, "\(told)")
                if before.state == .paid, payment.state != .paid {
                    guard case .returned = event else {
                        Issue.record("\(told)")
                        continue
                    }
                }
                if case .instruct = event {
                    // Nothing that is at the bank already, or paid, goes there again.
                    #expect([.pending, .rejected, .returned].contains(before.state), "\(told)")
                }
            }
        }
    }
}
