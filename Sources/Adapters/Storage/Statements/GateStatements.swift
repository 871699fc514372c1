import Postgres

/// Locks that decide who may do what at a time, and the clock.
///
/// Postings share the gate; whoever closes a cycle or changes terms takes it alone. The open cycle's row lock alone
/// would be right but unfair: share-lockers that keep coming would starve the closer, while advisory locks queue.
enum GateStatements {
    /// A transaction begins.
    static let begin = Statement("gate.begin", "BEGIN")

    /// Shares the gate until the transaction ends.
    static let share = Statement("gate.share", "select pg_advisory_xact_lock_shared(7204620001)")

    /// Takes the gate alone until the transaction ends.
    static let own = Statement("gate.own", "select pg_advisory_xact_lock(7204620001)")

    /// Share-locks the open cycle. Row: id, revision of the terms.
    static let openCycle = Statement(
        "gate.open-cycle",
        """
        select c.id, g.revision from cycle c, configuration g where c.state = 'open' for share of c
        """)

    /// The database's clock, moved by `$1` microseconds. Row: now.
    static let clock = Statement(
        "gate.clock", "select clock_timestamp() + $1::bigint * interval '1 microsecond' as now")
}
