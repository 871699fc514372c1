import Postgres

/// The laws of the money ledger that an audit checks. Each returns a row for what breaks it: subject, detail.
enum AuditMoneyStatements {
    /// The laws by name.
    static let laws: [(name: String, statement: Statement)] = [
        ("money", balanced), ("partner accounts", accounts), ("payments", payments), ("suspense", suspense),
        ("adjustments", adjustments),
    ]

    /// Every transaction moves something, and the accounts together are zero.
    private static let balanced = Statement(
        "audit.money",
        """
        select 'all accounts' as subject, 'together they hold ' || sum(balance) as detail
        from money_balance having sum(balance) <> 0
        union all
        select 'transaction ' || t.reference, 'it moves nothing'
        from money_transaction t where not exists (select from money_posting p where p.transaction_id = t.id)
        """)

    /// A partner's running account is what its versions in force make it owe, less what it paid and plus what it was paid;
    /// a version that was given up leaves only the money that moved for it.
    private static let accounts = Statement(
        "audit.partner-accounts",
        """
        with owed as (
            select p.partner, sum(p.carried_in - p.net) as amount
            from cycle c join money_transaction t on t.kind = 'settlement' and t.cycle = c.id and t.version = c.version
            join settlement_position p on p.cycle = c.id and p.version = c.version
            where c.state in ('dispatched', 'settled') group by 1
        ), moved as (
            select partner, sum(case direction when 'outgoing' then moved else -moved end) as amount
            from payment group by 1
        ), expected as (
            select partner, coalesce(o.amount, 0) + coalesce(m.amount, 0) as amount
            from owed o full join moved m using (partner)
        ), kept as (
            select substr(account, 9) as partner, balance from money_balance where account like 'partner:%'
        )
        select 'partner ' || partner as subject,
            'its account holds ' || coalesce(k.balance, 0) || ', its cycles and payments ' || coalesce(e.amount, 0)
            as detail
        from expected e full join kept k using (partner)
        where coalesce(k.balance, 0) <> coalesce(e.amount, 0)
        """)

    /// A payment moved what its events say, and is in one living message at most.
    private static let payments = Statement(
        "audit.payments",
        """
        select 'payment ' || end_to_end_id as subject, 'moved ' || moved || ', its events say '
            || (select coalesce(sum(e.moved), 0) from payment_event e where e.payment_id = p.id) as detail
        from payment p
        where moved <> (select coalesce(sum(e.moved), 0) from payment_event e where e.payment_id = p.id)
        union all
        select 'payment ' || min(end_to_end_id), 'it is in ' || count(*) || ' living messages'
        from instruction_transfer where is_live group by payment_id having count(*) > 1
        """)

    /// The suspense account holds what the bank's items say stands there.
    private static let suspense = Statement(
        "audit.suspense",
        """
        select 'suspense' as subject, 'the account holds ' || kept || ', the items ' || told as detail
        from (select coalesce((select -balance from money_balance where account = 'suspense'), 0) as kept,
            coalesce((select sum(case side when 'credit' then suspense else -suspense end) from bank_item), 0) as told
        ) s where kept <> told
        """)

    /// Every adjustment's legs add up to zero.
    private static let adjustments = Statement(
        "audit.adjustments",
        """
        select 'adjustment ' || a.id as subject, 'its legs add up to ' || coalesce(sum(l.amount), 0)
            || ' over ' || count(l.party) as detail
        from adjustment a left join adjustment_leg l on l.adjustment_id = a.id group by a.id
        having coalesce(sum(l.amount), 0) <> 0 or count(l.party) < 2
        """)
}
