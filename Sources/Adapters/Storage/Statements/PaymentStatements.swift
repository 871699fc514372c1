import Postgres

/// Payments, their events, and the messages they go to the bank in.
enum PaymentStatements {
    private static let columns = """
        p.id, p.cycle, p.version, p.partner, p.direction, p.amount, p.currency, p.end_to_end_id, p.value_date, p.state,
        p.moved, p.by_hand, p.instructed_message_id, p.reason
        """

    /// One at a time: whoever releases, imports, withdraws or pays by hand.
    static let alone = Statement("payment.alone", "select pg_advisory_xact_lock(7204620005)")

    /// Newest cycle first. `$1` cycle, or null for all.
    static let list = Statement(
        "payment.list",
        """
        select \(columns) from payment p where p.cycle = coalesce($1::bigint, p.cycle)
        order by p.cycle desc, p.version desc, p.partner
        """)

    /// Locks the payments of a version and of those before it, since one of them may have come back. `$1` cycle, `$2` version.
    static let upToVersion = Statement(
        "payment.up-to-version",
        "select \(columns) from payment p where p.cycle = $1 and p.version <= $2 order by p.id for update")

    /// Locks one. `$1` payment.
    static let one = Statement("payment.one", "select \(columns) from payment p where p.id = $1 for update")

    /// Locks what is open of cycles that went out. `$1` cycle that is the newest to be looked at, or null.
    static let open = Statement(
        "payment.open",
        """
        select \(columns) from payment p join cycle c on c.id = p.cycle
        where p.state not in ('paid', 'withdrawn') and c.state in ('dispatched', 'settled')
            and p.cycle <= coalesce($1::bigint, p.cycle)
        order by p.id for update of p
        """)

    /// Locks payments by end-to-end id. `$1` ids.
    static let named = Statement(
        "payment.named",
        "select \(columns) from payment p where p.end_to_end_id = any($1::text[]) order by p.id for update")

    /// Locks payments by the newest message they are in. `$1` messages.
    static let instructedBy = Statement(
        "payment.instructed-by",
        "select \(columns) from payment p where p.instructed_message_id = any($1::text[]) order by p.id for update")

    /// What waits for people: rejected, returned, without an account, overdue. `$1` today, in days since 1970.
    static let waiting = Statement(
        "payment.waiting",
        """
        select \(columns) from payment p where p.state in ('rejected', 'returned')
            or (p.state = 'pending' and p.reason is not null)
            or (p.state = 'pending' and p.direction = 'incoming' and p.value_date < date '1970-01-01' + $1::int)
        order by p.cycle, p.partner limit 1000
        """)

    /// Adds a version's payments. `$1` cycle, `$2` version, `$3` partners, `$4` directions, `$5` amounts, `$6` currency, `$7`
    /// end-to-end ids, `$8` value day since 1970, `$9` interest in millionths, `$10` now. Row: as the others.
    static let add = Statement(
        "payment.add",
        """
        insert into payment as p (cycle, version, partner, direction, amount, currency, end_to_end_id, value_date,
            interest, state, made_at, updated_at)
        select $1, $2, u.partner, u.direction, u.amount, $6, u.name, date '1970-01-01' + $8::int, $9, 'pending', $10, $10
        from unnest($3::text[], $4::text[], $5::bigint[], $7::text[]) as u(partner, direction, amount, name)
        returning \(columns)
        """)

    /// Moves payments on. `$1` ids, `$2` states, `$3` moved, `$4` by hand, `$5` messages, `$6` reasons, `$7` now.
    static let move = Statement(
        "payment.move",
        """
        update payment p set state = u.state, moved = u.moved, by_hand = u.by_hand, instructed_message_id = u.message,
            reason = u.reason, updated_at = $7
        from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])
            as u(id, state, moved, by_hand, message, reason)
        where p.id = u.id
        """)

    /// Tells what happened. `$1` payments, `$2` events, `$3` states before, `$4` after, `$5` moved, `$6` days, `$7` messages,
    /// `$8` details, `$9` who, `$10` now.
    static let addEvents = Statement(
        "payment.add-events",
        """
        insert into payment_event (payment_id, event, from_state, to_state, moved, counted_on, message_id, detail, actor,
            at)
        select u.id, u.event, u.before, u.after, u.moved, date '1970-01-01' + u.day, u.message, u.detail, $9, $10
        from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::text[], $8::text[])
            with ordinality as u(id, event, before, after, moved, day, message, detail, place)
        order by u.place
        """)

    /// What moved to each partner in a cycle's versions before `$2`; below zero from it. `$1` cycle. Row: partner, moved.
    static let movedBefore = Statement(
        "payment.moved-before",
        """
        select partner, sum(case direction when 'outgoing' then moved else -moved end)::bigint as moved
        from payment where cycle = $1 and version < $2 group by partner having sum(abs(moved)) <> 0
        """)

    /// Cycles that are paid; see `PaymentStore.settleableCycles`. Row: id.
    static let settleable = Statement(
        "payment.settleable",
        """
        select c.id from cycle c where c.state = 'dispatched'
            and not exists (select 1 from payment p where p.cycle = c.id and p.state not in ('paid', 'withdrawn'))
            and (exists (select 1 from payment p where p.cycle = c.id and p.version = c.version)
                or not exists (select 1 from delivery d where d.cycle = c.id and d.version = c.version
                    and d.state in ('waiting', 'running')))
        order by c.id
        """)

    /// Whether a payment waits to go out. `$1` the states it may be in. Row: found.
    static let anyDue = Statement(
        "payment.any-due",
        """
        select 1 as found from payment p join cycle c on c.id = p.cycle
        where p.direction = 'outgoing' and p.state = any($1::text[]) and c.state in ('dispatched', 'settled') limit 1
        """)

    /// Whether a cycle went out. `$1` cycle. Row: found.
    static let wentOut = Statement(
        "payment.went-out",
        "select 1 as found from cycle where id = $1 and state in ('dispatched', 'settled')")
}

/// Messages to the operator's bank.
enum InstructionStatements {
    /// `$1` cycle, `$2` version. Row: number.
    static let nextNumber = Statement(
        "instruction.next-number",
        """
        select coalesce(max(number), 0)::bigint + 1 as number from payment_instruction where cycle = $1 and version = $2
        """)

    /// `$1` message, `$2` cycle, `$3` version, `$4` number, `$5` party, `$6` iban, `$7` bic, `$8` holder, `$9` day, `$10`
    /// currency, `$11` made at, `$12` content, `$13` whether it was made at the dispatch.
    static let add = Statement(
        "instruction.add",
        """
        insert into payment_instruction (message_id, cycle, version, number, initiating_party, debtor_iban, debtor_bic,
            debtor_holder, execution_day, currency, created_at, content, is_prepared)
        values ($1, $2, $3, $4, $5, $6, $7, $8, date '1970-01-01' + $9::int, $10, $11, $12, $13)
        """)

    /// `$1` message, `$2` places, `$3` payments, `$4` end-to-end ids, `$5` amounts, `$6` ibans, `$7` bics, `$8` holders.
    static let addTransfers = Statement(
        "instruction.add-transfers",
        """
        insert into instruction_transfer (message_id, place, payment_id, end_to_end_id, amount, creditor_iban, creditor_bic,
            creditor_holder)
        select $1, u.* from unnest($2::int[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[])
            as u(place, payment, name, amount, iban, bic, holder)
        """)

    /// Prepared messages that wait. `$1` cycle, or null. Row: message_id, cycle, version, payments.
    static let waiting = Statement(
        "instruction.waiting",
        """
        select i.message_id, i.cycle, i.version, array_agg(t.payment_id order by t.place) as payments
        from payment_instruction i join instruction_transfer t using (message_id)
        where i.released_at is null and i.voided_at is null and i.cycle = coalesce($1::bigint, i.cycle)
        group by i.message_id order by i.message_id
        """)

    /// `$1` messages, `$2` now, `$3` who.
    static let release = Statement(
        "instruction.release",
        """
        update payment_instruction set released_at = $2, released_by = $3
        where message_id = any($1::text[]) and released_at is null and voided_at is null
        """)

    /// Gives messages up that were never released. `$1` messages, `$2` now.
    static let void = Statement(
        "instruction.void",
        """
        with gone as (
            update payment_instruction set voided_at = $2
            where message_id = any($1::text[]) and released_at is null and voided_at is null returning message_id
        )
        update instruction_transfer t set is_live = false from gone where t.message_id = gone.message_id and t.is_live
        """)

    /// The messages of a version that wait. `$1` cycle, `$2` version. Row: message_id.
    static let waitingOfVersion = Statement(
        "instruction.waiting-of-version",
        """
        select message_id from payment_instruction
        where cycle = $1 and version = $2 and released_at is null and voided_at is null
        """)

    /// Payments whose message is over may go into another. `$1` payments.
    static let endTransfers = Statement(
        "instruction.end-transfers",
        "update instruction_transfer set is_live = false where payment_id = any($1::bigint[]) and is_live")

    /// Released messages, newest first. Row: message_id.
    static let released = Statement(
        "instruction.released",
        "select message_id from payment_instruction where released_at is not null order by released_at desc, message_id"
    )

    /// `$1` message. Row: content.
    static let content = Statement(
        "instruction.content", "select content from payment_instruction where message_id = $1")

    /// The message a version was dispatched with. `$1` cycle, `$2` version. Row: the columns of its making.
    static let first = Statement(
        "instruction.first",
        """
        select message_id, initiating_party, debtor_iban, debtor_bic, debtor_holder, execution_day, currency, created_at
        from payment_instruction where cycle = $1 and version = $2 and is_prepared
        """)

    /// The transfers of a message, in order. `$1` message. Row: the columns of their making, and the partner.
    static let transfers = Statement(
        "instruction.transfers",
        """
        select t.end_to_end_id, t.amount, t.creditor_iban, t.creditor_bic, t.creditor_holder, p.partner, p.cycle, p.version
        from instruction_transfer t join payment p on p.id = t.payment_id where t.message_id = $1 order by t.place
        """)

    /// Which payments messages carried. `$1` messages. Row: message_id, payment_id.
    static let carried = Statement(
        "instruction.carried",
        "select message_id, payment_id from instruction_transfer where message_id = any($1::text[])")
}
