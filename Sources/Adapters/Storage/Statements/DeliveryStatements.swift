import Postgres

/// Folders as they were made, and the queue that pushes them.
enum DeliveryStatements {
    /// One dispatch at a time numbers folders, so that no number is left out or given twice.
    static let numberAlone = Statement("folder.number-alone", "select pg_advisory_xact_lock(7204620002)")

    /// The next number of a party's folders. `$1` party. Row: sequence.
    static let nextSequence = Statement(
        "folder.next-sequence",
        "select coalesce(max(sequence), 0) + 1 as sequence from settlement_folder where party = $1")

    /// `$1` cycle, `$2` version, `$3` party, `$4` sequence.
    static let addFolder = Statement(
        "folder.add", "insert into settlement_folder (cycle, version, party, sequence) values ($1, $2, $3, $4)")

    /// `$1` cycle, `$2` version, `$3` party, `$4` places, `$5` names, `$6` contents.
    static let addFiles = Statement(
        "folder.add-files",
        """
        insert into settlement_file (cycle, version, party, place, name, content)
        select $1, $2, $3, u.* from unnest($4::int[], $5::text[], $6::bytea[]) as u(place, name, content)
        """)

    /// `$1` cycle or none for all. Row: party, cycle, version, sequence.
    static let folders = Statement(
        "folder.list",
        """
        select party, cycle, version, sequence from settlement_folder where $1::bigint is null or cycle = $1
        order by cycle, version, party
        """)

    /// `$1` cycle, `$2` version, `$3` party. Row: name, content, in the order pushed.
    static let files = Statement(
        "folder.files",
        "select name, content from settlement_file where cycle = $1 and version = $2 and party = $3 order by place")

    /// A partner's postings of a cycle that settlement counts, in a stable order. `$1` cycle, `$2` partner.
    ///
    /// A posting stays the member's whose it was when a merge moves the lots, so a replay says the same. Row:
    /// member_id, transaction_id, message_id, occurred_at, kind, lot_id, issuer, redeemer, points, issue_price, redemption_rate.
    static let postings = Statement(
        "folder.postings",
        """
        select t.member_id, p.transaction_id, t.message_id, t.occurred_at, p.kind, p.lot_id, p.issuer, p.redeemer,
            p.points, p.issue_price, p.redemption_rate
        from posting p
        join ledger_transaction t on t.id = p.transaction_id
        where p.cycle = $1 and (p.issuer = $2 or p.redeemer = $2) and p.kind not in ('hold', 'release', 'carry')
        order by p.transaction_id, p.place
        """)

    /// The version's terms, and the newest dispatched before it. `$1` cycle, `$2` version or none for the newest
    /// dispatched. Row: version, terms, closed_at, supersedes.
    static let dispatched = Statement(
        "folder.dispatched",
        """
        select s.version, s.terms, c.closed_at, (select max(o.version) from settlement_folder o
            where o.cycle = s.cycle and o.version < s.version) as supersedes
        from settlement s join cycle c on c.id = s.cycle
        where s.cycle = $1 and s.version = coalesce($2, (select max(version) from settlement_folder where cycle = $1))
            and exists (select from settlement_folder f where f.cycle = s.cycle and f.version = s.version)
        """)

    /// Queues deliveries. `$1` cycle, `$2` version, `$3` party, `$4` places, `$5` addresses, `$6` seconds to the
    /// deadline.
    static let queue = Statement(
        "delivery.queue",
        """
        insert into delivery (cycle, version, party, place, target, state, queued_at, next_attempt_at, deadline)
        select $1, $2, $3, u.place, u.target, 'waiting', clock_timestamp(), clock_timestamp(),
            clock_timestamp() + $6 * interval '1 second'
        from unnest($4::int[], $5::text[]) as u(place, target)
        """)

    /// Locks what is due and nobody else is taking up. `$1` how many.
    static let due = Statement(
        "delivery.due",
        """
        select d.*, clock_timestamp() as now,
            array(select o.target from delivery o where o.cycle = d.cycle and o.version = d.version
                and o.party = d.party and o.copy = d.copy and o.id <> d.id) as siblings
        from delivery d
        where d.state in ('waiting', 'running') and d.next_attempt_at <= clock_timestamp()
            and (d.state = 'waiting' or d.leased_until <= clock_timestamp())
        order by d.next_attempt_at limit $1 for update skip locked
        """)

    /// Locks one. `$1` delivery.
    static let lock = Statement(
        "delivery.lock", "select *, clock_timestamp() as now from delivery where id = $1 for update")

    /// `$1` delivery, `$2` state, `$3` attempts, `$4` next attempt, `$5` start, `$6` lease in seconds, `$7` end,
    /// `$8` address.
    static let move = Statement(
        "delivery.move",
        """
        update delivery set state = $2, attempts = $3, next_attempt_at = coalesce($4::timestamptz, next_attempt_at),
            started_at = $5::timestamptz, leased_until = clock_timestamp() + $6::bigint * interval '1 second',
            ended_at = $7::timestamptz, target = $8
        where id = $1
        """)

    /// `$1` delivery, `$2` attempt, `$3` seconds.
    static let renew = Statement(
        "delivery.renew",
        """
        update delivery set leased_until = clock_timestamp() + $3 * interval '1 second'
        where id = $1 and attempts = $2 and state = 'running'
        """)

    /// `$1` delivery, `$2` attempt, `$3` start, `$4` end, `$5` outcome, `$6` detail.
    static let addAttempt = Statement(
        "delivery.add-attempt",
        """
        insert into delivery_attempt (delivery_id, attempt, started_at, ended_at, outcome, detail)
        values ($1, $2, $3, $4, $5, $6)
        """)

    /// `$1` partner, `$2` detail, `$3` now.
    static let alert = Statement(
        "delivery.alert",
        "insert into alert (kind, partner, detail, raised_at) values ('delivery_expired', $1, $2, $3)")

    /// `$1` cycle or none for all. Row: a delivery, and the detail of its newest attempt.
    static let list = Statement(
        "delivery.list",
        """
        select d.*, (select a.detail from delivery_attempt a where a.delivery_id = d.id
            order by a.attempt desc limit 1) as last_detail
        from delivery d where $1::bigint is null or d.cycle = $1 order by d.id desc limit 1000
        """)
}
