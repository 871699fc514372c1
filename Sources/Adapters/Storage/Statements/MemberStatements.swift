import Postgres

/// What operators do with members.
enum MemberStatements {
    /// `$1` hash. Row: member_id.
    static let find = Statement("members.find", "select member_id from identifier where lookup = $1")

    /// `$1` ids. Locks them in order. Row: id, status, status_reason, enrolled_by, enrolled_at, next_sequence.
    static let lock = Statement(
        "members.lock",
        """
        select id, status, status_reason, enrolled_by, enrolled_at, next_sequence from member
        where id = any($1::uuid[]) order by id for update
        """)

    /// `$1` member. Row: sealed, status.
    static let identifiers = Statement(
        "members.identifiers",
        "select sealed, status from identifier where member_id = $1 order by created_at, lookup")

    /// `$1` member. The open lots.
    static let lots = Statement(
        "members.lots",
        "select * from lot where member_id = $1 and (remaining > 0 or held > 0 or arrears > 0)")

    /// `$1` member, `$2` status, `$3` reason.
    static let setStatus = Statement(
        "members.set-status", "update member set status = $2, status_reason = $3 where id = $1")

    /// Remembers a merge: `$1` id, `$2` source, `$3` target, `$4` now.
    static let remember = Statement(
        "members.remember-merge",
        """
        insert into merge (id, source_id, target_id, merged_at, source_status, target_status, identifiers, lots)
        select $1, $2, $3, $4, s.status, t.status,
            array(select lookup from identifier where member_id = $2), array(select id from lot where member_id = $2)
        from member s, member t where s.id = $2 and t.id = $3
        """)

    /// Gives what is `$1`'s to `$2`: each of these tables once.
    static let moveIdentifiers = Statement(
        "members.move-identifiers", "update identifier set member_id = $2 where member_id = $1")
    static let moveLots = Statement(
        "members.move-lots",
        "update lot set member_id = $2, sequence = sequence + (select next_sequence from member where id = $2) where member_id = $1"
    )
    /// Holds follow the member they are kept for; all else that was posted stays under the name it was posted for, and
    /// `merged_into` leads on from there.
    static let moveHolds = Statement(
        "members.move-holds", "update redemption set member_id = $2 where member_id = $1 and state = 'held'")
    /// The target goes on counting behind the source's lots, and inherits a block.
    static let absorb = Statement(
        "members.absorb",
        """
        update member t set next_sequence = t.next_sequence + s.next_sequence,
            status = case when s.status = 'blocked' then 'blocked' else t.status end
        from member s where s.id = $1 and t.id = $2
        """)
    static let empty = Statement(
        "members.empty", "update member set status = 'merged', merged_into = $2 where id = $1")

    /// Counts the lots of `$1` members again, as of `$2`.
    static let recount = Statement(
        "members.recount",
        """
        update member m set unspent = s.unspent, held = s.held, arrears = s.arrears, available = s.available,
            pending = s.pending, next_change_at = s.next_change_at
        from (
            select u.id, coalesce(sum(l.remaining), 0)::bigint as unspent, coalesce(sum(l.held), 0)::bigint as held,
                coalesce(sum(l.arrears), 0)::bigint as arrears,
                coalesce(sum(l.remaining) filter (where l.available_at <= $2 and $2 < l.expires_at), 0)::bigint
                    as available,
                coalesce(sum(l.remaining) filter (where $2 < l.available_at and $2 < l.expires_at), 0)::bigint
                    as pending,
                min(case when $2 < l.available_at then least(l.available_at, l.expires_at) else l.expires_at end)
                    filter (where l.remaining > 0 and $2 < l.expires_at) as next_change_at
            from unnest($1::uuid[]) as u(id) left join lot l on l.member_id = u.id group by u.id
        ) s where m.id = s.id
        """)

    /// The newest merge into `$1` that stands. Row: id, source_id, merged_at.
    static let newestMerge = Statement(
        "members.newest-merge",
        """
        select id, source_id, merged_at from merge where target_id = $1 and undone_at is null
        order by merged_at desc limit 1
        """)

    /// Whether anything but accruals happened to `$1` since `$2`. Row: moved.
    static let movedSince = Statement(
        "members.moved-since", "select coalesce(moved_at > $2, false) as moved from member where id = $1")

    /// Gives back what merge `$1` took, and what was earned since with its identifiers.
    static let returnIdentifiers = Statement(
        "members.return-identifiers",
        """
        update identifier i set member_id = m.source_id from merge m where m.id = $1 and i.lookup = any(m.identifiers)
        """)
    static let returnLots = Statement(
        "members.return-lots",
        """
        update lot l set member_id = m.source_id from merge m
        where m.id = $1 and l.member_id = m.target_id and (l.id = any(m.lots)
            or exists (select 1 from accrual a where a.transaction_id = l.accrual_id and a.member_id = m.target_id
                and a.identifier in (select substr(i, 1, 16) from unnest(m.identifiers) as i)))
        """)
    /// `$1` merge, `$2` the least identity of its moment: later ones sort after it.
    static let returnAccruals = Statement(
        "members.return-accruals",
        """
        update accrual a set member_id = m.source_id from merge m
        where m.id = $1 and a.transaction_id >= $2 and a.member_id = m.target_id
            and a.identifier in (select substr(i, 1, 16) from unnest(m.identifiers) as i)
        """)
    static let returnHolds = Statement(
        "members.return-holds",
        """
        update redemption r set member_id = m.source_id from merge m
        where m.id = $1 and r.member_id = m.target_id and r.state = 'held'
            and exists (select 1 from ledger_transaction t where t.member_id = m.source_id and t.id = r.transaction_id)
        """)
    /// Both members' standings after merge `$1` is undone.
    static let restore = Statement(
        "members.restore",
        """
        update member b set
            status = case when b.id = m.source_id then m.source_status
                when m.source_status = 'blocked' then m.target_status else b.status end,
            merged_into = null,
            next_sequence = greatest(b.next_sequence,
                coalesce((select max(l.sequence) + 1 from lot l where l.member_id = b.id), 0))
        from merge m where m.id = $1 and b.id in (m.source_id, m.target_id)
        """)
    static let markUndone = Statement(
        "members.mark-undone", "update merge set undone_at = $2 where id = $1")

    /// Stock: `$1` hashes, `$2` ciphertexts, `$3` now. Row: lookup of those added.
    static let addStock = Statement(
        "members.add-stock",
        """
        insert into identifier (lookup, kind, sealed, status, created_at)
        select u.lookup, 'card', u.sealed, 'stock', $3 from unnest($1::bytea[], $2::bytea[]) as u(lookup, sealed)
        order by u.lookup on conflict do nothing returning lookup
        """)
}
