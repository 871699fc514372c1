import CoalitionTestKit
import Testing

@Suite struct `Reversals in the model` {
    private func ana(
        _ clawback: ModelClawback = .absorb, _ settlement: ModelSettlementKind = .issuerPays,
        change: (inout ModelTerms) -> Void = { _ in }
    ) -> ModelCoalition {
        var model = Story.coalition(clawback, settlement, change: change)
        model.enrol("ana")
        return model
    }

    @Test(arguments: [
        // a purchase of 250 is worth 2 points; each refund and what it takes
        [(60, 1), (60, 0), (60, 1), (70, 0)], [(250, 2)], [(50, 0), (50, 1), (150, 1)], [(51, 1), (199, 1)],
    ])
    func `any series of refunds ends where one full refund would`(series: [(Int, Int)]) {
        var model = ana()
        model.earn(250, at: "grocer", id: "a")
        for (place, (refund, taken)) in series.enumerated() {
            #expect(model.refund(refund, on: "a", of: "grocer", id: "r\(place)").points == taken)
        }
        #expect(model.balance(of: "ana") == ModelBalance())
        #expect(model.refund(1, on: "a", of: "grocer", id: "more").refusal == .alreadyReversed)
    }

    @Test func `a refund follows the earning terms of its accrual`() {
        var model = ana()
        model.earn(10_000, at: "grocer", id: "a")
        model.take(.partner(Story.partner("grocer", points: 5)))
        #expect(model.refund(10_001, on: "a", of: "grocer", id: "r1").refusal == .reversalExceedsOriginal)
        #expect(model.refund(2500, on: "a", of: "grocer", id: "r2").points == 25)
        #expect(model.reverse("a", of: "grocer", id: "r3").points == 75)
    }

    @Test func `what had expired is reversed before a shortfall arises`() {
        var model = ana(.absorb, .pool) { $0.expiryMonths = 1 }
        model.earn(10_000, at: "grocer", id: "a")
        model.spend(30, at: "cafe", id: "s")
        model.days(40)
        model.take(.expiryRun)
        #expect(model.conservation()["grocer"]?.expired == 70)
        model.reverse("a", of: "grocer", id: "r")
        #expect(model.conservation()["grocer"]?.expired == 0)
        #expect(model.conservation()["grocer"]?.reversed == 70)
        // The other 30 are a shortfall; returned, they are reversed and do not come back.
        model.reverse("s", of: "cafe", id: "rs")
        #expect(model.balance(of: "ana") == ModelBalance())
        #expect(model.conservation()["grocer"]?.reversed == 100)
    }

    @Test func `under absorb the issuer bears a shortfall until the points come back`() {
        var model = ana()
        model.earn(10_000, at: "grocer", id: "a1")
        model.spend(100, at: "cafe", id: "s")
        model.earn(5000, at: "wine", id: "a2")
        #expect(model.reverse("a1", of: "grocer", id: "r").points == 100)
        #expect(model.balance(of: "ana") == ModelBalance(available: 50))
        model.reverse("s", of: "cafe", .points(40), id: "rs1")
        #expect(model.lots[0].reversed == 40)
        model.reverse("s", of: "cafe", id: "rs2")
        #expect(model.balance(of: "ana") == ModelBalance(available: 50))
        #expect(model.lots[0].reversed == 100)
    }

    @Test func `under arrears other lots pay now and later accruals the rest`() {
        var model = ana(.arrears)
        model.earn(10_000, at: "grocer", id: "a1")
        model.spend(100, at: "cafe", id: "s")
        model.earn(3000, at: "wine", id: "a2")
        // 100 are short: 30 are paid from the wine merchant's lot, 70 are owed.
        #expect(model.reverse("a1", of: "grocer", id: "r").balance == ModelBalance(arrears: 70))
        #expect(model.earn(5000, at: "cafe", id: "a3").balance == ModelBalance(arrears: 20))
        #expect(model.earn(5000, at: "cafe", id: "a4").balance == ModelBalance(available: 30))
        // The shortfall is paid, so the returned spending is the member's own again.
        #expect(model.reverse("s", of: "cafe", id: "rs").balance == ModelBalance(available: 130))
        model.take(.closeCycle)
        #expect(
            model.settlements[0].matrix == [
                // 50 and 20 paid by the café's lots to the grocer; the wine merchant's 30
                ModelMatrixRow(issuer: "cafe", redeemer: "grocer", points: 70, debit: 70, credit: 66),
                ModelMatrixRow(issuer: "wine", redeemer: "grocer", points: 30, debit: 30, credit: 28),
            ])
        #expect(model.problems() == [])
    }

    @Test func `returned points lessen the arrears of their own lot first`() {
        var model = ana(.arrears)
        model.earn(10_000, at: "grocer", id: "a1")
        model.spend(100, at: "cafe", id: "s")
        model.reverse("a1", of: "grocer", id: "r")
        #expect(model.reverse("s", of: "cafe", .points(60), id: "rs").balance == ModelBalance(arrears: 40))
        #expect(model.lots[0].reversed == 60)
    }

    @Test func `pending points pay last, held points do not`() {
        let partners = [Story.partner("grocer"), Story.partner("cafe"), Story.partner("wine", pendingDays: 9)]
        var model = Story.coalition(.arrears, partners: partners)
        model.enrol("ana")
        model.earn(10_000, at: "grocer", id: "a1")
        model.spend(100, at: "cafe", id: "s")
        model.send("wine", "a2", .accrual(identifier: "ana", worth: .money(amount: 8000, currency: "RON")), ago: 86_400)
        model.earn(6000, at: "cafe", id: "a3")
        model.hold(10, at: "cafe", id: "h")
        let answer = model.refund(7000, on: "a1", of: "grocer", id: "r")
        #expect(answer.balance == ModelBalance(pending: 60, held: 10))
        #expect(model.lots.map(\.left) == [0, 60, 0])
    }

    @Test(arguments: ModelClawback.allCases, ModelSettlementKind.allCases)
    func `no points from nothing, whatever is undone first`(clawback: ModelClawback, settlement: ModelSettlementKind) {
        // Earn 100, spend 60 at once, hold 40; then undo refund, return and void in each order, with pauses for expiry.
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            for pause in [0, 13] {
                var model = ana(clawback, settlement) {
                    $0.expiryMonths = 1
                    $0.holdDays = 60
                }
                model.earn(10_000, at: "grocer", id: "a")
                model.spend(60, at: "cafe", id: "s")
                model.hold(40, at: "wine", id: "h")
                for undo in order {
                    model.days(pause)
                    model.take(.expiryRun)
                    model.take(.partner(Story.partner("grocer", price: 20_000 + undo)))
                    switch undo {
                    case 0: #expect(model.reverse("a", of: "grocer", id: "r").isPosted)
                    case 1: #expect(model.reverse("s", of: "cafe", id: "rs").isPosted)
                    default: #expect(model.send("wine", "v", .void(original: "h")).isPosted)
                    }
                }
                #expect(model.balance(of: "ana") == ModelBalance(), "order \(order), pause \(pause)")
                model.take(.closeCycle)
                #expect(model.settlements[0].positions.allSatisfy { $0.net == 0 }, "order \(order), pause \(pause)")
                #expect(model.problems() == [])
            }
        }
    }
}
