import Postgres

/// What a lane writes in one round trip, each table by one statement over arrays in the order of its columns.
enum WriteStatements {
    /// Messages first: a message stored by another node meanwhile breaks its key here, and the batch is tried again.
    static let messages = Statement(
        "write.messages",
        """
        insert into message (partner, message_id, kind, content_digest, outcome, status, answer, transaction_id,
            member_id, cycle, received_at, key_id, signature, signature_base, body)
        select u.partner, u.message_id, u.kind, u.content_digest, u.outcome, u.status, u.answer, u.transaction_id,
            u.member_id, $14, $15, u.key_id, u.signature, u.signature_base, u.body
        from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::int[], $7::bytea[], $8::uuid[],
            $9::uuid[], $10::text[], $11::bytea[], $12::bytea[], $13::bytea[])
            as u(partner, message_id, kind, content_digest, outcome, status, answer, transaction_id, member_id, key_id,
                signature, signature_base, body)
        order by u.partner, u.message_id
        """)

    static let newMembers = Statement(
        "write.new-members",
        """
        insert into member (id, status, language, processing, marketing, enrolled_by, enrolled_at)
        select u.id, 'active', u.language, u.processing, u.marketing, u.enrolled_by, $6
        from unnest($1::uuid[], $2::text[], $3::boolean[], $4::boolean[], $5::text[])
            as u(id, language, processing, marketing, enrolled_by)
        """)

    /// Counters kept with the lots: `$1` members, `$2` next places, `$3` unspent, `$4` held, `$5` arrears.
    static let members = Statement(
        "write.members",
        """
        update member m set next_sequence = u.next_sequence, unspent = m.unspent + u.unspent,
            held = m.held + u.held, arrears = m.arrears + u.arrears
        from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
            as u(id, next_sequence, unspent, held, arrears)
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

    static let lots = Statement(
        "write.lots",
        """
        insert into lot as l (member_id, id, root_id, issuer, origin, accrual_id, points, earned_at, available_at,
            expires_at, sequence, issue_price, remaining, held, redeemed, reversed, expired, carried, shortfall, arrears)
        select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::bigint[],
            $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::bigint[], $12::bigint[], $13::bigint[],
            $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[])
        on conflict (member_id, id) do update set remaining = excluded.remaining, held = excluded.held,
            redeemed = excluded.redeemed, reversed = excluded.reversed, expired = excluded.expired,
            carried = excluded.carried, shortfall = excluded.shortfall, arrears = excluded.arrears
        """)

    static let transactions = Statement(
        "write.transactions",
        """
        insert into ledger_transaction (member_id, id, cycle, partner, message_id, occurred_at, posted_at)
        select u.member_id, u.id, $6, u.partner, u.message_id, u.occurred_at, $7
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
            as u(member_id, id, partner, message_id, occurred_at)
        """)

    static let postings = Statement(
        "write.postings",
        """
        insert into posting (member_id, transaction_id, place, cycle, kind, debit, credit, lot_id, into_lot_id, issuer,
            redeemer, points, issue_price, redemption_rate)
        select u.member_id, u.transaction_id, u.place, $14, u.kind, u.debit, u.credit, u.lot_id, u.into_lot_id,
            u.issuer, u.redeemer, u.points, u.issue_price, u.redemption_rate
        from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[],
            $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[])
            as u(member_id, transaction_id, place, kind, debit, credit, lot_id, into_lot_id, issuer, redeemer, points,
                issue_price, redemption_rate)
        """)

    static let accruals = Statement(
        "write.accruals",
        """
        insert into accrual as a (partner, message_id, transaction_id, member_id, identifier, occurred_at, terminal,
            amount, currency, earning_points, earning_per, stated_points, base_lot, refunded)
        select * from unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::bytea[], $6::timestamptz[], $7::text[],
            $8::bigint[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::uuid[], $14::bigint[])
        """)

    /// Refunds so far: `$1` partners, `$2` ids, `$3` minor units or points.
    static let refunds = Statement(
        "write.refunds",
        """
        update accrual a set refunded = u.refunded
        from unnest($1::text[], $2::text[], $3::bigint[]) as u(partner, message_id, refunded)
        where a.partner = u.partner and a.message_id = u.message_id
        """)

    static let redemptions = Statement(
        "write.redemptions",
        """
        insert into redemption as r (partner, message_id, transaction_id, member_id, points, state, hold_expires_at)
        select * from unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[],
            $7::timestamptz[])
        on conflict (partner, message_id) do update set state = excluded.state
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
