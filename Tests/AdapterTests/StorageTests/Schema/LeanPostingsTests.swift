import CoalitionTestKit
import Members
import Messages
import Operations
import Partners
import Postgres
import Quantities
import Testing

@testable import Storage

@Suite struct `The migration to lean postings` {
    /// A database as the version before left it: one member with an accrual, a redemption, a hold and an expiry; one merged
    /// into it, with an accrual.
    @Sendable static func earlier(_ database: TestDatabase) async throws {
        let connection = try await database.connect()
        try await connection.simple(
            """
            create table schema_migration (
                number bigint primary key, name text not null, applied_at timestamptz not null default clock_timestamp());
            """, name: "tests.prepare")
        for migration in Migrations.all where migration.number < 8 {
            try await connection.simple(migration.sql, name: migration.name)
            try await connection.simple(
                "insert into schema_migration (number, name) values (\(migration.number), '\(migration.name)')",
                name: "tests.record")
        }
        let phones = [1, 2].map { number in
            sha256(Array(Identifier.phone(number).description.utf8)).map { byte in
                let text = String(byte, radix: 16)
                return text.count == 1 ? "0" + text : text
            }.joined()
        }
        try await connection.simple(
            """
            create function u(n int) returns uuid language sql as
                $$ select ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid $$;
            insert into partner (id) values ('grocery') on conflict do nothing;
            insert into member (id, status, language, processing, marketing, enrolled_by, enrolled_at, next_sequence,
                unspent, held, merged_into) values
                (u(1), 'active', 'ro', true, false, 'grocery', now(), 4, 165, 25, null),
                (u(2), 'merged', 'ro', true, false, 'grocery', now(), 1, 0, 0, u(1));
            insert into identifier (lookup, kind, sealed, member_id, status, created_at) values
                ('\\x\(phones[0])', 'phone', '', u(1), 'active', now()),
                ('\\x\(phones[1])', 'phone', '', u(1), 'active', now());
            insert into merge (id, source_id, target_id, merged_at, source_status, target_status, identifiers, lots)
                values (u(90), u(2), u(1), now() - interval '1 hour', 'active', 'active', array['\\x\(phones[1])'::bytea],
                array[u(22)]);
            insert into lot (member_id, id, root_id, issuer, origin, accrual_id, points, earned_at, available_at,
                expires_at, sequence, issue_price, remaining, held, redeemed, reversed, expired, carried, shortfall,
                arrears) values
                (u(1), u(21), u(21), 'grocery', 'grocery', u(11), 100, now() - interval '2 days', now() - interval '2 days',
                    now() + interval '300 days', 0, 10000, 65, 25, 10, 0, 0, 0, 0, 0),
                (u(1), u(22), u(22), 'grocery', 'grocery', u(12), 100, now() - interval '2 days', now() + interval '9 days',
                    now() + interval '300 days', 3, 10000, 100, 0, 0, 0, 0, 0, 0, 0),
                (u(1), u(23), u(23), 'grocery', 'grocery', u(15), 7, now() - interval '9 days', now() - interval '9 days',
                    now() - interval '1 day', 1, 10000, 0, 0, 0, 0, 7, 0, 0, 0);
            insert into ledger_transaction (member_id, id, cycle, partner, message_id, occurred_at, posted_at)
            select u(m), u(t), 1, p, i, now() - interval '3 hours', now() - interval '2 hours' from (values
                (1, 11, 'grocery', 'old-1'), (2, 12, 'grocery', 'old-2'), (1, 13, 'grocery', 'old-3'),
                (1, 14, 'grocery', 'old-4'), (1, 15, 'grocery', 'old-5'), (1, 16, null, null)) as v(m, t, p, i);
            insert into posting (member_id, transaction_id, place, cycle, kind, debit, credit, lot_id, issuer, redeemer,
                points, issue_price, redemption_rate) values
                (u(1), u(11), 0, 1, 'issue', 'issued', 'outstanding', u(21), 'grocery', null, 100, 10000, 0),
                (u(2), u(12), 0, 1, 'issue', 'issued', 'outstanding', u(22), 'grocery', null, 100, 10000, 0),
                (u(1), u(13), 0, 1, 'redeem', 'outstanding', 'redeemed', u(21), 'grocery', 'grocery', 10, 10000, 9500),
                (u(1), u(14), 0, 1, 'hold', 'outstanding', 'held', u(21), 'grocery', 'grocery', 25, 10000, 9500),
                (u(1), u(15), 0, 1, 'issue', 'issued', 'outstanding', u(23), 'grocery', null, 7, 10000, 0),
                (u(1), u(16), 0, 1, 'expire', 'outstanding', 'expired', u(23), 'grocery', null, 7, 10000, 0);
            insert into flow (cycle, kind, issuer, redeemer, issue_price, redemption_rate, points) values
                (1, 'issued', 'grocery', 'grocery', 10000, 0, 207), (1, 'expired', 'grocery', 'grocery', 10000, 0, 7),
                (1, 'redeemed', 'grocery', 'grocery', 10000, 9500, 10);
            insert into accrual (partner, message_id, transaction_id, member_id, identifier, occurred_at, terminal, amount,
                currency, earning_points, earning_per, base_lot) values
                ('grocery', 'old-1', u(11), u(1), '\\x\(phones[0])', now(), 't', 10000, 'RON', 1, 100, u(21)),
                ('grocery', 'old-2', u(12), u(1), '\\x\(phones[1])', now(), 't', 10000, 'RON', 1, 100, u(22)),
                ('grocery', 'old-5', u(15), u(1), '\\x\(phones[0])', now(), 't', 700, 'RON', 1, 100, u(23));
            insert into redemption (partner, message_id, transaction_id, member_id, points, state, hold_expires_at) values
                ('grocery', 'old-3', u(13), u(1), 10, 'redeemed', null),
                ('grocery', 'old-4', u(14), u(1), 25, 'held', now() + interval '7 days');
            insert into piece (transaction_id, place, lot_id, issuer, points, issue_price, redemption_rate, held, redeemed,
                returned) values (u(13), 0, u(21), 'grocery', 10, 10000, 9500, 0, 10, 0),
                (u(14), 0, u(21), 'grocery', 25, 10000, 9500, 25, 0, 0);
            insert into message (partner, message_id, kind, content_digest, outcome, status, answer, transaction_id,
                member_id, cycle, received_at, key_id, signature, signature_base, body)
            select 'grocery', i, k, convert_to('digest ' || i, 'UTF8'), o, case when o = 'posted' then 201 else 422 end,
                convert_to('answer ' || i, 'UTF8'), u(t), case when t is not null then u(m) end, 1,
                now() - interval '2 hours', 'key', '\\x0102', 'base', convert_to('{"body":"' || i || '"}', 'UTF8')
            from (values ('old-1', 'accrual', 'posted', 11, 1), ('old-2', 'accrual', 'posted', 12, 2),
                ('old-3', 'redemption', 'posted', 13, 1), ('old-4', 'redemption', 'posted', 14, 1),
                ('old-5', 'accrual', 'posted', 15, 1), ('old-6', 'redemption', 'insufficient_points', null, null))
                as v(i, k, o, t, m);
            drop function u;
            """, name: "tests.earlier")
        await connection.close()
    }

    @Test func `keeps every row, its answer and evidence, and goes on from there`() async throws {
        try await SettlementWorld.with(approvals: 0, before: Self.earlier) { world in
            let audit = PostgresLedgerAudit(pool: world.pool)
            #expect(try await audit.check().findings.isEmpty)
            let readings = PostgresReadings(world.settings, pool: world.pool)
            for number in 1...6 {
                let stored = try #require(
                    try await readings.message(MessageKey(partner: .grocery, messageID: "old-\(number)")))
                #expect(stored.answer.body == Array("answer old-\(number)".utf8))
                #expect(stored.outcome == (number == 6 ? "insufficient_points" : "posted"))
            }
            let evidence = try await world.pool.withConnection { connection in
                try RecordCodec().record(
                    connection.execute(
                        Statement("tests.evidence", "select * from message where message_id = 'old-2'")
                    ).only())
            }
            #expect(evidence.keyID == "key" && evidence.signature == [1, 2])
            #expect(evidence.signatureBase == Array("base".utf8) && evidence.body == Array(#"{"body":"old-2"}"#.utf8))
            #expect(try await world.scalar("select available from member where merged_into is null") == 65)
            #expect(try await world.scalar("select pending from member where merged_into is null") == 100)

            // The merge is undone as if it had been made by this version, and what was each member's is.
            let members = PostgresMemberStore(world.settings, pool: world.pool)
            try await members.unmerge(.phone(1), reason: "tests", by: "ana")
            #expect(try await world.scalar("select pending from member where unspent = 100") == 100)
            #expect(try await world.post(.reversing("old-2")) == "posted in 1")
            #expect(try await world.post(.capturing("old-4", 5)) == "posted in 1")
            #expect(try await world.post(.reversing("old-3")) == "posted in 1")
            #expect(try await world.post(.reversing("old-1")) == "posted in 1")
            #expect(try await world.post(.purchase(10_000, by: .phone(2))) == "posted in 1")
            #expect(try await world.scalar("select sum(unspent)::bigint from member") == 100)
            #expect(try await audit.check().findings.isEmpty)
        }
    }
}
