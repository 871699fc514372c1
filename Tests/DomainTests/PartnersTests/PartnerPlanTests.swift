import Partners
import Quantities
import Testing

@Suite struct `Planning partner files` {
    @Test func `the first folder adds the coalition and its partners, in order`() throws {
        let folder = try PartnerFolder.sample(.sample("wine"), .sample("cafe"))
        let plan = try PartnerPlan(current: nil, wanted: folder, now: now)
        #expect(plan.description == "+ coalition\n+ cafe\n+ wine")
        #expect(plan.snapshot.revision == 1)
        #expect(plan.snapshot.partners.count == 2)
    }

    @Test func `the same folder again changes nothing, its revision included`() throws {
        let folder = try PartnerFolder.sample(.sample("cafe", keys: [.sample("k")]))
        let first = try applied(folder)
        let again = try PartnerPlan(current: first, wanted: folder, now: now.advanced(bySeconds: 5))
        #expect(again.isEmpty)
        #expect(again.description == "Nothing changes.")
        #expect(again.snapshot == first)
    }

    @Test func `a changed contract says what, and from when`() throws {
        let later = now.advanced(bySeconds: 864_000)
        let old = try PartnerFolder.sample(.sample("cafe", contract: .sample(cap: 5000)))
        let new = try PartnerFolder.sample(
            .sample("cafe", contract: .sample(issuePrice: "0.0110"), effectiveFrom: later))
        let plan = try plan(from: old, to: new)
        #expect(
            plan.description == """
                ~ cafe contract.issue_price 0.0100 → 0.0110 from \(later)
                ~ cafe contract.net_debit_cap 5000 → none from \(later)
                """)
        let cafe = try #require(plan.snapshot.partners[try PartnerID("cafe")])
        #expect(cafe.contracts.count == 2)
        #expect(cafe.contract(at: now).issuePrice == (try rate("0.01")))
        #expect(cafe.contract(at: later).issuePrice == (try rate("0.011")))
    }

    @Test func `every other field is compared`() throws {
        let account = BankAccount(iban: "RO1", bic: "B", holder: "H")
        let target = DeliveryTarget(url: "ftps://me:word@files.example/in/", ca: "ca.pem")
        let old = try PartnerFolder.sample(.sample("cafe"))
        let new = try PartnerFolder.sample(
            coalition: .sample(pointValue: "0.01", approvals: 2, account: account),
            .sample("cafe", status: .leaving, deliveries: [target]))
        #expect(
            try plan(from: old, to: new).description == """
                ~ coalition point_value 0.0095 → 0.0100
                ~ coalition settlement.approvals 1 → 2
                ~ coalition operator.account.iban none → RO1
                ~ coalition operator.account.bic none → B
                ~ coalition operator.account.holder none → H
                ~ cafe status active → leaving
                ~ cafe settlement.deliveries[0].url none → ftps://me:***@files.example/in/
                ~ cafe settlement.deliveries[0].ca none → ca.pem
                """)
    }

    @Test func `keys come, change their time, and go revoked`() throws {
        let old = try PartnerFolder.sample(.sample("cafe", keys: [.sample("a"), .sample("b")]))
        let longer = now.advanced(bySeconds: 864_000)
        let new = try PartnerFolder.sample(.sample("cafe", keys: [.sample("b", until: longer), .sample("c")]))
        let plan = try plan(from: old, to: new)
        #expect(
            plan.description == """
                ~ cafe keys[b].valid_until 2026-11-21T10:00:00Z → 2026-11-30T10:00:00Z
                ~ cafe keys[c] none → ed25519
                ~ cafe keys[a] ed25519 → revoked
                """)
        let keys = try #require(plan.snapshot.partners[try PartnerID("cafe")]).keys
        #expect(keys.map(\.id) == ["b", "c", "a"])
        #expect(keys.map(\.isRevoked) == [false, false, true])
        let again = try PartnerPlan(current: plan.snapshot, wanted: new, now: longer)
        #expect(again.isEmpty)
    }

    @Test func `all refusals are told, each with its place where one is known`() throws {
        let changed = try Contract.sample(issuePrice: "0.0110")
        let past = now.advanced(bySeconds: -60)
        let old = try PartnerFolder.sample(
            .sample("cafe", keys: [.sample("a")]), .sample("fuel", keys: [.sample("f")]), .sample("wine"))
        let cafe = try PartnerFile.sample(
            "cafe", contract: changed, effectiveFrom: past, keys: [.sample("a", material: "B"), .sample("f")])
        let origin = FileOrigin(
            file: "partners/cafe.yaml", lines: ["contract.effective_from": 9, "keys[1]": 4, "keys": 2])
        let file = PartnerFile(partner: cafe.partner, effectiveFrom: past, origin: origin)
        let new = try PartnerFolder.sample(coalition: .sample(currency: "EUR", prefix: "9991"), file, .sample("wine"))
        let error = try #require(throws: PartnerPlanError.self) { try plan(from: old, to: new) }
        #expect(
            error.refusals.map { [$0.subject, $0.field, $0.place ?? ""] } == [
                ["coalition", "currency", ""], ["coalition", "card_prefix", ""],
                ["cafe", "keys[0].id", "partners/cafe.yaml:2"], ["cafe", "keys[1].id", "partners/cafe.yaml:4"],
                ["cafe", "contract.effective_from", "partners/cafe.yaml:9"], ["fuel", "", ""],
            ])
        #expect(
            error.refusals.map(\.reason) == [
                .neverChanges(old: "RON", new: "EUR"), .neverChanges(old: "9990", new: "9991"), .keyMaterialChanged,
                .keyOfAnother(try PartnerID("fuel")), .beginsInThePast(past, now: now), .fileMissing,
            ])
        #expect(error.description.contains("set \"status: leaving\""))
    }

    @Test func `a key taken from a file still belongs to its partner`() throws {
        let first = try applied(.sample(.sample("cafe", keys: [.sample("a")]), .sample("wine")))
        let second = try PartnerPlan(current: first, wanted: .sample(.sample("cafe"), .sample("wine")), now: now)
        let moved = try PartnerFolder.sample(.sample("cafe"), .sample("wine", keys: [.sample("a")]))
        #expect(throws: PartnerPlanError.self) {
            try PartnerPlan(current: second.snapshot, wanted: moved, now: now)
        }
    }
}
