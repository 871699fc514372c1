import Postgres

/// The laws an audit checks. Each returns a row for what breaks it: subject, detail.
enum AuditCheckStatements {
    /// Sums of every issuer's accounts, credits less debits; `issued` the other way round.
    static let issuers = Statement(
        "audit.issuers",
        """
        with movement as (
            select issuer, debit as account, -points as points from posting
            union all
            select issuer, credit, points from posting
        )
        select issuer,
            (-coalesce(sum(points) filter (where account = 'issued'), 0))::bigint as issued,
            coalesce(sum(points) filter (where account = 'reversed'), 0)::bigint as reversed,
            coalesce(sum(points) filter (where account = 'outstanding'), 0)::bigint as outstanding,
            coalesce(sum(points) filter (where account = 'held'), 0)::bigint as held,
            coalesce(sum(points) filter (where account = 'redeemed'), 0)::bigint as redeemed,
            coalesce(sum(points) filter (where account = 'expired'), 0)::bigint as expired
        from movement group by issuer order by issuer
        """)

    /// How much was read. Row: postings, messages.
    static let counts = Statement(
        "audit.counts",
        "select (select count(*) from posting) as postings, (select count(*) from message) as messages")

    /// The laws by name.
    static let laws: [(name: String, statement: Statement)] = [
        ("conservation", conservation), ("lots", lots), ("holdings", holdings), ("members", members), ("flows", flows),
        ("pieces", pieces), ("messages", messages), ("cycles", cycles), ("positions", positions),
    ]

    /// What lots hold is what the postings of their issuer left there.
    private static let conservation = Statement(
        "audit.conservation",
        """
        with movement as (
            select issuer, debit as account, -points as points from posting
            union all
            select issuer, credit, points from posting
        ), posted as (
            select issuer, account, sum(points) as points from movement group by 1, 2
        ), kept as (
            select issuer, v.account, sum(v.points) as points from lot, lateral (values ('outstanding', remaining),
                ('held', held), ('redeemed', redeemed), ('reversed', reversed), ('expired', expired),
                ('issued', case when id = root_id then -lot.points else 0 end)) as v(account, points)
            group by 1, 2
        )
        select issuer as subject, account || ': postings ' || coalesce(p.points, 0) || ', lots '
            || coalesce(k.points, 0) as detail
        from posted p full join kept k using (issuer, account)
        where coalesce(p.points, 0) <> coalesce(k.points, 0)
        """)

    /// Each lot holds what its own postings left there.
    private static let lots = Statement(
        "audit.lots",
        """
        with movement as (
            select lot_id, debit as account, -points as points from posting where kind <> 'carry'
            union all
            select lot_id, credit, points from posting where kind <> 'carry'
            union all
            select lot_id, 'outstanding', -points from posting where kind = 'carry'
            union all
            select into_lot_id, 'outstanding', points from posting where kind = 'carry'
            union all
            select lot_id, 'carried', points from posting where kind = 'carry'
        ), posted as (
            select lot_id,
                coalesce(sum(points) filter (where account = 'outstanding'), 0) as remaining,
                coalesce(sum(points) filter (where account = 'held'), 0) as held,
                coalesce(sum(points) filter (where account = 'redeemed'), 0) as redeemed,
                coalesce(sum(points) filter (where account = 'reversed'), 0) as reversed,
                coalesce(sum(points) filter (where account = 'expired'), 0) as expired,
                coalesce(sum(points) filter (where account = 'carried'), 0) as carried
            from movement group by lot_id
        )
        select coalesce(l.id, p.lot_id)::text as subject, 'the lot and its postings differ' as detail
        from lot l full join posted p on p.lot_id = l.id
        where (l.remaining, l.held, l.redeemed, l.reversed, l.expired, l.carried)
            is distinct from (p.remaining, p.held, p.redeemed, p.reversed, p.expired, p.carried)
        limit 100
        """)

    /// What issuers hold is the sums of their lots.
    private static let holdings = Statement(
        "audit.holdings",
        """
        with figures as (
            select issuer, 1 as side, points * (id = root_id)::int as issued, points * (id <> root_id)::int as continued,
                remaining, held, redeemed, reversed, expired, carried
            from lot
            union all
            select issuer, -1, issued, continued, remaining, held, redeemed, reversed, expired, carried from holding
        ), differences as (
            select issuer, v.figure, sum(side * v.points) as points from figures, lateral (values ('issued', issued),
                ('continued', continued), ('remaining', remaining), ('held', held), ('redeemed', redeemed),
                ('reversed', reversed), ('expired', expired), ('carried', carried)) as v(figure, points)
            group by 1, 2
        )
        select issuer as subject, figure || ': lots less holding ' || points as detail from differences
        where points <> 0 order by 1, 2
        """)

    /// Each member's counters are the sums of the member's lots. What time changes is summed up as of the last moment for
    /// which the counters were made.
    private static let members = Statement(
        "audit.members",
        """
        with summed as (
            select l.member_id, sum(l.remaining) as unspent, sum(l.held) as held, sum(l.arrears) as arrears,
                coalesce(sum(l.remaining) filter (where l.available_at < u.until and u.until <= l.expires_at), 0)
                    as available,
                coalesce(sum(l.remaining) filter (where u.until <= l.available_at and u.until <= l.expires_at), 0)
                    as pending
            from lot l join member m on m.id = l.member_id
                cross join lateral (select coalesce(m.next_change_at, 'infinity'::timestamptz) as until) u
            group by l.member_id
        )
        select m.id::text as subject, 'counters ' || concat_ws('/', m.unspent, m.held, m.arrears, m.available, m.pending)
            || ', lots ' || coalesce(concat_ws('/', s.unspent, s.held, s.arrears, s.available, s.pending), 'none')
            as detail
        from member m left join summed s on s.member_id = m.id
        where (m.unspent, m.held, m.arrears, m.available, m.pending) is distinct from (coalesce(s.unspent, 0),
            coalesce(s.held, 0), coalesce(s.arrears, 0), coalesce(s.available, 0), coalesce(s.pending, 0))
        limit 100
        """)

    /// Each cycle's flows are the sums of its postings.
    private static let flows = Statement(
        "audit.flows",
        """
        with posted as (
            select cycle, v.kind, issuer, coalesce(case when v.kind = 'redeemed' then redeemer end, issuer) as redeemer,
                issue_price, case when v.kind = 'redeemed' then redemption_rate else 0 end as redemption_rate,
                sum(v.points) as points
            from posting, lateral (values
                (case when posting.kind in ('redeem', 'capture', 'arrears', 'return') then 'redeemed'
                    when posting.kind = 'issue' then 'issued'
                    when posting.kind in ('reverse', 'reverse_expired') then 'reversed'
                    when posting.kind = 'expire' then 'expired' end,
                    case when posting.kind = 'return' then -posting.points else posting.points end),
                (case when posting.kind = 'reverse_expired' then 'expiry_reversed' end, posting.points)
            ) as v(kind, points)
            where v.kind is not null group by 1, 2, 3, 4, 5, 6
        ), kept as (
            select cycle, kind, issuer, redeemer, issue_price, redemption_rate, sum(points) as points
            from flow group by 1, 2, 3, 4, 5, 6
        )
        select 'cycle ' || cycle as subject, kind || ' ' || issuer || ' to ' || redeemer || ': postings '
            || coalesce(p.points, 0) || ', flows ' || coalesce(k.points, 0) as detail
        from posted p full join kept k using (cycle, kind, issuer, redeemer, issue_price, redemption_rate)
        where coalesce(p.points, 0) <> coalesce(k.points, 0)
        """)

    /// What redemptions hold of lots is what the lots have held for them.
    private static let pieces = Statement(
        "audit.pieces",
        """
        with taken as (
            select lot_id, sum(held) as held, sum(redeemed) as redeemed from piece group by lot_id
        ), owed as (
            select lot_id, sum(points) as points from posting where kind = 'arrears' group by lot_id
        )
        select l.id::text as subject, 'lot ' || l.held || '/' || l.redeemed || ', pieces '
            || coalesce(t.held, 0) || '/' || coalesce(t.redeemed, 0) + coalesce(o.points, 0) as detail
        from lot l left join taken t on t.lot_id = l.id left join owed o on o.lot_id = l.id
        where l.held <> coalesce(t.held, 0) or l.redeemed <> coalesce(t.redeemed, 0) + coalesce(o.points, 0)
        limit 100
        """)

    /// Every posting has its transaction, every accrual and redemption the message that made it, and every accrual and
    /// redemption posted stands as one.
    private static let messages = Statement(
        "audit.messages",
        """
        select p.transaction_id::text as subject, 'a posting without its transaction' as detail
        from posting p left join ledger_transaction t on t.id = p.transaction_id where t.id is null
        union all
        select coalesce(m.partner || ' ' || m.message_id, a.transaction_id::text),
            case when m.message_id is null then 'an accrual without its message' else 'a message without its accrual' end
        from (select * from message where outcome = 1 and kind = 3) m
        full join accrual a on a.transaction_id = m.transaction_id
        where m.message_id is null or a.transaction_id is null
        union all
        select coalesce(m.partner || ' ' || m.message_id, r.transaction_id::text),
            case when m.message_id is null then 'a redemption without its message'
                else 'a message without its redemption' end
        from (select * from message where outcome = 1 and kind = 4) m
        full join redemption r on r.transaction_id = m.transaction_id
        where m.message_id is null or r.transaction_id is null
        limit 100
        """)

    /// Every transaction is in exactly one cycle, as all its postings are.
    private static let cycles = Statement(
        "audit.cycles",
        """
        select t.id::text as subject, 'the transaction and a posting of it are in different cycles' as detail
        from posting p join ledger_transaction t on t.id = p.transaction_id
        where p.cycle <> t.cycle
        limit 100
        """)

    /// What was carried out of a cycle is what was carried into the next.
    private static let positions = Statement(
        "audit.positions",
        """
        select 'cycle ' || p.cycle || ' ' || p.partner as subject,
            'net ' || p.net || ' is not ' || p.gross_credit || ' - ' || p.gross_debit || ' - ' || p.fee || ' + '
            || p.carried_in as detail
        from settlement_position p
        where p.net <> p.gross_credit - p.gross_debit - p.fee + p.carried_in
        """)
}
