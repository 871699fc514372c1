import Postgres

/// Adjustments, partners that do not pay, and partners that leave.
enum AdjustmentStatements {
    /// Parties of `$1` that are neither partners nor the operator. Row: party.
    static let strangers = Statement(
        "adjustment.strangers",
        """
        select u.party from unnest($1::text[]) as u(party)
        where u.party <> 'operator' and not exists (select from partner p where p.id = u.party) order by 1
        """)

    /// Adds an adjustment that is not there yet. `$1` id, `$2` cycle, `$3` kind, `$4` reason, `$5` corrects, `$6` dispute or
    /// none, `$7` now, `$8` who. Row, where it was added: cycle.
    static let add = Statement(
        "adjustment.add",
        """
        insert into adjustment (id, cycle, kind, reason, corrects, dispute, made_at, made_by)
        values ($1, $2, $3, $4, $5::text[], $6::bigint, $7, $8) on conflict (id) do nothing returning cycle
        """)

    /// `$1` adjustment, `$2` parties, `$3` amounts.
    static let addLegs = Statement(
        "adjustment.add-legs",
        """
        insert into adjustment_leg (adjustment_id, party, amount)
        select $1, u.* from unnest($2::text[], $3::bigint[]) as u(party, amount)
        """)

    private static let columns = """
        select a.id, a.cycle, a.kind, a.reason, a.corrects, a.dispute, a.made_at, a.made_by,
            array_agg(l.party order by l.party) as parties, array_agg(l.amount order by l.party) as amounts
        from adjustment a join adjustment_leg l on l.adjustment_id = a.id
        """

    /// The adjustment `$1`. Row: its columns, with its legs as `parties` and `amounts`.
    static let one = Statement("adjustment.one", columns + " where a.id = $1 group by a.id")

    /// The adjustments of cycle `$1`, by id. Row as for ``one``.
    static let ofCycle = Statement("adjustment.of-cycle", columns + " where a.cycle = $1 group by a.id order by a.id")

    /// The newest `$1` adjustments. Row as for ``one``.
    static let newest = Statement(
        "adjustment.newest", columns + " group by a.id order by a.made_at desc, a.id desc limit $1")

    /// Records that a partner does not pay. `$1` cycle, `$2` partner, `$3` version, `$4` reason, `$5` now, `$6` who. Row, where
    /// it was added: partner.
    static let addDefault = Statement(
        "default.add",
        """
        insert into partner_default (cycle, partner, version, reason, declared_at, declared_by)
        values ($1, $2, $3, $4, $5, $6) on conflict (cycle, partner) do nothing returning partner
        """)

    /// Who does not pay in a cycle, and what there is to meet the debts: the funds as they stand without what this cycle's
    /// own versions drew on them, and what was paid in for the cycle less what was paid out. `$1` cycle. Row: partner, version, reason, declared_at, declared_by, collateral, reserve,
    /// received.
    static let defaults = Statement(
        "default.of-cycle",
        """
        select d.partner, d.version, d.reason, d.declared_at, d.declared_by, greatest(f.collateral, 0) as collateral,
            greatest(f.reserve, 0) as reserve,
            (select greatest(coalesce(sum(case y.direction when 'incoming' then y.moved else -y.moved end), 0), 0)::bigint
                from payment y where y.cycle = d.cycle and y.partner = d.partner) as received
        from partner_default d
        cross join lateral (
            select coalesce(sum(side.amount) filter (where side.account = 'collateral:' || d.partner), 0)::bigint
                    as collateral,
                coalesce(sum(side.amount) filter (where side.account = 'reserve:' || d.partner), 0)::bigint as reserve
            from money_posting p join money_transaction t on t.id = p.transaction_id
            cross join lateral (values (p.credit, p.amount), (p.debit, -p.amount)) as side(account, amount)
            where (p.credit in ('collateral:' || d.partner, 'reserve:' || d.partner)
                or p.debit in ('collateral:' || d.partner, 'reserve:' || d.partner))
                and not (t.cycle is not distinct from d.cycle and t.kind in ('settlement', 'withdrawal'))
        ) as f
        where d.cycle = $1 order by d.partner
        """)

    /// Partners whose last cycle lies before `$1`, by the versions in force. Row: partner.
    static let departed = Statement(
        "run-off.departed",
        """
        select distinct r.partner from settlement_run_off r
        join cycle c on c.id = r.cycle and c.version = r.version and c.state not in ('open', 'closed')
        where r.cycle < $1
        """)

    /// The points of issuers `$2` that are still out at the end of cycle `$1`. Row: issuer, points.
    static let outstanding = Statement(
        "run-off.outstanding",
        """
        select issuer, sum(case when kind in ('issued', 'expiry_reversed') then points else -points end)::bigint as points
        from flow where cycle <= $1 and issuer = any($2::text[]) group by issuer
        """)

    /// `$1` cycle, `$2` version, `$3` partners, `$4` points, `$5` amounts.
    static let keepRunOffs = Statement(
        "run-off.keep",
        """
        insert into settlement_run_off (cycle, version, partner, points, amount)
        select $1, $2, u.* from unnest($3::text[], $4::bigint[], $5::bigint[]) as u(partner, points, amount)
        """)
}
