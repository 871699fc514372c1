import Postgres

/// Locks that decide who may do what at a time, and the clock.
///
/// Postings share the gate; whoever closes a cycle or changes terms takes it alone, and nobody does either without it. A
/// lock of the open cycle's row would be right but unfair: share-lockers that keep coming would starve the closer, while
/// advisory locks queue; and lanes side by side would write a list of its holders for every transaction.
enum GateStatements {
    /// A transaction begins.
    static let begin = Statement("gate.begin", "BEGIN")

    /// Shares the gate until the transaction ends.
    static let share = Statement("gate.share", "select pg_advisory_xact_lock_shared(7204620001)")

    /// Takes the gate alone until the transaction ends.
    static let own = Statement("gate.own", "select pg_advisory_xact_lock(7204620001)")

    /// The open cycle, which stays open for as long as the gate is shared. Row: id, revision of the terms.
    static let openCycle = Statement(
        "gate.open-cycle", "select c.id, g.revision from cycle c, configuration g where c.state = 'open'")

    /// The database's clock, moved by `$1` microseconds. Row: now.
    static let clock = Statement(
        "gate.clock", "select clock_timestamp() + $1::bigint * interval '1 microsecond' as now")
}
