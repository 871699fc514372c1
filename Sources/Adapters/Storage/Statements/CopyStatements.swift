import Postgres

/// Folders that went out once more as they were.
enum CopyStatements {
    /// Numbers a copy of a version; the cycle's row is locked. `$1` cycle, `$2` version, `$3` now, `$4` who. Row: copy.
    static let add = Statement(
        "copy.add",
        """
        insert into settlement_copy (cycle, version, copy, made_at, made_by)
        select $1, $2, coalesce(max(copy), 0) + 1, $3, $4 from settlement_copy where cycle = $1 and version = $2
        returning copy
        """)

    /// `$1` cycle, `$2` version, `$3` copy. Row: made_at.
    static let one = Statement(
        "copy.one", "select made_at from settlement_copy where cycle = $1 and version = $2 and copy = $3")

    /// `$1` cycle or none for all. Row: party, cycle, version, copy.
    static let folders = Statement(
        "copy.folders",
        """
        select f.party, c.cycle, c.version, c.copy from settlement_copy c join settlement_folder f using (cycle, version)
        where $1::bigint is null or c.cycle = $1 order by c.cycle, c.version, c.copy, f.party
        """)

    /// Queues deliveries of a copy. `$1` cycle, `$2` version, `$3` party, `$4` copy, `$5` places, `$6` addresses, `$7`
    /// seconds to the deadline.
    static let queue = Statement(
        "copy.queue",
        """
        insert into delivery (cycle, version, party, copy, place, target, state, queued_at, next_attempt_at, deadline)
        select $1, $2, $3, $4, u.place, u.target, 'waiting', clock_timestamp(), clock_timestamp(),
            clock_timestamp() + $7 * interval '1 second'
        from unnest($5::int[], $6::text[]) as u(place, target)
        """)
}
