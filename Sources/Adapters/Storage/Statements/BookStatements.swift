import Postgres

/// The books: journal lines and sums of postings. Debits count above zero.
enum BookStatements {
    /// Sums per account: `$1` first moment, `$2` first moment after, `$3` first day, `$4` last day.
    /// Row: issuer (empty for money), account, redeemer (empty where there is none), opening, closing.
    static let balances = Statement(
        "books.balances",
        """
        select p.issuer, v.account,
            case when v.account = 'redeemed' then coalesce(p.redeemer, p.issuer) else '' end as redeemer,
            coalesce(sum(v.points) filter (where t.posted_at < $1), 0)::bigint as opening,
            sum(v.points)::bigint as closing
        from ledger_transaction t join posting p on p.transaction_id = t.id,
            lateral (values (p.debit, p.points), (p.credit, -p.points)) as v(account, points)
        where t.posted_at < $2 group by 1, 2, 3
        union all
        select '', v.account, '', coalesce(sum(v.amount) filter (where m.booked_on < $3), 0)::bigint,
            sum(v.amount)::bigint
        from money_transaction m join money_posting p on p.transaction_id = m.id,
            lateral (values (p.debit, p.amount), (p.credit, -p.amount)) as v(account, amount)
        where m.booked_on <= $4 group by 2
        order by 1, 2, 3
        """)

    /// The days of the first and the last thing in the books: `$1` time zone.
    /// Row: first_day, last_day; both may be null.
    static let days = Statement(
        "books.days",
        """
        select least(p.first, m.first) as first_day, greatest(p.last, m.last) as last_day
        from (select (min(posted_at) at time zone $1)::date as first, (max(posted_at) at time zone $1)::date as last
                from ledger_transaction) p,
            (select min(booked_on) as first, max(booked_on) as last from money_transaction) m
        """)

    /// Opens the cursor over a period's transactions: `$1` first moment, `$2` first moment after, `$3` first day,
    /// `$4` last day, `$5` time zone. What moves nothing from one account to another is left out.
    static let openJournal = Statement(
        "books.open-journal",
        """
        declare journal no scroll cursor for
        select day, code, kinds, partner, reference, cycle, issuers, accounts, redeemers, amounts
        from (
            select (t.posted_at at time zone $5)::date as day, 0 as class, t.posted_at as at, t.id::text as code,
                array(select distinct kind from posting p where p.transaction_id = t.id
                    order by kind) as kinds,
                t.partner, t.message_id as reference, t.cycle, s.*
            from ledger_transaction t, lateral (
                select array_agg(issuer order by issuer, account, redeemer) as issuers,
                    array_agg(account order by issuer, account, redeemer) as accounts,
                    array_agg(redeemer order by issuer, account, redeemer) as redeemers,
                    array_agg(points order by issuer, account, redeemer) as amounts
                from (
                    select p.issuer, v.account, sum(v.points)::bigint as points,
                        case when v.account = 'redeemed' then coalesce(p.redeemer, p.issuer) else '' end as redeemer
                    from posting p, lateral (values (p.debit, p.points), (p.credit, -p.points)) as v(account, points)
                    where p.transaction_id = t.id
                    group by 1, 2, 4 having sum(v.points) <> 0
                ) as sums
            ) as s
            where t.posted_at >= $1 and t.posted_at < $2 and s.amounts is not null
            union all
            select m.booked_on, 1, m.at, 'money-' || lpad(m.id::text, 6, '0'), array[m.kind], null, m.reference,
                m.cycle, null, s.accounts, null, s.amounts
            from money_transaction m, lateral (
                select array_agg(account order by account) as accounts, array_agg(amount order by account) as amounts
                from (
                    select v.account, sum(v.amount)::bigint as amount from money_posting p,
                        lateral (values (p.debit, p.amount), (p.credit, -p.amount)) as v(account, amount)
                    where p.transaction_id = m.id group by 1 having sum(v.amount) <> 0
                ) as sums
            ) as s
            where m.booked_on between $3 and $4 and s.amounts is not null
        ) as entry
        order by day, class, at, code
        """)

    /// The next page of the cursor. Row: day, code, kinds, partner, reference, cycle; issuers (null for money),
    /// accounts, redeemers, amounts in the same order.
    static let nextPage = Statement("books.next-page", "fetch forward 1000 from journal")

    /// What is with members at a moment: `$1` the first moment after it, `$2` time zone. Carried points are in the lot
    /// they went on in, of the age of the lot that began it.
    /// Row: issuer, earned_on, price, available, pending, held, lapsed.
    static let outstanding = Statement(
        "books.outstanding",
        """
        with movement as (
            select p.lot_id, v.account, v.points
            from posting p join ledger_transaction t on t.id = p.transaction_id,
                lateral (values (p.debit, -p.points), (p.credit, case when p.kind = 'carry' then 0 else p.points end))
                    as v(account, points)
            where t.posted_at < $1 and v.account in ('outstanding', 'held')
            union all
            select p.into_lot_id, 'outstanding', p.points
            from posting p join ledger_transaction t on t.id = p.transaction_id
            where t.posted_at < $1 and p.kind = 'carry'
        ), kept as (
            select lot_id, coalesce(sum(points) filter (where account = 'outstanding'), 0) as remaining,
                coalesce(sum(points) filter (where account = 'held'), 0) as held
            from movement group by lot_id
        )
        select l.issuer, (r.earned_at at time zone $2)::date as earned_on, l.issue_price as price,
            coalesce(sum(k.remaining) filter (where l.expires_at >= $1 and l.available_at < $1), 0)::bigint
                as available,
            coalesce(sum(k.remaining) filter (where l.expires_at >= $1 and l.available_at >= $1), 0)::bigint
                as pending,
            sum(k.held)::bigint as held,
            coalesce(sum(k.remaining) filter (where l.expires_at < $1), 0)::bigint as lapsed
        from kept k join lot l on l.id = k.lot_id join lot r on r.id = l.root_id
        where k.remaining <> 0 or k.held <> 0
        group by 1, 2, 3 order by 1, 2, 3
        """)

    /// The flows of vintages before a moment: `$1` that moment, `$2` time zone.
    /// Row: issuer, vintage and month (each its first day), movement, points, price.
    static let vintages = Statement(
        "books.vintages",
        """
        select issuer, vintage, month, movement, sum(points)::bigint as points, price
        from (
            select p.issuer, date_trunc('month', r.earned_at at time zone $2)::date as vintage,
                date_trunc('month', t.posted_at at time zone $2)::date as month,
                case p.kind when 'issue' then 'issued' when 'reverse' then 'reversed' when 'expire' then 'expired'
                    else 'redeemed' end as movement,
                case when p.kind = 'return' then -p.points else p.points end as points, r.issue_price as price
            from posting p join ledger_transaction t on t.id = p.transaction_id
                join lot l on l.id = p.lot_id join lot r on r.id = l.root_id
            where t.posted_at < $1
                and p.kind in ('issue', 'redeem', 'capture', 'arrears', 'return', 'reverse', 'expire')
        ) as flow
        group by issuer, vintage, month, movement, price having sum(points) <> 0
        order by issuer, vintage, month, movement, price
        """)
}
