import CoalitionTestKit
import Operations
import Partners
import Quantities
import Settlement
import Storage
import Testing

@Suite struct `A default in the database` {
    /// The grocer owes 4.00, of which the café is owed 3.80; the cycle is dispatched.
    static func dispatch(_ world: SettlementWorld, operatorShare: Int64 = 0) async throws {
        try await world.apply(
            CoalitionSettlement(defaultOperatorShare: operatorShare), [.sample(.grocery), .sample(.cafe)])
        try await `A settlement cycle in the database`.trade(world)
        _ = try await world.desk.close(by: "ana")
        _ = try await world.desk.calculate(1, by: "ana")
        _ = try await world.desk.dispatch(1, by: "ana")
    }

    /// Money as the money ledger and the payments have it.
    static func deposit(_ amount: Int64, on account: String, cycle: String = "null", _ world: SettlementWorld)
        async throws
    {
        try await world.run(
            """
            with booked as (
                insert into money_transaction (kind, reference, cycle, booked_on, at, actor, detail)
                values ('\(cycle == "null" ? "deposit" : "settlement")', gen_random_uuid()::text, \(cycle), current_date,
                    clock_timestamp(), 'ana', '') returning id
            )
            insert into money_posting select id, 0, case when \(amount) > 0 then 'bank' else '\(account)' end,
                case when \(amount) > 0 then '\(account)' else 'bank' end, abs(\(amount)) from booked
            """)
    }

    /// Money that came in for the grocer's payment.
    static func receive(_ amount: Int64, _ world: SettlementWorld) async throws {
        try await world.run(
            """
            update payment set moved = \(amount), state = case when amount = \(amount) then 'paid' else 'pending' end
            where cycle = 1 and partner = 'grocery'
            """)
    }

    @Test func `gives the version up, calculates the next through the waterfall, and suspends the partner`()
        async throws
    {
        try await SettlementWorld.with(approvals: 0) { world in
            try await Self.dispatch(world, operatorShare: 50)
            try await Self.deposit(120, on: "collateral:grocery", world)
            try await Self.deposit(30, on: "reserve:grocery", world)
            // What this cycle's own versions drew is there again once they are given up.
            try await Self.deposit(-20, on: "collateral:grocery", cycle: "1", world)
            try await Self.receive(100, world)
            let report = try await world.desk.declareDefault(
                1, partner: .grocery, reason: "it does not answer", by: "ana")
            #expect((report.before, report.after) == (1, 2))
            #expect(
                report.comparison.allocations.map { "\($0.bearer.name) \($0.amount)" }
                    == ["collateral 120", "reserve 30", "operator_share 50", "survivor:cafe 100"])
            #expect(report.comparison.rows.map(\.difference) == [-100, 300, -200])
            #expect(try await world.post(.purchase(100, by: .phone(1))) == "partner_suspended")
            let second = try await world.desk.show(1)
            #expect(second.summary.state == .calculated && second.digest == report.digest)
            #expect(second.settlement?.positions.map(\.net) == [280, -100])
            _ = try await world.desk.dispatch(1, by: "ana")
            try await `A settlement cycle in the database`.check(
                world, cycle: 1, version: 2, sequence: 2, supersedes: 1)
            let lines = try await `Adjustments in the database`.rows(.default, .cafe, cycle: 1, version: 2, world)
            #expect(lines.map(\.amount.description) == ["-1"] && lines.first?.transactionID == "default-grocery")
            for version in [Int64(1), 2] {
                #expect(try await world.desk.replay(1, version: version).differing.isEmpty)
            }
            #expect(try await world.scalar("select count(*) from audit_entry where action = 'cycle.default'") == 1)
            #expect(try await world.scalar("select count(*) from audit_entry where action = 'partner.suspend'") == 1)
            await #expect(throws: SettlementFailure.defaultRefused(.declaredBefore(.grocery))) {
                try await world.desk.declareDefault(1, partner: .grocery, reason: "again", by: "ana")
            }
        }
    }

    @Test func `is refused where nobody is asked to pay, nothing is owed, or all is paid, and leaves nothing behind`()
        async throws
    {
        try await SettlementWorld.with(approvals: 0) { world in
            let declare = { (partner: PartnerID, reason: String) async throws(SettlementFailure) in
                try await world.desk.declareDefault(1, partner: partner, reason: reason, by: "ana")
            }
            await #expect(throws: SettlementFailure.defaultRefused(.notDispatched(.open))) {
                try await declare(.grocery, "why")
            }
            try await Self.dispatch(world)
            for reason in ["", "two\nlines", String(repeating: "x", count: 501)] {
                await #expect(throws: SettlementFailure.defaultRefused(.reasonLength)) {
                    try await declare(.grocery, reason)
                }
            }
            await #expect(throws: SettlementFailure.defaultRefused(.owesNothing(.cafe))) {
                try await declare(.cafe, "why")
            }
            await #expect(throws: SettlementFailure.defaultRefused(.unknownPartner(.of("wine")))) {
                try await declare(.of("wine"), "why")
            }
            try await Self.receive(400, world)
            await #expect(throws: SettlementFailure.defaultRefused(.hasPaid(.grocery))) {
                try await declare(.grocery, "why")
            }
            _ = try await world.desk.settle(1, by: "ana")
            await #expect(throws: SettlementFailure.defaultRefused(.notDispatched(.settled))) {
                try await declare(.grocery, "why")
            }
            await #expect(throws: SettlementFailure.unknownCycle(9)) {
                try await world.desk.declareDefault(9, partner: .grocery, reason: "why", by: "ana")
            }
            #expect(try await world.scalar("select count(*) from partner_default") == 0)
            #expect(try await world.post(.purchase(100, by: .phone(1))).hasPrefix("posted"))
        }
    }

    @Test func `of two who declare it at once, one does`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await Self.dispatch(world)
            let done = await withTaskGroup(of: Bool.self) { group in
                for person in 0..<4 {
                    group.addTask {
                        (try? await world.desk.declareDefault(
                            1, partner: .grocery, reason: "why", by: "person-\(person)")) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(done == 1)
            #expect(try await world.scalar("select count(*) from settlement") == 2)
        }
    }

    @Test func `stays in later versions, and waits for the approvals of the coalition`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await Self.dispatch(world)
            _ = try await world.desk.declareDefault(1, partner: .grocery, reason: "why", by: "ana")
            let second = try await world.desk.show(1)
            _ = try await world.desk.abort(1, by: "ana")
            let third = try await world.desk.calculate(1, by: "ana")
            #expect(third.summary.version == 3 && third.digest == second.digest)
            #expect(third.settlement?.positions.map(\.net) == [0, 0])
            #expect(third.settlement?.allocations.map(\.bearer) == [.survivor(.cafe), .operatorRest])
            try await world.apply(CoalitionSettlement(approvals: 1), [.sample(.grocery), .sample(.cafe)])
            await #expect(throws: SettlementFailure.refused(.approvalsMissing(given: 0, needed: 1))) {
                try await world.desk.dispatch(1, by: "ana")
            }
        }
    }
}
