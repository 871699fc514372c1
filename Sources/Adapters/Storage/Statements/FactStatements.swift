import Postgres

/// What a lane reads in one round trip. `$1` identifiers' hashes, `$2` and `$3` original messages, where named.
enum FactStatements {
    /// Uses nonces up: `$1` keys, `$2` nonces, `$3` signatures' digests, `$4` microsecond times of expiry.
    static let useNonces = Statement(
        "facts.use-nonces",
        """
        insert into nonce (key_id, nonce, signature, expires_at)
        select key_id, nonce, signature, expires_at
        from unnest($1::text[], $2::text[], $3::bytea[], $4::timestamptz[])
            with ordinality as u(key_id, nonce, signature, expires_at, place)
        order by key_id, nonce, place
        on conflict do nothing
        """)

    /// Nonces that stand under another signature. Parameters as before without the times; row: place from 1.
    static let reusedNonces = Statement(
        "facts.reused-nonces",
        """
        select u.place from unnest($1::text[], $2::text[], $3::bytea[])
            with ordinality as u(key_id, nonce, signature, place)
        join nonce n using (key_id, nonce) where n.signature <> u.signature
        """)

    /// Locks members in order. Row: id, status, language, processing, marketing, next_sequence.
    static let members = Statement(
        "facts.members",
        """
        select id, status, language, processing, marketing, next_sequence from member
        where id in (select members_of($1::bytea[], $2::text[], $3::text[])) order by id for update
        """)

    /// Locks identifiers that are to be given out, in order. `$1` their hashes.
    static let claimed = Statement(
        "facts.claimed", "select lookup from identifier where lookup = any($1::bytea[]) order by lookup for update")

    /// Identifiers by hash. Row: lookup, member_id, status.
    static let identifiers = Statement(
        "facts.identifiers", "select lookup, member_id, status from identifier where lookup = any($1::bytea[])")

    /// Messages stored before: `$1` partners, `$2` ids. Row: partner, message_id, content_digest, status, answer.
    static let messages = Statement(
        "facts.messages",
        """
        select partner, message_id, content_digest, status, answer from message
        join unnest($1::text[], $2::text[]) as u(partner, message_id) using (partner, message_id)
        """)

    /// Every lot with points remaining, held or owed, the roots these continue, and the families of the originals.
    static let lots = Statement(
        "facts.lots",
        """
        with open_lot as (
            select * from lot where member_id in (select members_of($1::bytea[], $2::text[], $3::text[]))
                and (remaining > 0 or held > 0 or arrears > 0)
        ), original as (
            select * from unnest($2::text[], $3::text[]) as u(partner, message_id)
        )
        select * from open_lot
        union
        select r.* from open_lot o join lot r on r.member_id = o.member_id and r.id = o.root_id
            where o.id <> o.root_id
        union
        select l.* from original join accrual a using (partner, message_id)
            join lot l on l.member_id = a.member_id and l.root_id = a.base_lot
        union
        select l.* from original join redemption r using (partner, message_id)
            join piece p using (transaction_id)
            join lot t on t.member_id = r.member_id and t.id = p.lot_id
            join lot l on l.member_id = t.member_id and l.root_id = t.root_id
        """)

    /// Accruals that are taken back: `$1` partners, `$2` ids.
    static let accruals = Statement(
        "facts.accruals",
        """
        select a.* from accrual a
        join unnest($1::text[], $2::text[]) as u(partner, message_id) using (partner, message_id)
        """)

    /// Redemptions that are captured, voided or taken back: `$1` partners, `$2` ids.
    static let redemptions = Statement(
        "facts.redemptions",
        """
        select r.* from redemption r
        join unnest($1::text[], $2::text[]) as u(partner, message_id) using (partner, message_id)
        """)

    /// Their pieces in the order taken: `$1` partners, `$2` ids.
    static let pieces = Statement(
        "facts.pieces",
        """
        select p.* from redemption r
        join unnest($1::text[], $2::text[]) as u(partner, message_id) using (partner, message_id)
        join piece p using (transaction_id) order by p.transaction_id, p.place
        """)

    /// Locks partners' exposures in order: `$1` partners.
    static let lockExposures = Statement(
        "facts.lock-exposures", "select id from partner where id = any($1::text[]) order by id for update")

    /// Flows of unsettled cycles that concern `$1` partners.
    static let unsettledFlows = Statement(
        "facts.unsettled-flows",
        """
        select f.cycle, f.kind, f.issuer, f.redeemer, f.issue_price, f.redemption_rate,
            sum(f.points)::bigint as points
        from flow f join cycle c on c.id = f.cycle
        where c.state <> 'settled' and (f.issuer = any($1::text[]) or f.redeemer = any($1::text[]))
        group by 1, 2, 3, 4, 5, 6
        """)

    /// What `$1` partners carried out of the newest settled cycle. Row: partner, carried_out.
    static let carried = Statement(
        "facts.carried",
        """
        select p.partner, p.carried_out from settlement_position p join cycle c on c.id = p.cycle
            and c.version = p.version
        where p.partner = any($1::text[])
            and c.id = (select max(id) from cycle where state = 'settled')
        """)
}
