import CoalitionTestKit
import Operations
import Partners
import Payments
import Quantities
import Settlement
import Storage
import Testing

@Suite struct `Files for banks and books in the folders` {
    static func account(_ number: String, _ holder: String) -> BankAccount {
        BankAccount(iban: number, bic: "BTRLRO22XXX", holder: holder)
    }

    static func partner(_ id: PartnerID, _ number: String) -> Partner {
        let sample = Partner.sample(id)
        return Partner(
            id: id, name: sample.name, kind: sample.kind, status: .active, keys: [], contracts: sample.contracts,
            settlement: PartnerSettlement(account: account(number, "=\(id) S.R.L."), deliveries: []))
    }

    static func apply(_ world: SettlementWorld) async throws {
        let sample = Coalition.sample()
        let coalition = Coalition(
            name: sample.name, currency: sample.currency, timeZone: sample.timeZone,
            defaultRegion: sample.defaultRegion, cardPrefix: sample.cardPrefix, pointValue: sample.pointValue,
            settlement: CoalitionSettlement(), operatorAccount: account("RO49AAAA1B31007593840000", "Operator"))
        let partners = [partner(.grocery, "RO09BCYP0000001234567890"), partner(.cafe, "RO66BACX0000001234567890")]
        _ = try await PostgresPartnerStore(world.settings, pool: world.pool).apply(by: "tests") { current, now in
            let files = partners.map { PartnerFile(partner: $0, effectiveFrom: $0.contracts[0].effectiveFrom) }
            return try PartnerPlan(
                current: current, wanted: PartnerFolder(coalition: coalition, partners: files), now: now)
        }
    }

    static func text(_ name: String, _ party: PartnerID, version: Int64 = 1, _ world: SettlementWorld) async throws
        -> String
    {
        let key = FolderKey(party: party, cycle: 1, version: version)
        let file = try #require(await world.kept.folders[key]?.first { $0.name == name })
        return String(decoding: file.bytes, as: UTF8.self)
    }

    @Test func `the operator's transfers and each partner's account replay to their bytes, version by version`()
        async throws
    {
        try await SettlementWorld.with(approvals: 0) { world in
            try await Self.apply(world)
            try await `A settlement cycle in the database`.trade(world)
            let adjusted = try `Adjustments in the database`.draft(1, [.cafe: -30, .grocery: 30])
            _ = try await `Adjustments in the database`.store(world).post(adjusted, by: "ana")
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            _ = try await world.desk.dispatch(1, by: "ana")
            // The café gets 380 − 30; the grocer owes 400 − 30.
            let transfers = try await Self.text("pain.001.001.09.xml", .operator, world)
            #expect(transfers.contains("<CtrlSum>3.50</CtrlSum>") && transfers.contains("RO66BACX0000001234567890"))
            let account = try await Self.text("camt.053.xml", .cafe, world)
            for part in [">3.50<", ">3.80<", ">0.30<", "<Cd>pair</Cd>", "<Cd>adjustment</Cd>", "000001-1-cafe"] {
                #expect(account.contains(part), "\(part)")
            }
            _ = try await world.desk.abort(1, by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            _ = try await world.desk.dispatch(1, by: "ana")
            for version in [Int64(1), 2] {
                let replay = try await world.desk.replay(1, version: version)
                #expect(replay.differing.isEmpty && replay.files == 5 + 5 + 4)
            }
            try await `A settlement cycle in the database`.check(
                world, cycle: 1, version: 2, sequence: 2, supersedes: 1)
            #expect(try await world.desk.settle(1, by: "ana").summary.state == .settled)
            #expect(
                try await world.scalar("select count(*) from payment where state not in ('paid', 'withdrawn')") == 0)
            #expect(
                try await world.scalar(
                    "select count(*) from money_balance where account like 'partner:%' and balance <> 0") == 0)
        }
    }

    @Test func `a version whose payment is at the bank cannot be given up, a default neither`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await Self.apply(world)
            try await `A settlement cycle in the database`.trade(world)
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            _ = try await world.desk.dispatch(1, by: "ana")
            try await world.run(
                "update payment set state = 'instructed', instructed_message_id = 'x' where direction = 'outgoing'")
            let underWay = SettlementFailure.payments(.underWay(cycle: 1, partner: .cafe, state: .instructed))
            await #expect(throws: underWay) { try await world.desk.abort(1, by: "ana") }
            await #expect(throws: underWay) {
                try await world.desk.declareDefault(1, partner: .grocery, reason: "why", by: "ana")
            }
            #expect(try await world.desk.show(1).summary.version == 1)
            #expect(try await world.scalar("select count(*) from partner_default") == 0)
        }
    }
}
