import Postgres

/// Cycles, what was calculated for them, and their folders.
enum SettlementStatements {
    /// Columns of a cycle with the version in force and the newest that was dispatched before it.
    private static let cycleColumns = """
        select c.id, c.state, c.version, c.opened_at, c.closed_at, c.cut_off, s.digest, s.terms, s.calculated_by,
            (select max(f.version) from settlement_folder f where f.cycle = c.id
                and (c.state = 'closed' or f.version < c.version)) as dispatched
        from cycle c
        left join settlement s on s.cycle = c.id and s.version = c.version and c.state not in ('open', 'closed')
        """

    /// All cycles, newest first.
    static let cycles = Statement("settlement.cycles", cycleColumns + " order by c.id desc")

    /// `$1` cycle.
    static let cycle = Statement("settlement.cycle", cycleColumns + " where c.id = $1")

    /// Locks a cycle's row and those before and after it, whose carried amounts it ties with, so that one change at a
    /// time is decided on them. The open one is left to postings, which share it; it does not change here. `$1` cycle.
    static let lockCycles = Statement(
        "settlement.lock-cycles",
        """
        select id from cycle where state <> 'open'
            and id between coalesce((select max(id) from cycle where id < $1), $1)
                and coalesce((select min(id) from cycle where id > $1), $1)
        order by id for update
        """)

    /// The open cycle. Row: id, opened_at.
    static let open = Statement("settlement.open", "select id, opened_at from cycle where state = 'open'")

    /// The newest closed cycle. Row: cut_off.
    static let lastClosed = Statement(
        "settlement.last-closed", "select cut_off from cycle where state <> 'open' order by id desc limit 1")

    /// Cycles that the schedule closed and nobody touched since, oldest first. Row: id, state.
    static let unattended = Statement(
        "settlement.unattended",
        """
        select id, state from cycle where cut_off is not null
            and ((state = 'closed' and version = 0) or (state = 'calculated' and version = 1))
        order by id
        """)

    /// The sums of a cycle's flows. `$1` cycle.
    static let flows = Statement(
        "settlement.flows",
        """
        select kind, issuer, redeemer, issue_price, redemption_rate, sum(points)::bigint as points from flow
        where cycle = $1 group by 1, 2, 3, 4, 5 having sum(points) <> 0
        """)

    /// The cycle before `$1`. Row: id, state.
    static let before = Statement(
        "settlement.before", "select id, state from cycle where id < $1 order by id desc limit 1")

    /// What the version in force of the cycle before `$1` carries out. Row: partner, carried_out.
    static let carriedOut = Statement(
        "settlement.carried-out",
        """
        select p.partner, p.carried_out from settlement_position p join cycle c on c.id = p.cycle
            and c.version = p.version and c.state not in ('open', 'closed')
        where c.id = (select max(id) from cycle where id < $1) and p.carried_out <> 0
        """)

    /// What the version in force of the cycle after `$1` carried in. Row: id, partner, carried_in.
    static let carriedOn = Statement(
        "settlement.carried-on",
        """
        select c.id, p.partner, p.carried_in from cycle c join settlement_position p on p.cycle = c.id
            and p.version = c.version
        where c.state not in ('open', 'closed') and c.id = (select min(id) from cycle where id > $1)
        """)

    /// Approvals of the version in force. `$1` cycle. Row: approver, approved_at.
    static let approvals = Statement(
        "settlement.approvals",
        """
        select a.approver, a.approved_at from approval a join cycle c on c.id = a.cycle and c.version = a.version
        where a.cycle = $1 and c.state not in ('open', 'closed') order by a.approved_at, a.approver
        """)

    /// `$1` cycle, `$2` now, `$3` the cut-off, where the schedule closes it.
    static let close = Statement(
        "settlement.close",
        "update cycle set state = 'closed', closed_at = $2, cut_off = $3::timestamptz where id = $1")

    /// `$1` now.
    static let openNext = Statement("settlement.open-next", "insert into cycle (state, opened_at) values ('open', $1)")

    /// `$1` cycle, `$2` state, `$3` versions calculated so far.
    static let move = Statement(
        "settlement.move", "update cycle set state = $2, version = $3 where id = $1")

    /// `$1` cycle, `$2` version, `$3` digest, `$4` terms, `$5` now, `$6` who.
    static let keep = Statement(
        "settlement.keep",
        """
        insert into settlement (cycle, version, digest, terms, calculated_at, calculated_by)
        values ($1, $2, $3, $4, $5, $6)
        """)

    /// `$1` cycle, `$2` version, then the columns.
    static let keepPositions = Statement(
        "settlement.keep-positions",
        """
        insert into settlement_position (cycle, version, partner, gross_debit, gross_credit, fee, carried_in, net,
            carried_out)
        select $1, $2, u.* from unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
            $9::bigint[]) as u(partner, gross_debit, gross_credit, fee, carried_in, net, carried_out)
        """)

    /// `$1` cycle, `$2` version, `$3` approver, `$4` digest, `$5` now.
    static let approve = Statement(
        "settlement.approve",
        "insert into approval (cycle, version, approver, digest, approved_at) values ($1, $2, $3, $4, $5)")

    /// `$1` cycle, `$2` version, `$3` now.
    static let withdraw = Statement(
        "settlement.withdraw", "update settlement set aborted_at = $3 where cycle = $1 and version = $2")
}
