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
            (select member_id from lot where is_open and expires_at <= $1 order by expires_at limit $2)
        ) as due limit $2
        """)

    /// Locks members in order. `$1` members. Row: id, next_sequence.
    static let lockMembers = Statement(
        "maintenance.lock-members",
        "select id, next_sequence from member where id = any($1::uuid[]) order by id for update")

    /// Holds of `$1` members that timed out at `$2`. Row: as ``FactStatements/redemptions``.
    static let holds = Statement(
        "maintenance.holds",
        """
        select m.partner, m.message_id, r.member_id as standing, r.* from redemption r join message m using (transaction_id)
        where r.member_id = any($1::uuid[]) and r.state = 'held' and r.hold_expires_at <= $2
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
            select l.* from unnest($1::uuid[]) as u(member_id) join lot l using (member_id)
            where l.remaining > 0 or l.held > 0 or l.arrears > 0
        ), root as (
            select root_id as id from open_lot where id <> root_id
            union
            select t.root_id from redemption h join piece p using (transaction_id) join lot t on t.id = p.lot_id
            where h.member_id = any($1::uuid[]) and h.state = 'held' and h.hold_expires_at <= $2
        )
        select * from open_lot
        union
        select l.* from root join lot l using (id)
        union
        select l.* from root join lot l on l.root_id = root.id and l.id <> l.root_id
        """)
}
