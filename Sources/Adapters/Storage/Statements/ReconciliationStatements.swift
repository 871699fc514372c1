import Postgres

/// Partners' days, and what came of comparing them.
enum ReconciliationStatements {
    /// The messages of a day that move points. `$1` partner, `$2` begin, `$3` end, not included.
    ///
    /// Row: message_id, kind, transaction_id, content_digest, record, amount (of a purchase, or what a reversal says was refunded of one).
    static let day = Statement(
        "reconciliation.day",
        """
        select m.message_id, message_kind(m.kind) as kind, m.transaction_id, m.content_digest, m.record,
            coalesce(m.refund_amount, a.amount) as amount
        from message m left join accrual a on a.transaction_id = m.transaction_id and m.kind = 3
        where m.partner = $1 and m.occurred_at >= $2 and m.occurred_at < $3
            and m.outcome = 1 and m.kind between 3 and 7
        """)

    /// What is known of messages. `$1` partner, `$2` ids. Row: message_id, kind, outcome, occurred_at (null for what moved
    /// nothing).
    static let elsewhere = Statement(
        "reconciliation.elsewhere",
        """
        select m.message_id, message_kind(m.kind) as kind, message_outcome(m.outcome) as outcome, m.occurred_at
        from unnest($2::text[]) as wanted(id)
        join message m on m.partner = $1 and m.message_id = wanted.id
        """)

    /// `$1` partner, `$2` day as text, `$3` time, `$4` actor, `$5` digest, `$6` rows, `$7` messages, `$8` missing here,
    /// `$9` apart, `$10` missing there, `$11` different, `$12` repeated, `$13` unreadable, `$14` clean.
    static let keep = Statement(
        "reconciliation.keep",
        """
        insert into reconciliation as kept (partner, day, compared_at, compared_by, file_sha256, rows, messages,
            missing_here, apart, missing_there, different, repeated, unreadable, clean)
        values ($1, $2::text::date, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict (partner, day) do update set compared_at = excluded.compared_at,
            compared_by = excluded.compared_by, file_sha256 = excluded.file_sha256, rows = excluded.rows,
            messages = excluded.messages, missing_here = excluded.missing_here, apart = excluded.apart,
            missing_there = excluded.missing_there, different = excluded.different, repeated = excluded.repeated,
            unreadable = excluded.unreadable, clean = excluded.clean, comparisons = kept.comparisons + 1
        """)

    /// A partner's days, newest first. `$1` partner, `$2` how many.
    static let records = Statement(
        "reconciliation.records",
        """
        select day::text as day, compared_at, compared_by, file_sha256, rows, messages, missing_here, apart,
            missing_there, different, repeated, unreadable, clean
        from reconciliation where partner = $1 order by reconciliation.day desc limit $2
        """)
}
