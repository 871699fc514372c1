import Postgres

/// What a lane writes in one round trip, each table by one statement over arrays in the order of its columns.
enum WriteStatements {
    /// Messages first: a message stored by another node meanwhile breaks its key here, and the batch is tried again.
    /// `$1` partners, `$2` ids, `$3` kinds, `$4` outcomes, `$5` statuses, `$6` digests, `$7` transactions, `$8` members,
    /// `$9` times, `$10` refunds, `$11` batches, `$12` lines, `$13` records; `$14` cycle, `$15` now.
    static let messages = Statement(
        "write.messages",
        """
        insert into message (partner, message_id, kind, outcome, status, content_digest, transaction_id, member_id,
            occurred_at, refund_amount, batch_id, batch_line, record, cycle, received_at)
        select u.*, $14, $15
        from unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::int[], $6::bytea[], $7::uuid[], $8::uuid[],
            $9::timestamptz[], $10::bigint[], $11::uuid[], $12::bigint[], $13::bytea[]) as u
        """)

    static let newMembers = Statement(
        "write.new-members",
        """
        insert into member (id, status, language, processing, marketing, enrolled_by, enrolled_at)
        select u.id, 'active', u.language, u.processing, u.marketing, u.enrolled_by, $6
        from unnest($1::uuid[], $2::text[], $3::boolean[], $4::boolean[], $5::text[])
            as u(id, language, processing, marketing, enrolled_by)
        """)

    /// Counters kept with the lots: `$1` members, `$2` next places, `$3` to `$5` unspent, held and arrears more than before;
    /// `$6` available, `$7` pending, `$8` the first moment that changes them, `$9` whether anything but an accrual moved
    /// points; `$10` now.
    static let members = Statement(
        "write.members",
        """
        update member m set next_sequence = u.next_sequence, unspent = m.unspent + u.unspent,
            held = m.held + u.held, arrears = m.arrears + u.arrears, available = u.available, pending = u.pending,
            next_change_at = u.next_change_at, moved_at = case when u.moved then $10 else m.moved_at end
        from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::timestamptz[], $9::boolean[])
            as u(id, next_sequence, unspent, held, arrears, available, pending, next_change_at, moved)
        where m.id = u.id
        """)

    static let newIdentifiers = Statement(
        "write.new-identifiers",
        """
        insert into identifier (lookup, kind, sealed, member_id, status, created_at)
        select u.lookup, u.kind, u.sealed, u.member_id, 'active', $5
        from unnest($1::bytea[], $2::text[], $3::bytea[], $4::uuid[]) as u(lookup, kind, sealed, member_id)
        order by u.lookup
        """)

    /// Identifiers that were locked when read: `$1` hashes, `$2` members, `$3` states, `$4` now.
    static let identifiers = Statement(
        "write.identifiers",
        """
        update identifier i set member_id = u.member_id, status = u.status,
            retired_at = case when u.status = 'retired' then $4::timestamptz end
        from unnest($1::bytea[], $2::uuid[], $3::text[]) as u(lookup, member_id, status)
        where i.lookup = u.lookup
        """)

    /// New lots, in the order of the columns.
    static let newLots = Statement(
        "write.new-lots",
        """
        insert into lot (member_id, id, root_id, issuer, origin, accrual_id, points, earned_at, available_at,
            expires_at, sequence, issue_price, remaining, held, redeemed, reversed, expired, carried, shortfall, arrears)
        select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::bigint[],
            $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::bigint[], $12::bigint[], $13::bigint[],
            $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[])
        """)

    /// What lots hold now: `$1` lots, then remaining, held, redeemed, reversed, expired, carried, shortfall, arrears.
    static let lots = Statement(
        "write.lots",
        """
        update lot l set remaining = u.remaining, held = u.held, redeemed = u.redeemed, reversed = u.reversed,
            expired = u.expired, carried = u.carried, shortfall = u.shortfall, arrears = u.arrears
        from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::bigint[])
            as u(id, remaining, held, redeemed, reversed, expired, carried, shortfall, arrears)
        where l.id = u.id
        """)

    /// Transactions without a message: `$1` ids, `$2` members, `$3` times; `$4` cycle, `$5` now.
    static let maintenance = Statement(
        "write.maintenance",
        """
        insert into maintenance_transaction (id, member_id, occurred_at, cycle, posted_at)
        select u.*, $4, $5 from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as u
        """)

    static let postings = Statement(
        "write.postings",
        """
        insert into movement (transaction_id, place, kind, lot_id, into_lot_id, issuer, redeemer, points, issue_price,
            redemption_rate, cycle)
        select u.*, $11 from unnest($1::uuid[], $2::int[], $3::int[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
            $8::bigint[], $9::bigint[], $10::bigint[]) as u
        """)

    static let accruals = Statement(
        "write.accruals",
        """
        insert into accrual (transaction_id, member_id, identifier, amount, currency, earning_points, earning_per,
            stated_points, base_lot, refunded)
        select * from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::uuid[], $10::bigint[])
        """)

    /// Refunds so far: `$1` transactions, `$2` minor units or points.
    static let refunds = Statement(
        "write.refunds",
        """
        update accrual a set refunded = u.refunded from unnest($1::uuid[], $2::bigint[]) as u(transaction_id, refunded)
        where a.transaction_id = u.transaction_id
        """)

    static let redemptions = Statement(
        "write.redemptions",
        """
        insert into redemption (transaction_id, member_id, points, state, hold_expires_at)
        select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::timestamptz[])
        on conflict (transaction_id) do update set state = excluded.state
        """)

    static let pieces = Statement(
        "write.pieces",
        """
        insert into piece as p (transaction_id, place, lot_id, issuer, points, issue_price, redemption_rate, held,
            redeemed, returned)
        select * from unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::bigint[], $10::bigint[])
        on conflict (transaction_id, place) do update set held = excluded.held, redeemed = excluded.redeemed,
            returned = excluded.returned
        """)

    /// Sums of this transaction: `$1` kinds, `$2` issuers, `$3` redeemers, `$4` prices, `$5` rates, `$6` points; `$7` cycle.
    static let flows = Statement(
        "write.flows",
        """
        insert into flow (cycle, kind, issuer, redeemer, issue_price, redemption_rate, points)
        select $7::bigint, u.* from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
            as u(kind, issuer, redeemer, issue_price, redemption_rate, points)
        """)

    static let alerts = Statement(
        "write.alerts",
        """
        insert into alert (kind, partner, detail, raised_at)
        select 'debit_cap', u.partner, u.detail, $3 from unnest($1::text[], $2::text[]) as u(partner, detail)
        """)
}
