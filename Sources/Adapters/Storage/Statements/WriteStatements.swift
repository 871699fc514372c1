import Postgres

/// What a lane writes in one round trip, each table by one statement over an array of rows of a type of its own.
enum WriteStatements {
    /// Messages first: a message stored by another node meanwhile breaks its key here, and the batch is tried again.
    /// `$1` rows, `$2` cycle, `$3` now.
    static let messages = Statement(
        "write.messages",
        """
        insert into message (partner, message_id, kind, outcome, status, content_digest, transaction_id, member_id,
            occurred_at, refund_amount, batch_id, batch_line, record, cycle, received_at)
        select u.*, $2, $3 from unnest($1::message_row[]) as u
        """)

    static let newMembers = Statement(
        "write.new-members",
        """
        insert into member (id, status, language, processing, marketing, enrolled_by, enrolled_at)
        select u.id, 'active', u.language, u.processing, u.marketing, u.enrolled_by, $6
        from unnest($1::uuid[], $2::text[], $3::boolean[], $4::boolean[], $5::text[])
            as u(id, language, processing, marketing, enrolled_by)
        """)

    /// Counters kept with the lots: `$1` rows of the member, its next place, unspent, held and arrears more than before;
    /// available, pending, the first moment that changes them, whether anything but an accrual moved points; `$2` now.
    static let members = Statement(
        "write.members",
        """
        update member m set next_sequence = u.next_sequence, unspent = m.unspent + u.unspent,
            held = m.held + u.held, arrears = m.arrears + u.arrears, available = u.available, pending = u.pending,
            next_change_at = u.next_change_at, moved_at = case when u.moved then $2 else m.moved_at end
        from unnest($1::member_change[]) as u where m.id = u.id
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

    /// New lots: `$1` rows.
    static let newLots = Statement(
        "write.new-lots",
        """
        insert into lot (member_id, id, root_id, issuer, origin, accrual_id, points, earned_at, available_at,
            expires_at, sequence, issue_price, remaining, held, redeemed, reversed, expired, carried, shortfall, arrears)
        select * from unnest($1::lot_row[])
        """)

    /// What lots hold now: `$1` rows.
    static let lots = Statement(
        "write.lots",
        """
        update lot l set remaining = u.remaining, held = u.held, redeemed = u.redeemed, reversed = u.reversed,
            expired = u.expired, carried = u.carried, shortfall = u.shortfall, arrears = u.arrears
        from unnest($1::lot_change[]) as u where l.id = u.id
        """)

    /// Transactions without a message: `$1` ids, `$2` members, `$3` times; `$4` cycle, `$5` now.
    static let maintenance = Statement(
        "write.maintenance",
        """
        insert into maintenance_transaction (id, member_id, occurred_at, cycle, posted_at)
        select u.*, $4, $5 from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as u
        """)

    /// Postings: `$1` rows, `$2` cycle.
    static let postings = Statement(
        "write.postings",
        """
        insert into movement (transaction_id, place, kind, lot_id, into_lot_id, issuer, redeemer, points, issue_price,
            redemption_rate, cycle)
        select u.*, $2 from unnest($1::movement_row[]) as u
        """)

    /// Accruals: `$1` rows.
    static let accruals = Statement(
        "write.accruals",
        """
        insert into accrual (transaction_id, member_id, identifier, amount, currency, earning_points, earning_per,
            stated_points, base_lot, refunded)
        select * from unnest($1::accrual_row[])
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

    /// Pieces, new or changed: `$1` rows.
    static let pieces = Statement(
        "write.pieces",
        """
        insert into piece as p (transaction_id, place, lot_id, issuer, points, issue_price, redemption_rate, held,
            redeemed, returned)
        select * from unnest($1::piece_row[])
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
