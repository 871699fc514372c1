import CoalitionTestKit
import Testing

@Suite struct `Settlement in the model` {
    /// Grocer issues 1000 points at 0.0100, of which 300 are spent at the café (0.0095), 200 at home; the café issues
    /// 400 at 0.0125, of which 100 are spent at the grocer (0.0080).
    private func played(_ settlement: ModelSettlementKind, change: (inout ModelTerms) -> Void = { _ in })
        -> ModelCoalition
    {
        var grocer = Story.partner("grocer", rate: 8000)
        grocer.contract.serviceFeeBasisPoints = 125
        grocer.contract.breakageShare = 500_000
        var cafe = Story.partner("cafe", price: 12_500)
        cafe.contract.minimumFee = 25
        var model = Story.coalition(.absorb, settlement, partners: [grocer, cafe], change: change)
        model.enrol("ana")
        model.enrol("ion")
        model.earn(100_000, at: "grocer", member: "ana", id: "a")
        model.earn(40_000, at: "cafe", member: "ion", id: "a")
        model.spend(300, at: "cafe", member: "ana", id: "s")
        model.spend(200, at: "grocer", member: "ana", id: "s1")
        model.spend(100, at: "grocer", member: "ion", id: "s2")
        return model
    }

    @Test func `issuers pay where their points are redeemed elsewhere`() {
        var model = played(.issuerPays)
        #expect(model.unsettledNetDebit(of: "grocer") == 300 - 80)
        model.take(.closeCycle)
        #expect(
            model.settlements[0].matrix == [
                ModelMatrixRow(issuer: "cafe", redeemer: "grocer", points: 100, debit: 125, credit: 80),
                ModelMatrixRow(issuer: "grocer", redeemer: "cafe", points: 300, debit: 300, credit: 285),
                ModelMatrixRow(issuer: "grocer", redeemer: "grocer", points: 200, debit: 0, credit: 0),
            ])
        #expect(
            model.settlements[0].positions == [
                ModelPosition(
                    partner: "cafe", grossDebit: 125, grossCredit: 285, fee: 25, carriedIn: 0, net: 135, carriedOut: 0),
                // 300 × 125 ÷ 10,000 = 3.75, so a fee of 4
                ModelPosition(
                    partner: "grocer", grossDebit: 300, grossCredit: 80, fee: 4, carriedIn: 0, net: -224,
                    carriedOut: 0),
            ])
        #expect(model.settlements[0].operatorNet == 89)
    }

    @Test func `in a pool issuers pay at issue and get a share of what expires`() {
        var model = played(.pool) { $0.expiryMonths = 1 }
        model.reverse("a", of: "grocer", .money(amount: 10_000, currency: "RON"), id: "r")
        model.take(.closeCycle)
        #expect(
            model.position("grocer", cycle: 0)
                // 900 × 1 less (200 + 100) × 0.8; fee 900 × 1.25 % = 11.25
                == ModelPosition(
                    partner: "grocer", grossDebit: 900, grossCredit: 240, fee: 11, carriedIn: 0, net: -671,
                    carriedOut: 0))
        #expect(model.position("cafe", cycle: 0)?.grossDebit == 500)
        #expect(model.row("grocer", "grocer", cycle: 0)?.credit == 160)

        model.days(40)
        model.take(.closeCycle)
        #expect(model.position("grocer", cycle: 1)?.grossCredit == 200, "half of the 400 that expired")
        // A refund after expiry: 100 leave both what was issued and what had expired.
        model.reverse("a", of: "grocer", .money(amount: 10_000, currency: "RON"), id: "r2")
        model.take(.closeCycle)
        #expect(model.position("grocer", cycle: 2)?.grossDebit == -100)
        #expect(model.position("grocer", cycle: 2)?.grossCredit == -50)
        #expect(model.problems() == [])
    }

    @Test func `a small net is carried forward until it is worth a payment`() {
        var model = played(.issuerPays) { $0.minimumPayment = 225 }
        model.take(.closeCycle)
        #expect(model.position("grocer", cycle: 0)?.carriedOut == -224)
        model.spend(1, at: "cafe", member: "ana", id: "one")
        model.take(.closeCycle)
        // 1 × 1 more and a fee of 0.0125, so 0
        #expect(
            model.position("grocer", cycle: 1)
                == ModelPosition(
                    partner: "grocer", grossDebit: 1, grossCredit: 0, fee: 0, carriedIn: -224, net: -225, carriedOut: 0)
        )
        #expect(model.problems() == [])
    }

    @Test func `each rate of a pair is a product of its own`() {
        var model = Story.coalition(partners: [Story.partner("grocer", price: 5000), Story.partner("cafe", rate: 5000)])
        model.enrol("ana")
        model.earn(10_000, at: "grocer", id: "a")
        model.spend(3, at: "cafe", id: "s1")
        model.take(.partner(Story.partner("grocer", price: 15_000)))
        model.spend(3, at: "cafe", id: "s2")
        model.take(.closeCycle)
        // 1.5 → 2 and 4.5 → 4; at the one rate of the café 6 × 0.5 = 3
        let row = ModelMatrixRow(issuer: "grocer", redeemer: "cafe", points: 6, debit: 6, credit: 3)
        #expect(model.settlements[0].matrix == [row])
    }

    @Test func `under issuer_pays the cap stops accruals, never redemptions`() {
        let partners = [Story.partner("grocer", cap: 100), Story.partner("cafe")]
        var model = Story.coalition(partners: partners)
        model.enrol("ana")
        model.earn(100_000, at: "grocer", id: "a1")
        model.spend(99, at: "cafe", id: "s1")
        #expect(model.earn(100, at: "grocer", id: "a2").isPosted)
        model.take(.closeCycle)
        #expect(model.spend(500, at: "cafe", id: "s2").isPosted)
        #expect(model.earn(100, at: "grocer", id: "a3").refusal == .debitCapExceeded)
        model.take(.closeCycle)
        model.take(.settleCycle(1))
        #expect(model.unsettledNetDebit(of: "grocer") == 99)
        #expect(model.earn(100, at: "grocer", id: "a4").isPosted)
    }

    @Test func `in a pool an accrual may reach the cap but not pass it`() {
        var model = Story.coalition(.absorb, .pool, partners: [Story.partner("grocer", cap: 100)])
        model.enrol("ana")
        #expect(model.earn(10_000, at: "grocer", id: "a1").isPosted)
        #expect(model.earn(100, at: "grocer", id: "a2").refusal == .debitCapExceeded)
        model.reverse("a1", of: "grocer", .money(amount: 100, currency: "RON"), id: "r")
        #expect(model.earn(100, at: "grocer", id: "a3").isPosted)
    }
}
