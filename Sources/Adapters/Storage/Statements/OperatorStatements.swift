import Postgres

/// Operator users, their sessions, and proposals.
enum OperatorStatements {
    private static let columns = """
        name, roles, disabled, password, code_secret, code_enrolled, code_step, failures, locked_until
        """

    /// Lets one decision on the users as a whole be made at a time.
    static let administer = Statement("operator.administer", "select pg_advisory_xact_lock(7204620006)")

    /// Row: any.
    static let any = Statement("operator.any", "select exists (select from operator_user) as found")

    /// All users, by name.
    static let all = Statement("operator.all", "select \(columns) from operator_user order by name")

    /// All users, by name, locked.
    static let lockAll = Statement("operator.lock-all", "select \(columns) from operator_user order by name for update")

    /// `$1` name; its row locked.
    static let lock = Statement("operator.lock", "select \(columns) from operator_user where name = $1 for update")

    /// `$1` name, `$2` roles, `$3` disabled, `$4` password, `$5` code secret, `$6` enrolled, `$7` step, `$8` failures,
    /// `$9` locked until, `$10` now, `$11` who.
    static let keep = Statement(
        "operator.keep",
        """
        insert into operator_user (name, roles, disabled, password, code_secret, code_enrolled, code_step, failures,
            locked_until, made_at, made_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9::timestamptz, $10, $11)
        on conflict (name) do update set roles = excluded.roles, disabled = excluded.disabled,
            password = excluded.password, code_secret = excluded.code_secret, code_enrolled = excluded.code_enrolled,
            code_step = excluded.code_step, failures = excluded.failures, locked_until = excluded.locked_until
        """)

    /// `$1` token hash, `$2` name, `$3` now, `$4` end.
    static let openSession = Statement(
        "operator.open-session",
        "insert into operator_session (token_hash, name, made_at, used_at, ends_at) values ($1, $2, $3, $3, $4)")

    /// `$1` name, `$2` token hash or null for all of the name, `$3` now.
    static let endSessions = Statement(
        "operator.end-sessions",
        """
        update operator_session set ended_at = $3 where name = $1 and ended_at is null
            and ($2::bytea is null or token_hash = $2)
        """)

    /// `$1` token hash, `$2` microseconds the clock is moved by. Row: the session, its user's columns, now.
    static let session = Statement(
        "operator.session",
        """
        select \(columns), s.used_at, s.ends_at, s.ended_at,
            clock_timestamp() + $2::bigint * interval '1 microsecond' as now
        from operator_session s join operator_user using (name) where s.token_hash = $1
        """)

    /// `$1` token hash, `$2` microseconds the clock is moved by. Written once a minute at most.
    static let touch = Statement(
        "operator.touch",
        """
        update operator_session set used_at = clock_timestamp() + $2::bigint * interval '1 microsecond'
        where token_hash = $1 and ended_at is null
            and used_at < clock_timestamp() + $2::bigint * interval '1 microsecond' - interval '1 minute'
        """)

    private static let proposalColumns = """
        select p.id, p.kind, p.summary, p.document, p.digest, p.needed, p.state, p.proposed_by, p.proposed_at, p.outcome,
            array(select a.approver from proposal_approval a where a.proposal_id = p.id and a.digest = p.digest
                order by a.approved_at, a.approver) as approvers
        from proposal p
        """

    /// `$1` kind, `$2` summary, `$3` document, `$4` digest, `$5` needed, `$6` who, `$7` now. Row: id.
    static let propose = Statement(
        "proposal.propose",
        """
        insert into proposal (kind, summary, document, digest, needed, state, proposed_by, proposed_at)
        values ($1, $2, $3, $4, $5, 'open', $6, $7) returning id
        """)

    /// `$1` kind, `$2` digest. Row: id of the proposal of this that waits.
    static let sameProposal = Statement(
        "proposal.same",
        "select id from proposal where kind = $1 and digest = $2 and state in ('open', 'approved') order by id limit 1")

    /// `$1` whether only those that wait. Newest first.
    static let proposals = Statement(
        "proposal.list", proposalColumns + " where not $1 or p.state in ('open', 'approved') order by p.id desc")

    /// `$1` id.
    static let proposal = Statement("proposal.show", proposalColumns + " where p.id = $1")

    /// Locks a proposal's row; read it afterwards, so that approvals of others are seen. `$1` id.
    static let lockProposal = Statement("proposal.lock", "select id from proposal where id = $1 for update")

    /// `$1` id, `$2` who, `$3` digest, `$4` now.
    static let approve = Statement(
        "proposal.approve",
        "insert into proposal_approval (proposal_id, approver, digest, approved_at) values ($1, $2, $3, $4)")

    /// `$1` id, `$2` state, `$3` who, `$4` now, `$5` outcome.
    static let moveProposal = Statement(
        "proposal.move",
        """
        update proposal set state = $2, decided_by = $3, decided_at = $4, outcome = coalesce($5::text, outcome)
        where id = $1
        """)
}
