import Postgres

/// What a close needs besides the gate, at a cost by partners and not by lots or postings: sums that are kept as points
/// move, and their folding.
enum ClosingStatements {
    /// How long a transaction waits for any one lock: those who want to share the gate wait behind whoever wants it
    /// alone, so that must not wait long.
    static let patience = Statement("closing.patience", "set local lock_timeout = '100ms'")

    /// Waits until nobody folds.
    static let foldAlone = Statement("closing.fold-alone", "select pg_advisory_xact_lock(7204620003)")

    /// Adds a cycle's flows up. `$1` cycle, `$2` whether to the last row; else only when most rows would go.
    ///
    /// What is added up is what this statement saw and took away, so that postings go on beside it. One folding at a
    /// time: a second does nothing.
    static let foldFlows = Statement(
        "closing.fold-flows",
        """
        with alone as materialized (
            select pg_try_advisory_xact_lock(7204620003) as is_alone
        ), worth as materialized (
            select sum(rows) > count(*) and ($2::boolean or sum(rows) > 2 * count(*) + 1000) as is_worth
            from (select count(*) as rows from flow where cycle = $1
                group by kind, issuer, redeemer, issue_price, redemption_rate) as sums
        ), taken as (
            delete from flow using alone, worth where cycle = $1 and alone.is_alone and worth.is_worth
            returning kind, issuer, redeemer, issue_price, redemption_rate, points
        )
        insert into flow (cycle, kind, issuer, redeemer, issue_price, redemption_rate, points)
        select $1, kind, issuer, redeemer, issue_price, redemption_rate, sum(points)::bigint from taken
        group by 2, 3, 4, 5, 6 having sum(points) <> 0
        """)

    /// Adds holdings up, as ``foldFlows`` does. `$1` whether to the last row.
    static let foldHoldings = Statement(
        "closing.fold-holdings",
        """
        with alone as materialized (
            select pg_try_advisory_xact_lock(7204620003) as is_alone
        ), worth as materialized (
            select sum(rows) > count(*) and ($1::boolean or sum(rows) > 2 * count(*) + 1000) as is_worth
            from (select count(*) as rows from holding group by issuer) as sums
        ), taken as (
            delete from holding using alone, worth where alone.is_alone and worth.is_worth returning holding.*
        )
        insert into holding (issuer, issued, continued, remaining, held, redeemed, reversed, expired, carried)
        select issuer, sum(issued), sum(continued), sum(remaining), sum(held), sum(redeemed), sum(reversed),
            sum(expired), sum(carried)
        from taken group by issuer
        """)

    /// Makes room where folded rows were, without waiting for anybody; no statement of a transaction.
    static let clean = "vacuum (skip_locked, truncate false) flow, holding"

    /// Issuers whose flows and holdings differ. Row: issuer, figure, flows, lots.
    static let conservation = Statement(
        "closing.conservation",
        """
        with by_flow as (
            select issuer,
                coalesce(sum(points) filter (where kind = 'issued'), 0)::bigint as issued,
                coalesce(sum(points) filter (where kind = 'reversed'), 0)::bigint as reversed,
                coalesce(sum(points) filter (where kind = 'redeemed'), 0)::bigint as redeemed,
                (coalesce(sum(points) filter (where kind = 'expired'), 0)
                    - coalesce(sum(points) filter (where kind = 'expiry_reversed'), 0))::bigint as expired
            from flow group by issuer
        ), by_lot as (
            select issuer, sum(issued)::bigint as issued, sum(continued)::bigint as continued,
                sum(reversed)::bigint as reversed, sum(redeemed)::bigint as redeemed, sum(expired)::bigint as expired,
                sum(carried)::bigint as carried, sum(remaining + held)::bigint as unspent
            from holding group by issuer
        ), figures as (
            select coalesce(f.issuer, l.issuer) as issuer, x.*
            from by_flow f full join by_lot l using (issuer)
            cross join lateral (values
                ('issued', coalesce(f.issued, 0), coalesce(l.issued, 0)),
                ('reversed', coalesce(f.reversed, 0), coalesce(l.reversed, 0)),
                ('redeemed', coalesce(f.redeemed, 0), coalesce(l.redeemed, 0)),
                ('expired', coalesce(f.expired, 0), coalesce(l.expired, 0)),
                ('carried', coalesce(l.continued, 0), coalesce(l.carried, 0)),
                ('whole', coalesce(f.issued, 0) - coalesce(f.reversed, 0),
                    coalesce(l.unspent, 0) + coalesce(f.redeemed, 0) + coalesce(f.expired, 0))
            ) as x(figure, flows, lots)
        )
        select issuer, figure, flows, lots from figures where flows <> lots order by issuer, figure
        """)
}
