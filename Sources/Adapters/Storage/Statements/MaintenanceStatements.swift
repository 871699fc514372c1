import Postgres

/// What time alone brings: holds that timed out, points that expired.
enum MaintenanceStatements {
    /// Members with something due at `$1`, at most `$2`, by the oldest due. Row: member_id.
    static let due = Statement(
        "maintenance.due",
        """
        select distinct member_id from (
            (select member_id from redemption where state = 'held' and hold_expires_at <= $1
                order by hold_expires_at limit $2)
            union all
            (select member_id from lot where remaining > 0 and expires_at <= $1 order by expires_at limit $2)
        ) as due limit $2
        """)

    /// Locks members in order. `$1` members. Row: id, next_sequence.
    static let lockMembers = Statement(
        "maintenance.lock-members",
        "select id, next_sequence from member where id = any($1::uuid[]) order by id for update")

    /// Holds of `$1` members that timed out at `$2`.
    static let holds = Statement(
        "maintenance.holds",
        """
        select * from redemption where member_id = any($1::uuid[]) and state = 'held' and hold_expires_at <= $2
        """)

    /// The pieces of the same holds, in the order taken.
    static let pieces = Statement(
        "maintenance.pieces",
        """
        select p.* from redemption r join piece p using (transaction_id)
        where r.member_id = any($1::uuid[]) and r.state = 'held' and r.hold_expires_at <= $2
        order by p.transaction_id, p.place
        """)

    /// Every open lot of `$1` members, the roots these continue, and the families of the lots that the same holds took.
    static let lots = Statement(
        "maintenance.lots",
        """
        with open_lot as (
            select * from lot where member_id = any($1::uuid[]) and (remaining > 0 or held > 0 or arrears > 0)
        )
        select * from open_lot
        union
        select r.* from open_lot o join lot r on r.member_id = o.member_id and r.id = o.root_id
            where o.id <> o.root_id
        union
        select l.* from redemption h join piece p using (transaction_id)
            join lot t on t.member_id = h.member_id and t.id = p.lot_id
            join lot l on l.member_id = t.member_id and l.root_id = t.root_id
            where h.member_id = any($1::uuid[]) and h.state = 'held' and h.hold_expires_at <= $2
        """)
}
