import Operations
import Postgres

/// What the bank said, and what waits for people.
enum BankStatements {
    /// A file that was taken in. `$1` SHA-256.
    static let file = Statement(
        "bank.file",
        """
        select kind, message_id, items, matched, partly_matched, unmatched, duplicates, payments_moved from bank_file
        where sha256 = $1
        """)

    /// `$1` SHA-256, `$2` name, `$3` kind, `$4` message, `$5` made at, `$6` now, `$7` who.
    static let addFile = Statement(
        "bank.add-file",
        """
        insert into bank_file (sha256, name, kind, message_id, created_at, imported_at, imported_by)
        values ($1, $2, $3, $4, $5, $6, $7)
        """)

    /// `$1` SHA-256, then the counts.
    static let countFile = Statement(
        "bank.count-file",
        """
        update bank_file set items = $2, matched = $3, partly_matched = $4, unmatched = $5, duplicates = $6,
            payments_moved = $7
        where sha256 = $1
        """)

    /// Which of these are known. `$1` identities. Row: identity.
    static let known = Statement(
        "bank.known", "select identity from bank_item where identity = any($1::text[])")

    /// Entries that moved these payments. `$1` payments. Row: payment_id, side, amount, booking_day, has_reference, kind.
    static let entriesOf = Statement(
        "bank.entries-of",
        """
        select i.payment_id, i.side, i.amount, i.booking_day, i.servicer_reference is not null as has_reference, f.kind
        from bank_item i join bank_file f on f.sha256 = i.file
        where i.payment_id = any($1::bigint[]) and i.kind = 'entry' and i.state <> 'unmatched'
        """)

    /// `$1` file, then arrays: `$2` identities, `$3` kinds, `$4` sides, `$5` amounts, `$6` currencies, `$7` booking days,
    /// `$8` value days, `$9` servicer references, `$10` end-to-end ids, `$11` remittances, `$12` returns, `$13`
    /// counterparties, `$14` states, `$15` reasons, `$16` payments, `$17` on suspense. Row: id, identity.
    static let addItems = Statement(
        "bank.add-items",
        """
        insert into bank_item (identity, file, kind, side, amount, currency, booking_day, value_day, servicer_reference,
            end_to_end_id, remittance, is_return, counterparty, state, reason, payment_id, suspense)
        select u.identity, $1, u.kind, u.side, u.amount, u.currency, date '1970-01-01' + u.booking_day,
            date '1970-01-01' + u.value_day, u.servicer, u.name, u.remittance, u.is_return, u.counterparty, u.state,
            u.reason, u.payment, u.suspense
        from unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::int[], $8::int[], $9::text[],
            $10::text[], $11::text[], $12::bool[], $13::text[], $14::text[], $15::text[], $16::bigint[], $17::bigint[])
            with ordinality as u(identity, kind, side, amount, currency, booking_day, value_day, servicer, name, remittance,
            is_return, counterparty, state, reason, payment, suspense, place)
        order by u.place
        returning id, identity
        """)

    /// What waits for people, oldest first.
    static let work = Statement(
        "bank.work",
        """
        select i.id, i.kind, i.side, i.amount, i.currency, i.booking_day, i.servicer_reference, i.end_to_end_id,
            i.remittance, i.counterparty, i.state, i.reason, i.payment_id, i.suspense
        from bank_item i left join payment p on p.id = i.payment_id
        where i.state = 'unmatched' or (i.state = 'partly_matched' and (i.suspense > 0
            or p.state is null or p.state not in ('paid', 'withdrawn')))
        order by i.id limit \(WorkList.mostItems + 1)
        """)

    /// Locks an item. `$1` item.
    static let item = Statement(
        "bank.item",
        """
        select id, kind, side, amount, currency, booking_day, value_day, end_to_end_id, remittance, is_return, state,
            reason, suspense
        from bank_item where id = $1 for update
        """)

    /// `$1` item, `$2` state, `$3` payment or null, `$4` on suspense, `$5` who, `$6` now, `$7` decision.
    static let decide = Statement(
        "bank.decide",
        """
        update bank_item set state = $2, payment_id = coalesce($3::bigint, payment_id), suspense = $4, decided_by = $5,
            decided_at = $6, decision = $7
        where id = $1
        """)

    /// The highest rung each payment has reached. Row: payment_id, rung.
    static let reminders = Statement(
        "bank.reminders", "select payment_id, max(rung) as rung from reminder group by payment_id")

    /// Incoming payments that were due before `$1` (days since 1970) and are open. Row: id, partner, value_date, rest.
    static let overdue = Statement(
        "bank.overdue",
        """
        select id, partner, value_date, amount - moved as rest from payment
        where direction = 'incoming' and state in ('pending', 'returned') and value_date < date '1970-01-01' + $1::int
        order by id
        """)

    /// `$1` payments, `$2` rungs, `$3` days, `$4` rests, `$5` now. Row: payment_id, rung.
    static let remind = Statement(
        "bank.remind",
        """
        insert into reminder (payment_id, rung, due_on, open_amount, reminded_at)
        select u.payment, u.rung, date '1970-01-01' + u.day, u.rest, $5
        from unnest($1::bigint[], $2::int[], $3::int[], $4::bigint[]) as u(payment, rung, day, rest)
        on conflict do nothing returning payment_id, rung
        """)

    /// Tells people. `$1` kinds, `$2` partners, `$3` details, `$4` now.
    static let alert = Statement(
        "bank.alert",
        """
        insert into alert (kind, partner, detail, raised_at)
        select u.kind, u.partner, u.detail, $4 from unnest($1::text[], $2::text[], $3::text[]) as u(kind, partner, detail)
        """)

    /// Payments that bear interest and may owe some, with their receipts and what was charged. `$1` today. Row: id, cycle,
    /// partner, amount, value_date, interest, end_to_end_id, state, days, amounts, charged, place.
    static let bearing = Statement(
        "bank.bearing",
        """
        select p.id, p.cycle, p.partner, p.amount, p.value_date, p.interest, p.end_to_end_id, p.state,
            coalesce((select array_agg(e.counted_on - date '1970-01-01' order by e.id) from payment_event e
                where e.payment_id = p.id and e.moved <> 0), '{}') as days,
            coalesce((select array_agg(e.moved order by e.id) from payment_event e
                where e.payment_id = p.id and e.moved <> 0), '{}') as amounts,
            coalesce((select sum(i.amount) from interest_charge i where i.payment_id = p.id), 0)::bigint as charged,
            coalesce((select max(i.place) from interest_charge i where i.payment_id = p.id), 0) as place
        from payment p
        where p.direction = 'incoming' and p.interest > 0 and p.state <> 'withdrawn'
            and p.value_date < date '1970-01-01' + $1::int
            and (p.state <> 'paid' or p.updated_at > $2::timestamptz - interval '400 days')
        order by p.id for update of p
        """)

    /// Writes charges down. `$1` payments, `$2` places, `$3` days, `$4` amounts, `$5` adjustments, `$6` now.
    static let addCharges = Statement(
        "bank.add-charges",
        """
        insert into interest_charge (payment_id, place, until_day, amount, adjustment, charged_at)
        select u.payment, u.place, date '1970-01-01' + u.day, u.amount, u.adjustment, $6
        from unnest($1::bigint[], $2::int[], $3::int[], $4::bigint[], $5::uuid[])
            as u(payment, place, day, amount, adjustment)
        """)

    /// Charges that are not posted yet. Row: payment_id, place, until_day, amount, adjustment, cycle, partner, end_to_end_id.
    static let charges = Statement(
        "bank.charges",
        """
        select i.payment_id, i.until_day, i.amount, i.adjustment, p.cycle, p.partner, p.end_to_end_id
        from interest_charge i join payment p on p.id = i.payment_id where i.posted_at is null
        order by i.payment_id, i.place
        """)

    /// `$1` adjustment, `$2` now.
    static let posted = Statement(
        "bank.posted", "update interest_charge set posted_at = $2 where adjustment = $1 and posted_at is null")
}
