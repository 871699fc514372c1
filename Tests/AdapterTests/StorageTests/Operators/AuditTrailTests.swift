import CoalitionTestKit
import Foundation
import Operations
import Postgres
import Signatures
import Storage
import Testing

@Suite struct `The audit trail` {
    /// Tells of ten things.
    static func fill(_ world: OperatorWorld, _ count: Int = 10) async throws {
        for number in 1...count {
            try await world.trail.tell(
                "test.\(number)", "subject ă \(number)", "detail: \"\(number)\", -", by: "user:ana")
        }
    }

    @Test func `is chained, and knows who, what, when and from where`() async throws {
        try await OperatorWorld.with(administrator: false) { world in
            try await world.run("alter database \(world.database.name) set clearinghouse.origin = 'tests on host'")
            let pool = world.database.pool()
            let trail = PostgresAuditTrail(pool: pool, sha256: MessageDigest.sha256)
            try await trail.tell("test", "subject", "detail", by: "user:ana")
            try await Self.fill(world)
            let report = try await trail.check()
            #expect(report.finding == nil && report.entries == 11)
            #expect(
                try await world.text("select actor || ' ' || origin || ' ' || place from audit_entry where place = 1")
                    == "user:ana tests on host 1")
            #expect(
                try await world.scalar(
                    "select count(*) from audit_head where hash = (select hash from audit_entry where place = 11)") == 1
            )
            await pool.close()
        }
    }

    @Test(arguments: [
        "update audit_entry set actor = 'user:ion'", "delete from audit_entry", "truncate audit_entry",
        "update audit_head set place = 0", "delete from audit_head", "truncate audit_head",
        "insert into audit_head (only_row, place, hash) select false, place, hash from audit_head",
    ])
    func `is only ever added to`(sql: String) async throws {
        try await OperatorWorld.with(administrator: false) { world in
            try await Self.fill(world)
            await #expect(throws: PostgresError.self) { try await world.run(sql) }
            #expect(try await world.trail.check().finding == nil)
        }
    }

    /// What somebody with all rights might do, and the first place at which it shows.
    static let tamperings: [(sql: String, place: Int64)] = [
        ("update audit_entry set actor = 'user:ion' where place = 4", 4),
        ("update audit_entry set at = at + interval '1 microsecond' where place = 1", 1),
        ("update audit_entry set action = action || ' ' where place = 10", 10),
        ("update audit_entry set subject = 'x', detail = '' where place = 5", 5),
        ("update audit_entry set origin = 'elsewhere' where place = 3", 3),
        ("update audit_entry set before = '' where place = 3", 3),
        ("update audit_entry set after = '{}' where place = 3", 3),
        ("update audit_entry set hash = sha256('x') where place = 6", 6),
        ("update audit_entry set previous_hash = sha256('x') where place = 6", 6),
        // A forger who knows the rule must also change all that follow.
        ("update audit_entry e set detail = 'x'; update audit_entry e set hash = audit_hash(e) where place = 7", 1),
        (
            "update audit_entry set detail = 'x' where place = 7; update audit_entry e set hash = audit_hash(e) where place = 7",
            8
        ),
        ("delete from audit_entry where place = 5", 5), ("delete from audit_entry where place = 1", 1),
        ("delete from audit_entry where place > 8", 9), ("delete from audit_entry", 1),
        (
            "update audit_entry set place = -place where place in (4, 5); update audit_entry set place = case place when -4 then 5 else 4 end where place < 0",
            4
        ),
        (
            "delete from audit_entry where place = 5; update audit_entry set place = place - 100 where place > 5; update audit_entry set place = place + 99 where place < 0",
            5
        ),
        ("update audit_head set place = 9", 10), ("delete from audit_head", 0),
        ("update audit_head set hash = sha256('x')", 10),
    ]

    @Test(arguments: tamperings) func `shows the first place that was tampered with`(
        sql: String, place: Int64
    ) async throws {
        try await OperatorWorld.with(administrator: false) { world in
            try await Self.fill(world)
            try await world.run("set session_replication_role = replica; \(sql); set session_replication_role = origin")
            let finding = try await world.trail.check().finding
            #expect(finding?.subject == "entry \(place)", "\(String(describing: finding))")
        }
    }

    @Test func `an entry slipped in past the triggers shows`() async throws {
        try await OperatorWorld.with(administrator: false) { world in
            try await Self.fill(world)
            try await world.run(
                """
                set session_replication_role = replica;
                insert into audit_entry (at, actor, action, subject, detail) values (clock_timestamp(), 'a', 'b', 'c', 'd');
                set session_replication_role = origin
                """)
            #expect(try await world.trail.check().finding?.subject == "entries without a place")
        }
    }

    @Test func `entries of long transactions keep nobody waiting, and take their places as they commit`() async throws {
        try await OperatorWorld.with(administrator: false) { world in
            let (first, second) = (try await world.database.connect(), try await world.database.connect())
            for (connection, name) in [(first, "first"), (second, "second")] {
                try await connection.simple(
                    """
                    set statement_timeout = '2s'; begin;
                    insert into audit_entry (at, actor, action, subject, detail)
                        values (clock_timestamp(), 'user:\(name)', 'b', 'c', 'd')
                    """, name: "tests.begin")
            }
            try await second.simple("commit", name: "tests.commit")
            try await first.simple("commit", name: "tests.commit")
            await first.close()
            await second.close()
            #expect(
                try await world.text("select string_agg(actor, ' ' order by place) from audit_entry")
                    == "user:second user:first")
            #expect(try await world.trail.check().finding == nil)
        }
    }

    @Test func `stays whole while many write at once`() async throws {
        try await OperatorWorld.with(administrator: false) { world in
            await withTaskGroup(of: Void.self) { group in
                for writer in 0..<16 {
                    group.addTask {
                        for number in 0..<20 {
                            try? await world.trail.tell("w", "\(writer)", "\(number)", by: "worker")
                        }
                    }
                }
            }
            let report = try await world.trail.check()
            #expect(report.finding == nil && report.entries == 320)
        }
    }

    @Test func `is read in pieces, however long it is`() async throws {
        try await OperatorWorld.with(administrator: false) { world in
            try await world.run(
                "insert into audit_entry (at, actor, action, subject, detail) select clock_timestamp(), 'a', 'b', 'c', n::text from generate_series(1, 2500) n"
            )
            let report = try await world.trail.check()
            #expect(report.finding == nil && report.entries == 2500)
        }
    }

    @Test func `entries of the schema before are chained when it is migrated`() async throws {
        try await TestDatabase.with { database in
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("../../../../Sources/Adapters/Storage/Migrations/0001-clearing-core.sql")
            let first = try String(contentsOf: folder, encoding: .utf8)
            let connection = try await database.connect()
            try await connection.simple(first, name: "tests.first")
            try await connection.simple(
                """
                create table schema_migration (number bigint primary key, name text not null,
                    applied_at timestamptz not null default clock_timestamp());
                insert into schema_migration (number, name) values (1, '0001-clearing-core');
                insert into audit_entry (at, actor, action, subject, detail)
                    select clock_timestamp(), 'system:root', 'cycle.close', 'cycle ' || n, 'ă "' || n
                    from generate_series(1, 50) n;
                delete from audit_entry where id in (7, 8, 50);
                """, name: "tests.before")
            await connection.close()
            let report = try await Migrator(connectionString: database.connectionString).migrate()
            #expect(report.before == 1 && report.applied.first == "0002-operators-and-audit")
            let pool = database.pool()
            let trail = PostgresAuditTrail(pool: pool, sha256: MessageDigest.sha256)
            try await trail.tell("test", "after", "the migration", by: "user:ana")
            let checked = try await trail.check()
            #expect(checked.finding == nil && checked.entries == 48)
            await pool.close()
        }
    }
}
