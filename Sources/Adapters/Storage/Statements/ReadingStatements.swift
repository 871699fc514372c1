import Postgres

/// What partners and members read.
enum ReadingStatements {
    /// `$1` hash. Row: member_id, status.
    static let identifier = Statement(
        "reading.identifier", "select member_id, status from identifier where lookup = $1")

    /// The open lots of the member behind a hash, `$1`, in spending order.
    static let openLots = Statement(
        "reading.open-lots",
        """
        select l.* from identifier i join lot l on l.member_id = i.member_id
        where i.lookup = $1 and (l.remaining > 0 or l.held > 0 or l.arrears > 0)
        order by l.expires_at, l.earned_at, l.sequence
        """)

    /// `$1` partner, `$2` message id. Row: kind, outcome, cycle, received_at, status,
    /// transaction_id, content_digest, record.
    static let message = Statement(
        "reading.message",
        """
        select message_kind(kind) as kind, message_outcome(outcome) as outcome, cycle, received_at, status,
            transaction_id, content_digest, record
        from message where partner = $1 and message_id = $2
        """)

    private static let cycleColumns = """
        select c.id, c.state, c.closed_at, f.version as dispatched_version, p.gross_debit, p.gross_credit, p.fee,
            p.carried_in, p.net, p.carried_out, a.state as acknowledgement, a.voice, a.delivered_at,
            y.direction, y.amount, y.moved, y.state as payment_state, y.end_to_end_id, y.value_date,
            r.reminders, r.reminded_at,
            array(select name from settlement_file s where s.cycle = c.id and s.party = $1 and s.version = f.version
                order by s.place) as files
        from cycle c
        left join lateral (select max(version) as version from settlement_folder
            where cycle = c.id and party = $1) f on true
        left join settlement_position p on p.cycle = c.id and p.version = f.version and p.partner = $1
        left join acknowledgement a on a.cycle = c.id and a.version = f.version and a.party = $1
        left join payment y on y.cycle = c.id and y.version = f.version and y.partner = $1
        left join lateral (select count(*) as reminders, max(reminded_at) as reminded_at from reminder
            where payment_id = y.id) r on true
        """

    /// A partner's cycles, newest first. `$1` partner.
    static let cycles = Statement("reading.cycles", cycleColumns + " order by c.id desc limit 500")

    /// `$1` partner, `$2` cycle.
    static let cycle = Statement("reading.cycle", cycleColumns + " where c.id = $2")

    /// A file of the newest version. `$1` partner, `$2` cycle, `$3` name. Row: content.
    static let file = Statement(
        "reading.file",
        """
        select content from settlement_file where party = $1 and cycle = $2 and name = $3 order by version desc limit 1
        """)
}
