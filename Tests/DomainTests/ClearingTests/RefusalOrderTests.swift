import Clearing
import CoalitionTestKit
import Members
import Messages
import Partners
import Quantities
import Testing

/// PROTOCOL.md section 2, "Refusals": of all codes that apply, the first of the table answers.
@Suite struct `The order of refusals` {
    private static let far = ClearingStory.start.advanced(bySeconds: -401 * 86_400)
    private static let ana = ClearingStory.ana
    private static let ion = Identifier.phone(2)
    private static let lost = Identifier.phone(3)
    private static let nobody = Identifier.phone(9)
    private static let stock = Identifier.card(certain(CardNumber("9990123456789018", prefix: "9990")))
    private static let foreign = Identifier.card(certain(CardNumber("9990000000000003", prefix: "9990")))

    /// Ana is blocked; Ion lost a phone; the grocer has `a` accrued, `s` spent, `r` returned, `h` held, `v` voided.
    private func story(_ status: Partner.Status, cap: Int64?) -> ClearingStory {
        var story = ClearingStory(enrolled: [Self.ana, Self.lost])
        story.store.identifiers[Self.stock] = IdentifierRecord(member: nil, status: .stock)
        story.send(.replacement(of: Self.lost, by: Self.ion))
        story.send(.purchase(10_000, by: Self.ana), id: "a")
        story.send(.purchase(10_000, by: Self.ana), id: "gone")
        story.send(.reversing("gone"))
        story.send(.spending(10, by: Self.ana), id: "s")
        story.send(.spending(10, by: Self.ana), id: "r")
        story.send(.reversing("r"))
        story.send(.spending(10, by: Self.ana, capture: .later), id: "h")
        story.send(.spending(10, by: Self.ana, capture: .later), id: "v")
        story.send(.voiding("v"))
        story.send(.purchase(10_000, by: Self.ana), id: "theirs", from: .cafe)
        story.setStatus(.blocked)
        story.store.partners[.grocery] = .sample(.grocery, status: status, contract: .sample(cap: cap))
        return story
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let content: MessageContent
        let status: Partner.Status
        let isFar: Bool
        let cap: Int64?
        let code: RefusalCode?

        init(
            _ content: MessageContent, _ status: Partner.Status = .active, far isFar: Bool = false, cap: Int64? = nil,
            answers code: RefusalCode?
        ) {
            self.content = content
            self.status = status
            self.isFar = isFar
            self.cap = cap
            self.code = code
        }

        var testDescription: String { "\(content.kind) \(status) \(isFar) → \(code?.rawValue ?? "posted")" }
    }

    private static let members: [Case] = [
        Case(.enrolment(foreign), .suspended, far: true, answers: .partnerSuspended),
        Case(.enrolment(foreign), .leaving, far: true, answers: .partnerLeaving),
        Case(.enrolment(foreign), far: true, answers: .memberUnknown),
        Case(.enrolment(ion), far: true, answers: .identifierInUse),
        Case(.enrolment(lost), far: true, answers: .occurredAtOutOfRange),
        Case(.enrolment(lost), answers: .identifierRetired),
        Case(.enrolment(stock), answers: nil),
        Case(.enrolment(nobody), answers: nil),
        Case(.replacement(of: nobody, by: foreign), .suspended, far: true, answers: .partnerSuspended),
        Case(.replacement(of: nobody, by: ion), far: true, answers: .memberUnknown),
        Case(.replacement(of: ion, by: foreign), far: true, answers: .memberUnknown),
        Case(.replacement(of: ion, by: ana), far: true, answers: .identifierInUse),
        Case(.replacement(of: ana, by: nobody), far: true, answers: .occurredAtOutOfRange),
        Case(.replacement(of: lost, by: nobody), answers: .identifierRetired),
        Case(.replacement(of: ana, by: lost), answers: .identifierRetired),
        Case(.replacement(of: ana, by: nobody), answers: .memberBlocked),
        Case(.replacement(of: ion, by: nobody), .leaving, answers: nil),
    ]

    private static let points: [Case] = [
        Case(.purchase(100, by: nobody, currency: .eur), .suspended, far: true, answers: .partnerSuspended),
        Case(.purchase(100, by: nobody, currency: .eur), .leaving, far: true, answers: .partnerLeaving),
        Case(.purchase(100, by: nobody, currency: .eur), far: true, answers: .memberUnknown),
        Case(.purchase(100, by: ana, currency: .eur), far: true, answers: .occurredAtOutOfRange),
        Case(.purchase(100, by: lost, currency: .eur), answers: .currencyNotAgreed),
        Case(.purchase(100, by: lost), cap: -1000, answers: .identifierRetired),
        Case(.purchase(100, by: ana), cap: -1000, answers: .memberBlocked),
        Case(.purchase(100, by: ion), cap: -1000, answers: .debitCapExceeded),
        Case(.purchase(100, by: ion), answers: nil),
        Case(.purchase(99, by: ion), answers: nil),
        Case(.spending(999, by: nobody), .suspended, far: true, answers: .partnerSuspended),
        Case(.spending(999, by: nobody), .leaving, far: true, answers: .memberUnknown),
        Case(.spending(999, by: ana), .leaving, far: true, answers: .occurredAtOutOfRange),
        Case(.spending(999, by: lost), answers: .identifierRetired),
        Case(.spending(999, by: ana), answers: .memberBlocked),
        Case(.spending(999, by: ion), cap: -1000, answers: .insufficientPoints),
    ]

    private static let undoing: [Case] = [
        Case(.capturing("theirs"), .suspended, far: true, answers: .messageUnknown),
        Case(.capturing("never"), .suspended, far: true, answers: .messageUnknown),
        Case(.capturing("a"), answers: .messageUnknown),
        Case(.capturing("s", 999), .suspended, far: true, answers: .redemptionClosed),
        Case(.capturing("v"), far: true, answers: .redemptionClosed),
        Case(.capturing("h", 999), .suspended, far: true, answers: .occurredAtOutOfRange),
        Case(.capturing("h", 11), .suspended, answers: .reversalExceedsOriginal),
        Case(.capturing("h", 10), .suspended, answers: nil),
        Case(.voiding("never"), far: true, answers: .messageUnknown),
        Case(.voiding("v"), far: true, answers: .redemptionClosed),
        Case(.voiding("h"), far: true, answers: .occurredAtOutOfRange),
        Case(.voiding("h"), .leaving, answers: nil),
        Case(.reversing("theirs"), far: true, answers: .messageUnknown),
        Case(.reversing("v"), far: true, answers: .redemptionClosed),
        Case(.reversing("r"), far: true, answers: .alreadyReversed),
        Case(.reversing("gone"), far: true, answers: .alreadyReversed),
        Case(.reversing("s", .points(.of(11))), far: true, answers: .occurredAtOutOfRange),
        Case(.reversing("s", .points(.of(11))), answers: .reversalExceedsOriginal),
        Case(.reversing("h"), answers: .reversalExceedsOriginal),
        Case(.reversing("a", .refund(.of(10_001, .eur))), far: true, answers: .occurredAtOutOfRange),
        Case(.reversing("a", .refund(.of(10_001, .eur))), answers: .currencyNotAgreed),
        Case(.reversing("a", .refund(.of(10_001))), answers: .reversalExceedsOriginal),
        Case(.reversing("a", .refund(.of(10_000))), .suspended, answers: nil),
        Case(.reversing("a"), .suspended, answers: nil),
        Case(.reversing("s", .points(.of(10))), .suspended, answers: nil),
        // Another unit than the original's: row 400 comes before everything else.
        Case(.reversing("a", .points(.of(1))), far: true, answers: .invalidField),
        Case(.reversing("s", .refund(.of(1))), far: true, answers: .invalidField),
        Case(.stated(5, by: nobody), .suspended, far: true, answers: .invalidField),
    ]

    @Test(arguments: members + points + undoing)
    func `the first code that applies answers, and nothing moves`(one: Case) {
        var story = story(one.status, cap: one.cap)
        let lots = story.store.lots
        let identifiers = story.store.identifiers
        let decision = story.send(one.content, id: "judged", at: one.isFar ? Self.far : nil)
        #expect(decision.code == one.code)
        guard let code = one.code else { return }
        #expect(story.store.lots == lots)
        #expect(story.store.identifiers == identifiers)
        // What is kept is replayed, what is not leaves the id free.
        let again = story.send(one.content, id: "judged", at: one.isFar ? Self.far : nil)
        #expect(code.isStored ? again == .replay : again.code == code)
    }

    @Test(
        arguments: [
            (-400 * 86_400, nil), (-400 * 86_400 - 1, .occurredAtOutOfRange), (300, nil),
            (301, .occurredAtOutOfRange),
        ] as [(Int64, RefusalCode?)])
    func `occurred_at is at most so old and five minutes ahead`(seconds: Int64, code: RefusalCode?) {
        var story = ClearingStory()
        let moment = story.store.now.advanced(bySeconds: seconds)
        #expect(story.send(.purchase(100, by: Self.ana), at: moment).code == code)
    }
}
