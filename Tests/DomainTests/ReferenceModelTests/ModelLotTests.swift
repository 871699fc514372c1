import CoalitionTestKit
import Testing

@Suite struct `Lots and holds in the model` {
    /// Ana earned 300 at the grocer, then 200 at the café.
    private func ana(_ calendar: ModelCalendar = .utc, change: (inout ModelTerms) -> Void = { _ in }) -> ModelCoalition
    {
        var model = Story.coalition(calendar: calendar, change: change)
        model.enrol("ana")
        model.earn(30_000, at: "grocer", id: "a1")
        model.days(1)
        model.earn(20_000, at: "cafe", id: "a2")
        return model
    }

    @Test func `points expire with the last second of a local day`() {
        var model = Story.coalition(calendar: .bucharest) { $0.expiryMonths = 2 }
        model.take(.timePasses(seconds: ModelCalendar.seconds(2026, 11, 30, 10) - Story.start))
        model.enrol("ana")
        model.earn(30_000, at: "grocer", id: "a")
        // 2027-01-30T23:59:59 in Bucharest
        #expect(model.lots[0].expiresAt - 1 == ModelCalendar.seconds(2027, 1, 30, 21, 59) + 59)
        model.take(.timePasses(seconds: model.lots[0].expiresAt - 1 - model.now))
        #expect(model.spend(100, at: "wine", id: "s1").balance == ModelBalance(available: 200))
        model.take(.timePasses(seconds: 1))
        #expect(model.spend(1, at: "wine", id: "s2").refusal == .insufficientPoints)
        #expect(model.balance(of: "ana") == ModelBalance())
        #expect(model.conservation()["grocer"]?.expired == 0)
        model.take(.expiryRun)
        #expect(model.conservation()["grocer"]?.expired == 200)
    }

    @Test func `what expires first is spent first, whoever issued it`() {
        var model = ana()
        // Earned last by the clock, but for a purchase of ten days ago: it expires first.
        model.send(
            "wine", "a3", .accrual(identifier: "ana", worth: .money(amount: 1000, currency: "RON")), ago: 864_000)
        model.spend(315, at: "cafe", id: "s")
        #expect(model.lots.map(\.left) == [0, 195, 0])
        model.reverse("s", of: "cafe", .points(7), id: "r")
        #expect(model.lots.map(\.left) == [2, 200, 0], "last taken first: five at the café, then two at the grocer")
    }

    @Test func `pending points cannot be spent before their moment`() {
        var model = Story.coalition(partners: [Story.partner("grocer", pendingDays: 2)])
        model.enrol("ana")
        #expect(model.earn(5000, at: "grocer", id: "a").balance == ModelBalance(pending: 50))
        model.take(.timePasses(seconds: 2 * 86_400 - 1))
        #expect(model.spend(1, at: "grocer", id: "s1").refusal == .insufficientPoints)
        model.take(.timePasses(seconds: 1))
        #expect(model.spend(50, at: "grocer", id: "s2").isPosted)
    }

    @Test func `a partial capture takes pieces in order, in its own cycle, at the prices of the hold`() {
        var model = ana()
        #expect(model.hold(400, at: "wine", id: "h").balance == ModelBalance(available: 100, held: 400))
        model.take(.closeCycle)
        model.take(.partner(Story.partner("grocer", price: 20_000)))
        model.take(.partner(Story.partner("wine", rate: 1000)))
        let captured = model.send("wine", "c", .capture(original: "h", points: 350))
        #expect(captured.points == 350)
        #expect(captured.balance == ModelBalance(available: 150))
        model.take(.closeCycle)
        #expect(model.settlements[0].matrix == [])
        #expect(
            model.settlements[1].matrix == [
                ModelMatrixRow(issuer: "cafe", redeemer: "wine", points: 50, debit: 50, credit: 48),
                ModelMatrixRow(issuer: "grocer", redeemer: "wine", points: 300, debit: 300, credit: 285),
            ])
        #expect(model.send("wine", "c2", .capture(original: "h", points: nil)).refusal == .redemptionClosed)
        #expect(model.send("wine", "v", .void(original: "h")).refusal == .redemptionClosed)
        #expect(model.reverse("h", of: "wine", .points(351), id: "r1").refusal == .reversalExceedsOriginal)
        #expect(model.reverse("h", of: "wine", id: "r2").balance == ModelBalance(available: 500))
        #expect(model.reverse("h", of: "wine", id: "r3").refusal == .alreadyReversed)
    }

    @Test func `a void and a time-out give the same pieces back`() {
        var model = ana()
        model.hold(400, at: "wine", id: "h1")
        #expect(model.reverse("h1", of: "wine", .points(1), id: "r1").refusal == .reversalExceedsOriginal)
        #expect(model.send("wine", "v", .void(original: "h1")).balance == ModelBalance(available: 500))
        #expect(model.reverse("h1", of: "wine", id: "r2").refusal == .redemptionClosed)

        model.hold(500, at: "wine", id: "h2")
        model.take(.timePasses(seconds: 7 * 86_400 - 1))
        model.take(.expiryRun)
        #expect(model.balance(of: "ana") == ModelBalance(held: 500))
        model.take(.timePasses(seconds: 1))
        #expect(model.send("wine", "c", .capture(original: "h2", points: 1)).refusal == .redemptionClosed)
        model.take(.expiryRun)
        #expect(model.balance(of: "ana") == ModelBalance(available: 500))
        #expect(model.lots.map(\.left) == [300, 200])
    }

    @Test func `points that come back to an expired lot have the days of grace`() throws {
        var model = ana { terms in
            terms.expiryMonths = 1
            terms.refundGraceDays = 30
        }
        model.spend(120, at: "wine", id: "s")
        model.hold(100, at: "wine", id: "h")
        model.take(.timePasses(seconds: model.lots[0].expiresAt - model.now))
        // The hold has timed out meanwhile, and is posted together with the expiry of the 80 that were left.
        model.take(.expiryRun)
        #expect(model.lots[0].expired == 80)
        try #require(model.lots.count == 3)
        #expect(model.lots[2].left == 100)
        #expect(model.lots[2].expiryDay == model.calendar.day(model.now) + 30)
        #expect(model.lots[2].root == 0)
        model.days(3)
        model.reverse("s", of: "wine", .points(20), id: "r")
        try #require(model.lots.count == 4)
        #expect(model.lots[3].left == 20)
        #expect(model.lots[3].expiryDay == model.lots[2].expiryDay + 3)
        #expect(model.lots[3].issuer == "grocer")
        #expect(model.lots[0].moved == 120)
        #expect(model.problems() == [])
    }
}
