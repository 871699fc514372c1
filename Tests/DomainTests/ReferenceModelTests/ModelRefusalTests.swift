import CoalitionTestKit
import Testing

@Suite struct `Refusals in the model` {
    /// Ana (blocked later), Ion with a replaced card; the grocer accrued `a`; `s` was spent, `h` held, `v` voided.
    private func coalition() -> ModelCoalition {
        var model = Story.coalition()
        model.enrol("ana")
        model.enrol("ion")
        model.send("cafe", "lost", .replacement(of: "ion", by: "ion-2"))
        model.earn(10_000, at: "grocer", id: "a")
        model.spend(10, at: "grocer", id: "s")
        model.hold(10, at: "grocer", id: "h")
        model.hold(10, at: "grocer", id: "v")
        model.send("grocer", "void", .void(original: "v"))
        return model
    }

    private static let far = 401 * 86_400

    @Test(
        arguments: [
            // what is asked, by how much too old, the standing, Ana blocked, and the first code that applies
            (ModelRequest.enrolment(identifiers: ["ana"]), far, ModelStatus.suspended, ModelRefusal.partnerSuspended),
            (.enrolment(identifiers: ["ana"]), far, .leaving, .partnerLeaving),
            (.enrolment(identifiers: ["ana"]), far, .active, .identifierInUse),
            (.enrolment(identifiers: ["eva"]), far, .active, .occurredAtOutOfRange),
            (.accrual(identifier: "eva", worth: .money(amount: 1, currency: "EUR")), far, .leaving, .partnerLeaving),
            (.accrual(identifier: "eva", worth: .money(amount: 1, currency: "EUR")), far, .active, .memberUnknown),
            (
                .accrual(identifier: "ana", worth: .money(amount: 1, currency: "EUR")), far, .active,
                .occurredAtOutOfRange
            ),
            (.accrual(identifier: "ion", worth: .money(amount: 1, currency: "EUR")), 0, .active, .currencyNotAgreed),
            (.accrual(identifier: "ion", worth: .money(amount: 1, currency: "RON")), 0, .active, .identifierRetired),
            (.accrual(identifier: "ana", worth: .money(amount: 1, currency: "RON")), 0, .active, .memberBlocked),
            (.redemption(identifier: "eva", points: 500, capture: .now), far, .suspended, .partnerSuspended),
            (.redemption(identifier: "eva", points: 500, capture: .now), far, .leaving, .memberUnknown),
            (.redemption(identifier: "ana", points: 500, capture: .now), 0, .leaving, .memberBlocked),
            (.redemption(identifier: "ion-2", points: 500, capture: .later), 0, .leaving, .insufficientPoints),
            (.capture(original: "never", points: 500), far, .suspended, .messageUnknown),
            (.capture(original: "a", points: 500), 0, .active, .messageUnknown),
            (.capture(original: "s", points: 500), far, .suspended, .redemptionClosed),
            (.capture(original: "h", points: 500), far, .suspended, .occurredAtOutOfRange),
            (.capture(original: "h", points: 11), 0, .suspended, .reversalExceedsOriginal),
            (.void(original: "v"), far, .suspended, .redemptionClosed),
            (.reversal(original: "lost", part: nil), far, .suspended, .messageUnknown),
            (.reversal(original: "v", part: nil), far, .suspended, .redemptionClosed),
            (.reversal(original: "h", part: nil), 0, .active, .reversalExceedsOriginal),
            (.reversal(original: "a", part: .money(amount: 10_001, currency: "EUR")), 0, .active, .currencyNotAgreed),
            (
                .reversal(original: "a", part: .money(amount: 10_001, currency: "RON")), 0, .active,
                .reversalExceedsOriginal
            ),
            (.reversal(original: "s", part: .points(11)), 0, .active, .reversalExceedsOriginal),
        ] as [(ModelRequest, Int, ModelStatus, ModelRefusal)])
    func `the first code of the table answers`(
        request: ModelRequest, age: Int, standing: ModelStatus, code: ModelRefusal
    ) {
        var model = coalition()
        var grocer = Story.partner("grocer")
        grocer.status = standing
        model.take(.partner(grocer))
        model.take(.block(member: "ana"))
        #expect(model.send("grocer", "new", request, ago: age).refusal == code)
        // And for ever so: the same again is a replay, even when the reason is gone.
        grocer.status = .active
        model.take(.partner(grocer))
        model.take(.unblock(member: "ana"))
        let again = model.send("grocer", "new", request, ago: age)
        #expect(again.refusal == code)
        #expect(again.replay)
    }

    @Test func `a known id is a replay with its content and a conflict with any other`() {
        var model = coalition()
        let first = model.spend(20, at: "wine", id: "w")
        model.earn(5000, at: "wine", id: "later")
        let again = model.spend(20, at: "wine", id: "w")
        #expect(again.replay)
        #expect(again.outcome == first.outcome)
        #expect(model.spend(21, at: "wine", id: "w").refusal == .messageIDReused)
        #expect(model.spend(20, at: "cafe", id: "w").isPosted, "an id belongs to its partner")
    }

    @Test func `another partner's message is unknown`() {
        var model = coalition()
        #expect(model.send("cafe", "c", .void(original: "h")).refusal == .messageUnknown)
        #expect(model.reverse("a", of: "cafe", id: "r").refusal == .messageUnknown)
    }

    @Test func `captures, voids and reversals pass for a blocked member and a suspended partner`() {
        var model = coalition()
        model.take(.block(member: "ana"))
        var grocer = Story.partner("grocer")
        grocer.status = .suspended
        model.take(.partner(grocer))
        #expect(model.send("grocer", "c", .capture(original: "h", points: 4)).isPosted)
        #expect(model.reverse("s", of: "grocer", id: "r1").isPosted)
        #expect(model.reverse("a", of: "grocer", id: "r2").isPosted)
    }

    @Test(arguments: [(400 * 86_400, true), (400 * 86_400 + 1, false), (-300, true), (-301, false)])
    func `occurred_at may be at most so old and five minutes ahead`(age: Int, isPosted: Bool) {
        var model = coalition()
        #expect(model.send("wine", "e", .enrolment(identifiers: ["eva"]), ago: age).isPosted == isPosted)
    }
}
