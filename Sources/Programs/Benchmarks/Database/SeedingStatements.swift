import Postgres

/// History written straight into the tables, as if members had been enrolled and had earned: everything an audit looks at
/// is there. Members are numbered from 1; each has one accrual whose lots several partners fund.
///
/// All statements but the first take the same parameters: `$1` the first member's number, `$2` the last's, `$3` the
/// moment of all of it, `$4` lots of each member, `$5` how many partners there are.
enum SeedingStatements {
    /// An identity of a number and what it is for, in the order of the numbers; gone with the session.
    static let identity = """
        create or replace function pg_temp.seeded(number bigint, use bigint) returns uuid
        language sql immutable parallel safe as $$
            select encode(int8send((1700000000000 + number) << 16 | 28672)
                || int8send((-9223372036854775808)::bigint | use), 'hex')::uuid
        $$
        """

    /// One statement a table.
    static let tables = [members, messages, lots, postings, accruals, flows]

    private static let members = Statement(
        "seeding.members",
        """
        insert into member (id, status, language, processing, marketing, enrolled_by, enrolled_at, next_sequence,
            unspent, available, next_change_at)
        select pg_temp.seeded(i, 1), 'active', 'ro', true, false, 'partner-' || 1 + i % $5::bigint, $3::timestamptz,
            $4::bigint, t.points, t.points, $3::timestamptz + interval '700 days'
        from generate_series($1::bigint, $2::bigint) as i,
            (select sum(100 + j)::bigint as points from generate_series(0, $4::bigint - 1) as j) as t
        """)

    /// Kept whole: key, signature, signature base, body and answer, each after its length. They are short here: what a
    /// message takes on disk is measured with messages that were sent.
    private static let messages = Statement(
        "seeding.messages",
        """
        insert into message (received_at, cycle, occurred_at, kind, outcome, status, transaction_id, member_id, partner,
            message_id, content_digest, record)
        select $3::timestamptz, c.id, $3::timestamptz, 3, 1, 201, pg_temp.seeded(i, 2), pg_temp.seeded(i, 1),
            'partner-' || 1 + i % $5::bigint, 'seeded-' || i, sha256(int8send(i)), r.record
        from generate_series($1::bigint, $2::bigint) as i, (select id from cycle where state = 'open') as c,
            (select '\\x00'::bytea || int4send(6) || 'seeded'::bytea || int4send(64) || decode(repeat('00', 64), 'hex')
                || int4send(2) || '""'::bytea || int4send(2) || '{}'::bytea || int4send(2) || '{}'::bytea as record
                where $4::bigint > 0) as r
        """)

    private static let lots = Statement(
        "seeding.lots",
        """
        insert into lot (member_id, id, root_id, issuer, origin, accrual_id, points, earned_at, available_at, expires_at,
            sequence, issue_price, remaining, held, redeemed, reversed, expired, carried, shortfall, arrears)
        select pg_temp.seeded(i, 1), l.id, l.id, 'partner-' || 1 + (i + j) % $5::bigint,
            'partner-' || 1 + i % $5::bigint, pg_temp.seeded(i, 2), 100 + j, $3::timestamptz, $3::timestamptz,
            $3::timestamptz + interval '700 days' + j * interval '1 day', j, 10000, 100 + j, 0, 0, 0, 0, 0, 0, 0
        from generate_series($1::bigint, $2::bigint) as i, generate_series(0, $4::bigint - 1) as j,
            lateral (select pg_temp.seeded(i, 16 + j) as id) as l
        """)

    private static let postings = Statement(
        "seeding.postings",
        """
        insert into movement (cycle, points, issue_price, redemption_rate, place, kind, transaction_id, lot_id, issuer)
        select c.id, 100 + j, 10000, 0, j, 1, pg_temp.seeded(i, 2), pg_temp.seeded(i, 16 + j),
            'partner-' || 1 + (i + j) % $5::bigint
        from generate_series($1::bigint, $2::bigint) as i, generate_series(0, $4::bigint - 1) as j,
            (select id from cycle where state = 'open' and $3::timestamptz is not null) as c
        """)

    private static let accruals = Statement(
        "seeding.accruals",
        """
        insert into accrual (amount, earning_points, earning_per, transaction_id, member_id, base_lot, identifier,
            currency)
        select 10000, 1, 100, pg_temp.seeded(i, 2), pg_temp.seeded(i, 1), pg_temp.seeded(i, 16),
            substr(sha256(int8send(i)), 1, 16), 'RON'
        from generate_series($1::bigint, $2::bigint) as i
        where $3::timestamptz is not null and $4::bigint > 0 and $5::bigint > 0
        """)

    private static let flows = Statement(
        "seeding.flows",
        """
        insert into flow (cycle, kind, issuer, redeemer, issue_price, redemption_rate, points)
        select c.id, 'issued', p.issuer, p.issuer, 10000, 0, p.points
        from (select id from cycle where state = 'open' and $3::timestamptz is not null) as c,
            (select 'partner-' || 1 + (i + j) % $5::bigint as issuer, sum(100 + j)::bigint as points
                from generate_series($1::bigint, $2::bigint) as i, generate_series(0, $4::bigint - 1) as j
                group by 1) as p
        """)

    /// Cards of seeded members, rows in the order of the columns.
    static let identifiers = Statement(
        "seeding.identifiers",
        "copy identifier (lookup, kind, sealed, member_id, status, created_at) from stdin (format binary)")

    /// The identity of a seeded member, as the function makes it.
    static func member(_ number: Int64) -> PostgresUUID {
        PostgresUUID(
            high: UInt64(bitPattern: (1_700_000_000_000 + number) << 16 | 28_672), low: 0x8000_0000_0000_0001)
    }
}
