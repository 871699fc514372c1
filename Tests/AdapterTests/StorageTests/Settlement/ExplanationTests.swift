import CoalitionTestKit
import Operations
import Partners
import Quantities
import Settlement
import Storage
import Testing
import Wire

@Suite struct `Explaining a cycle` {
    static func readings(_ world: SettlementWorld) -> PostgresReadings {
        PostgresReadings(world.settings, pool: world.pool)
    }

    /// Gives every stored answer a receipt that names its sender.
    static func addReceipts(_ world: SettlementWorld) async throws {
        try await world.run(
            #"""
            update message set record = '\x00'::bytea || int4send(0) || int4send(0) || int4send(0) || int4send(0)
                || int4send(length(partner) + 18) || convert_to('{"receipt":"' || partner || '.x.y"}', 'UTF8')
            """#)
    }

    @Test func `goes from gross to net, and down to postings and receipts`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await `A settlement cycle in the database`.trade(world)
            try await Self.addReceipts(world)
            let open = try await world.desk.explain(1)
            #expect(open.report.summary.state == .open && open.netting.gross == 780)
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            let explanation = try await world.desk.explain(1)
            #expect(explanation.netting == open.netting)
            #expect(explanation.netting.parties.map(\.multilateral) == [380, -400])
            let page = try await world.desk.postings(of: 1, issuer: .grocery, redeemer: .cafe)
            #expect(page.next == nil && page.postings.map(\.points.count) == [400])
            let posting = try #require(page.postings.first)
            #expect(posting.kind == .redemption && posting.sender == .cafe && posting.messageID == "m-3")
            #expect(posting.debit?.rate.description == "0.01" && posting.debit?.amount.description == "4")
            #expect(posting.credit?.rate.description == "0.0095" && posting.credit?.amount.description == "3.8")
            #expect(posting.receipt == "cafe.x.y")
            let own = try await world.desk.postings(of: 1, issuer: .grocery, redeemer: .grocery)
            #expect(own.postings.map(\.points.count) == [100])
            #expect(try await world.desk.postings(of: 1, issuer: .cafe, redeemer: .grocery).postings.isEmpty)
            await #expect(throws: SettlementFailure.unknownCycle(9)) { try await world.desk.explain(9) }
        }
    }

    @Test func `tells a partner its own side of what was dispatched, and no more`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await `A settlement cycle in the database`.trade(world)
            try await Self.addReceipts(world)
            let readings = Self.readings(world)
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            #expect(try await readings.explanation(of: 1, for: .cafe) == nil)
            #expect(try await readings.postings(of: 1, for: .cafe, counterparty: nil, after: nil) == nil)
            _ = try await world.desk.dispatch(1, by: "ana")
            let cafe = try #require(try await readings.explanation(of: 1, for: .cafe))
            #expect(cafe.version == 1 && cafe.netting.multilateral == 380 && cafe.matrix.map(\.points.count) == [400])
            let taken = try #require(
                try await readings.postings(of: 1, for: .cafe, counterparty: nil, after: nil)?.postings)
            #expect(taken.map(\.credit?.amount.description) == ["3.8"] && taken.map(\.debit) == [nil])
            #expect(taken.map(\.receipt) == ["cafe.x.y"])
            // The issuer sees the café's message, and not its receipt.
            let given = try #require(
                try await readings.postings(of: 1, for: .grocery, counterparty: .cafe, after: nil)?.postings)
            #expect(given.map(\.debit?.amount.description) == ["4"] && given.map(\.credit) == [nil])
            #expect(given.map(\.messageID) == ["m-3"] && given.map(\.receipt) == [nil])
            let all = try #require(
                try await readings.postings(of: 1, for: .grocery, counterparty: nil, after: nil)?.postings)
            #expect(all.map(\.kind) == [.accrual, .redemption, .redemption])
            let alone = try await readings.postings(of: 1, for: .grocery, counterparty: .grocery, after: nil)
            #expect(alone?.postings.map(\.kind) == [.accrual, .redemption])
            let (stranger, nobody) = (try PartnerID("fuel"), try PartnerID("nobody"))
            #expect(try await readings.explanation(of: 1, for: stranger) == nil)
            #expect(try await readings.postings(of: 1, for: .cafe, counterparty: nobody, after: nil)?.postings == [])
            #expect(try await readings.explanation(of: 9, for: .cafe) == nil)
        }
    }

    @Test func `tells a thousand postings at a time, each once and none left out`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await `A settlement cycle in the database`.trade(world)
            try await world.run(
                """
                insert into movement (transaction_id, place, cycle, kind, lot_id, into_lot_id, issuer, redeemer, points,
                    issue_price, redemption_rate)
                select p.transaction_id, p.place + n, p.cycle, p.kind, p.lot_id, p.into_lot_id, p.issuer, p.redeemer,
                    p.points, p.issue_price, p.redemption_rate
                from movement p, generate_series(1, 2499) n
                where p.redeemer = 'cafe' and posting_kind(p.kind) = 'redeem'
                """)
            var (places, sizes, after) = ([PostingPlace](), [Int](), PostingPlace?.none)
            repeat {
                let page = try await world.desk.postings(of: 1, issuer: .grocery, redeemer: .cafe, after: after)
                places += page.postings.map(\.place)
                sizes.append(page.postings.count)
                after = page.next
            } while after != nil
            #expect(sizes == [1000, 1000, 500] && Set(places).count == 2500)
        }
    }

    @Test func `a value date by a named calendar is kept with what it was worked out from`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await `A settlement cycle in the database`.trade(world)
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            _ = try await world.desk.dispatch(1, by: "ana")
            // A plain rule is written as it always was.
            #expect(try await world.scalar("select count(*) from settlement where terms like '%holidays%'") == 0)
            #expect(try await world.scalar("select count(*) from settlement where terms like '%\"roll\"%'") == 0)
            let plain = try #require(try await world.desk.show(1).settlement)
            let holidays = (0..<30).map { plain.closeDay.adding(days: $0) }
            let terms = CoalitionSettlement(calendar: "own", approvals: 0, roll: .modifiedFollowing)
            let partners = [Partner.sample(.grocery), .sample(.cafe)]
            try await world.apply(
                terms, partners, calendars: ["own": HolidayList(base: "weekends", holidays: holidays)])
            _ = try await world.desk.close(by: "ana")
            let value = try #require(try await world.desk.calculate(2, by: "ana").settlement?.valueDay)
            #expect(value > plain.closeDay.adding(days: 30) && value.weekday <= 5)
            _ = try await world.desk.dispatch(2, by: "ana")
            // Other holidays bind later; what was dispatched replays with its own.
            try await world.apply(terms, partners, calendars: ["own": HolidayList(base: "none", holidays: [])])
            #expect(try await world.desk.show(2).settlement?.valueDay == value)
            for cycle in Int64(1)...2 { #expect(try await world.desk.replay(cycle).differing.isEmpty) }
            await #expect(throws: SettlementFailure.notDispatched(2, version: 7)) {
                try await world.desk.replay(2, version: 7)
            }
        }
    }
}
