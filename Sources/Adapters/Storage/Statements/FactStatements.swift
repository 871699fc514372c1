import Postgres

/// What a lane reads: in one round trip who and what is named, in a second the lots that points are taken from.
enum FactStatements {
    /// Uses nonces up that are expected to be new, as ``useNonces``; one that stands already breaks its key.
    static let useNewNonces = Statement(
        "facts.use-new-nonces",
        """
        insert into nonce (id, signature, expires_at)
        select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])
        """)

    /// Uses nonces up, sorted by the first: `$1` hashes, `$2` halves of signatures, `$3` times of expiry. Those that stand
    /// already are left out of the count.
    static let useNonces = Statement(
        "facts.use-nonces",
        """
        insert into nonce (id, signature, expires_at)
        select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) on conflict do nothing
        """)

    /// Nonces that stand under another signature. `$1` hashes, `$2` halves of signatures. Row: place from 1.
    static let reusedNonces = Statement(
        "facts.reused-nonces",
        """
        select u.place from unnest($1::uuid[], $2::uuid[]) with ordinality as u(id, signature, place)
        join nonce n using (id) where n.signature <> u.signature
        """)

    private static let memberColumns = """
        select id, status, language, processing, marketing, next_sequence, available, pending, held, arrears,
            next_change_at from member
        """

    /// Locks the members of identifiers in order: `$1` hashes. Row: id, status, language, processing, marketing,
    /// next_sequence, available, pending, held, arrears, next_change_at.
    static let members = Statement(
        "facts.members",
        memberColumns + """
             where id = any(array(select member_id from identifier where lookup = any($1::bytea[])))
            order by id for update
            """)

    /// Locks the members of identifiers and of originals in order: `$1` hashes, `$2` partners, `$3` ids. Row: as
    /// ``members``.
    static let membersAndOriginals = Statement(
        "facts.members-and-originals",
        memberColumns + """
             where id = any(array(
                select member_id from identifier where lookup = any($1::bytea[])
                union
                select standing_member(coalesce(a.member_id, r.member_id))
                from unnest($2::text[], $3::text[]) as u(partner, message_id)
                join message m using (partner, message_id)
                left join accrual a on a.transaction_id = m.transaction_id
                left join redemption r on r.transaction_id = m.transaction_id))
            order by id for update
            """)

    /// Locks identifiers that are to be given out, in order. `$1` their hashes.
    static let claimed = Statement(
        "facts.claimed", "select lookup from identifier where lookup = any($1::bytea[]) order by lookup for update")

    /// Identifiers by hash, `$1`. Row: place from 1, member_id, status.
    static let identifiers = Statement(
        "facts.identifiers",
        """
        select u.place, i.member_id, i.status from unnest($1::bytea[]) with ordinality as u(lookup, place)
        join identifier i using (lookup)
        """)

    /// Messages stored before: `$1` partners, `$2` ids. Row: partner, message_id, content_digest, transaction_id, status,
    /// record.
    static let messages = Statement(
        "facts.messages",
        """
        select partner, message_id, content_digest, transaction_id, status, record from message
        join unnest($1::text[], $2::text[]) as u(partner, message_id) using (partner, message_id)
        """)

    /// Every lot of `$1` members with points remaining, held or owed.
    static let openLots = Statement(
        "facts.open-lots",
        """
        select l.* from unnest($1::uuid[]) as u(member_id) join lot l using (member_id)
        where l.remaining > 0 or l.held > 0 or l.arrears > 0
        """)

    /// The whole families of `$1` root lots and of `$2` other lots.
    static let families = Statement(
        "facts.families",
        """
        with root as (
            select id from unnest($1::uuid[]) as u(id)
            union
            select l.root_id from unnest($2::uuid[]) as u(id) join lot l using (id)
        )
        select l.* from root join lot l using (id)
        union all
        select l.* from root join lot l on l.root_id = root.id and l.id <> l.root_id
        """)

    /// Accruals that are taken back: `$1` partners, `$2` ids. Row: partner, message_id, standing, and the accrual.
    static let accruals = Statement(
        "facts.accruals",
        """
        select m.partner, m.message_id, standing_member(a.member_id) as standing, a.*
        from unnest($1::text[], $2::text[]) as u(partner, message_id) join message m using (partner, message_id)
        join accrual a using (transaction_id)
        """)

    /// Redemptions that are captured, voided or taken back: `$1` partners, `$2` ids. Row: partner, message_id, standing, and
    /// the redemption.
    static let redemptions = Statement(
        "facts.redemptions",
        """
        select m.partner, m.message_id, standing_member(r.member_id) as standing, r.*
        from unnest($1::text[], $2::text[]) as u(partner, message_id) join message m using (partner, message_id)
        join redemption r using (transaction_id)
        """)

    /// Their pieces in the order taken: `$1` partners, `$2` ids.
    static let pieces = Statement(
        "facts.pieces",
        """
        select p.* from unnest($1::text[], $2::text[]) as u(partner, message_id)
        join message m using (partner, message_id) join piece p using (transaction_id)
        order by p.transaction_id, p.place
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
