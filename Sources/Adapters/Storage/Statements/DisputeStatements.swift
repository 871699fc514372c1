import Postgres

/// Disputes, the lines they are about, and their steps.
enum DisputeStatements {
    /// The lines of a partner's statement that postings make, in its order: those of ``DeliveryStatements/postings``.
    /// `$1` cycle, `$2` partner. Row: transaction_id, place, message_id, kind, lot_id, issuer, redeemer, points, issue_price,
    /// redemption_rate.
    static let postings = Statement(
        "dispute.postings",
        """
        select p.transaction_id, p.place, t.message_id, p.kind, p.lot_id, p.issuer, p.redeemer, p.points, p.issue_price,
            p.redemption_rate
        from posting p
        join ledger_transaction t on t.id = p.transaction_id
        where p.cycle = $1 and (p.issuer = $2 or p.redeemer = $2) and p.kind not in ('hold', 'release', 'carry')
        order by p.transaction_id, p.place
        """)

    /// Whether any of these movements is disputed. `$1` transactions, `$2` places, `$3` movements. Row: is_disputed.
    static let disputed = Statement(
        "dispute.disputed",
        """
        select exists (select from dispute_line l
            join unnest($1::uuid[], $2::int[], $3::int[]) as u(transaction_id, place, movement)
            using (transaction_id, place, movement)) as is_disputed
        """)

    /// `$1` partner, `$2` cycle. Row: number.
    static let nextNumber = Statement(
        "dispute.next-number",
        "select coalesce(max(number), 0) + 1 as number from dispute where partner = $1 and cycle = $2")

    /// `$1` cycle, `$2` version, `$3` partner, `$4` number, `$5` counterparty, `$6` reason, `$7` message ids, `$8` lines,
    /// `$9` evidence in hexadecimal, `$10` comment, `$11` and `$12` legs, `$13` provisional credit, `$14` now, `$15` who,
    /// `$16` answer by. Row: id.
    static let add = Statement(
        "dispute.add",
        """
        insert into dispute (cycle, version, partner, number, counterparty, reason, message_ids, line_numbers, evidence,
            comment, leg_parties, leg_amounts, provisional, state, raised_at, raised_by, answer_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, decode($9::text, 'hex'), $10::text, $11, $12, $13, 'raised', $14, $15,
            $16::date)
        returning id
        """)

    /// `$1` dispute, `$2` cycle, `$3` lines, `$4` transactions, `$5` places, `$6` movements.
    static let addLines = Statement(
        "dispute.add-lines",
        """
        insert into dispute_line (dispute_id, cycle, line, transaction_id, place, movement)
        select $1, $2, u.* from unnest($3::bigint[], $4::uuid[], $5::int[], $6::int[])
            as u(line, transaction_id, place, movement)
        """)

    /// `$1` dispute, `$2` now, `$3` who, `$4` state, `$5` detail, `$6` adjustment.
    static let addEvent = Statement(
        "dispute.add-event",
        """
        insert into dispute_event (dispute_id, at, actor, state, detail, adjustment) values ($1, $2, $3, $4, $5, $6::uuid)
        """)

    private static let columns = """
        select id, cycle, version, partner, number, counterparty, reason, message_ids, line_numbers,
            encode(evidence, 'hex') as evidence, comment, leg_parties, leg_amounts, provisional, state, raised_at, raised_by,
            answer_by, stance, answer_comment, encode(answer_evidence, 'hex') as answer_evidence, answered_by, decided_at,
            decided_by, decision, adjustments
        from dispute
        """

    /// `$1` party or none, `$2` cycle or none, `$3` whether only open ones.
    static let list = Statement(
        "dispute.list",
        columns + """
             where ($1::text is null or partner = $1 or counterparty = $1) and ($2::bigint is null or cycle = $2)
                and (not $3 or state in ('raised', 'answered'))
            order by id desc limit 500
            """)

    /// A partner's disputes of one version. `$1` partner, `$2` cycle, `$3` version.
    static let ofVersion = Statement(
        "dispute.of-version", columns + " where partner = $1 and cycle = $2 and version = $3 order by number")

    /// `$1` dispute.
    static let dispute = Statement("dispute.dispute", columns + " where id = $1")

    /// Locks one. `$1` dispute.
    static let lock = Statement("dispute.lock", columns + " where id = $1 for update")

    /// `$1` partner, `$2` cycle, `$3` number. Row: id.
    static let byNumber = Statement(
        "dispute.by-number", "select id from dispute where partner = $1 and cycle = $2 and number = $3")

    /// `$1` dispute, `$2` stance, `$3` comment, `$4` evidence in hexadecimal, `$5` who.
    static let answer = Statement(
        "dispute.answer",
        """
        update dispute set state = 'answered', stance = $2, answer_comment = $3::text,
            answer_evidence = decode($4::text, 'hex'), answered_by = $5
        where id = $1
        """)

    /// `$1` dispute, `$2` state, `$3` now, `$4` who, `$5` why.
    static let decide = Statement(
        "dispute.decide",
        "update dispute set state = $2, decided_at = $3, decided_by = $4, decision = $5 where id = $1")

    /// `$1` dispute, `$2` adjustment.
    static let addAdjustment = Statement(
        "dispute.add-adjustment", "update dispute set adjustments = adjustments || $2::uuid where id = $1")

    /// Takes up disputes whose answer is overdue, once each. `$1` today, `$2` how many. Row: id, counterparty.
    static let overdue = Statement(
        "dispute.overdue",
        """
        update dispute set overdue_told = true where id in (
            select id from dispute where state = 'raised' and not overdue_told and answer_by < $1
            order by id limit $2 for update skip locked)
        returning id, counterparty
        """)
}
