import Postgres

/// The money ledger: transactions and postings, only ever added to.
enum MoneyStatements {
    /// Adds transactions; one whose reference is there already fails as a whole. `$1` kinds, `$2` references, `$3` cycles,
    /// `$4` versions, `$5` partners, `$6` days since 1970, `$7` details, `$8` now, `$9` who. Row: id, reference.
    static let addTransactions = Statement(
        "money.add-transactions",
        """
        insert into money_transaction (kind, reference, cycle, version, partner, booked_on, at, actor, detail)
        select u.kind, u.reference, u.cycle, u.version, u.partner, date '1970-01-01' + u.day, $8, $9, u.detail
        from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::int[], $7::text[])
            with ordinality as u(kind, reference, cycle, version, partner, day, detail, place)
        order by u.place
        returning id, reference
        """)

    /// Adds postings. `$1` transactions, `$2` places, `$3` debits, `$4` credits, `$5` amounts.
    static let addPostings = Statement(
        "money.add-postings",
        """
        insert into money_posting (transaction_id, place, debit, credit, amount)
        select * from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::bigint[])
        """)

    /// What a version's obligations were booked as. `$1` cycle, `$2` version. Row: debit, credit, amount.
    static let obligations = Statement(
        "money.obligations",
        """
        select p.debit, p.credit, p.amount from money_transaction t join money_posting p on p.transaction_id = t.id
        where t.kind = 'settlement' and t.cycle = $1 and t.version = $2 order by t.id, p.place
        """)

    /// Debits less credits. `$1` accounts. Row: account, balance.
    static let balances = Statement(
        "money.balances",
        """
        select a.account,
            (coalesce((select sum(amount) from money_posting where debit = a.account), 0)
                - coalesce((select sum(amount) from money_posting where credit = a.account), 0))::bigint as balance
        from unnest($1::text[]) as a(account)
        """)

    /// Every account that was ever used. Row: account, balance.
    static let allBalances = Statement(
        "money.all-balances", "select account, balance from money_balance order by account")

    /// Whether a reference is booked. `$1` reference.
    static let booked = Statement("money.booked", "select 1 as found from money_transaction where reference = $1")

    /// What a transaction moved over the bank's account. `$1` reference. Row: amount.
    static let overBank = Statement(
        "money.over-bank",
        """
        select p.amount from money_transaction t join money_posting p on p.transaction_id = t.id
        where t.reference = $1 and 'bank' in (p.debit, p.credit)
        """)
}
