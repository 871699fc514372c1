import CoalitionTestKit
import Operations
import Partners
import Postgres
import Storage
import Testing

@Suite struct `What issuers hold` {
    /// Rows by which holdings differ from the lots, and issuers whose sums before and after folding differ.
    private static let difference = """
        select count(*) from (
            select issuer, sum(points) filter (where id = root_id) as issued,
                sum(points) filter (where id <> root_id) as continued, sum(remaining) as remaining, sum(held) as held,
                sum(redeemed) as redeemed, sum(reversed) as reversed, sum(expired) as expired, sum(carried) as carried
            from lot group by issuer) l
        full join (
            select issuer, sum(issued) as issued, sum(continued) as continued, sum(remaining) as remaining,
                sum(held) as held, sum(redeemed) as redeemed, sum(reversed) as reversed, sum(expired) as expired,
                sum(carried) as carried
            from holding group by issuer) h using (issuer)
        where (coalesce(l.issued, 0), coalesce(l.continued, 0), coalesce(l.remaining, 0), coalesce(l.held, 0),
                coalesce(l.redeemed, 0), coalesce(l.reversed, 0), coalesce(l.expired, 0), coalesce(l.carried, 0))
            is distinct from (h.issued, h.continued, h.remaining, h.held, h.redeemed, h.reversed, h.expired, h.carried)
        """

    @Test(arguments: [UInt64(41), 42]) func `is what their lots hold after any business, folded or not`(
        seed: UInt64
    ) async throws {
        try await SettlementWorld.with(approvals: 0, partners: BooksHistory.partners) { world in
            var history = BooksHistory(world, seed: seed)
            try await history.live(steps: 120)
            world.pass(days: 3 * 366)
            _ = try await world.desk.close(by: "ana")
            #expect(try await world.scalar(Self.difference) == 0, "seed \(seed)")
            #expect(try await world.scalar("select count(*) from lot where expired > 0") > 0, "seed \(seed)")
            let sums =
                "select sum(issued * 3 + remaining * 5 + redeemed * 7 + reversed * 11 + expired * 13)::bigint from"
            let before = try await world.scalar("\(sums) holding")
            let flows = try await world.scalar("select sum(points)::bigint from flow")
            let open = try await world.store.scheduleFacts().open
            try await world.store.fold(.whole, of: open)
            try await world.store.fold(.worthwhile, of: open)
            #expect(try await world.scalar("\(sums) holding") == before, "seed \(seed)")
            #expect(try await world.scalar("select sum(points)::bigint from flow") == flows, "seed \(seed)")
            #expect(
                try await world.scalar("select count(*) - count(distinct issuer) from holding") == 0, "seed \(seed)")
            #expect(try await world.scalar(Self.difference) == 0, "seed \(seed)")
            #expect(try await world.store.conservationBreaks().isEmpty, "seed \(seed)")
            let report = try await PostgresLedgerAudit(pool: world.pool).check()
            let laws = ["conservation", "lots", "holdings", "members", "flows", "pieces"]
            #expect(report.findings.filter { laws.contains($0.law) }.isEmpty, "seed \(seed)")
        }
    }

    @Test(
        arguments: [
            ("update lot set remaining = remaining - 7, expired = expired + 7", "expired"),
            ("update lot set points = points + 5, remaining = remaining + 5", "issued"),
            ("update lot set remaining = remaining - 3, carried = carried + 3", "carried"),
            ("delete from lot", "issued"),
            ("truncate lot", "issued"),
            (
                """
                insert into lot select member_id, gen_random_uuid(), root_id, issuer, origin, accrual_id, points, earned_at,
                    available_at, expires_at, sequence, issue_price, points, 0, 0, 0, 0, 0, 0, 0 from lot
                """, "carried"
            ),
        ])
    func `broken by hand, they keep the cycle from closing`(change: String, figure: String) async throws {
        try await SettlementWorld.with { world in
            try await `A settlement cycle in the database`.trade(world)
            try await world.run(change)
            let breaks = try await world.store.conservationBreaks()
            #expect(breaks.contains { $0.issuer == .grocery && $0.figure == figure }, "\(breaks)")
            await #expect(throws: SettlementFailure.unbalanced(breaks)) { try await world.desk.close(by: "ana") }
            #expect(try await world.desk.list().map(\.state) == [.open])
        }
    }

    @Test func `a holding that was meddled with is found by the audit and at the close`() async throws {
        try await SettlementWorld.with { world in
            try await `A settlement cycle in the database`.trade(world)
            try await world.run("update holding set redeemed = redeemed + 1 where issued > 0")
            let report = try await PostgresLedgerAudit(pool: world.pool).check()
            #expect(report.findings.contains { $0.law == "holdings" && $0.subject == "grocery" })
            #expect(try await !world.store.conservationBreaks().isEmpty)
        }
    }

    @Test func `lots from before there were holdings are counted in`() async throws {
        try await SettlementWorld.with { world in
            try await `A settlement cycle in the database`.trade(world)
            // Back to the schema before, as a hub that is brought up to date finds it.
            try await world.run(
                """
                drop trigger lot_added on lot;
                drop trigger lot_changed on lot;
                drop trigger lot_removed on lot;
                drop trigger lot_emptied on lot;
                drop function hold_added_lots, hold_changed_lots, hold_removed_lots, hold_no_lots;
                drop table holding;
                drop type message_row, lot_row, lot_change, movement_row, member_change, accrual_row, piece_row;
                delete from schema_migration where number >= 9;
                """)
            let report = try await Migrator(connectionString: world.database.connectionString).migrate()
            #expect(report.applied.contains("0009-holdings"))
            #expect(try await world.scalar(Self.difference) == 0)
            #expect(try await world.scalar("select count(*) from holding") == 1)
            _ = try await world.desk.close(by: "ana")
        }
    }
}
