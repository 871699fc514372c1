import Governance
import Operations
import Postgres
import Quantities

/// Proposals in PostgreSQL.
public struct PostgresProposalStore: ProposalStore {
    private let settings: StoreSettings
    private let pool: PostgresPool

    /// A store over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.settings = settings
        self.pool = pool
    }

    /// See ``ProposalStore/add(_:by:)``.
    public func add(_ draft: ProposalDraft, by actor: String) async throws -> Proposal {
        try await transaction { connection, now in
            let same = try connection.execute(
                OperatorStatements.sameProposal, [.text(draft.kind.rawValue), .text(draft.digest)])
            if let waiting = same.first { return try read(waiting.int64("id"), connection) }
            let id = try connection.execute(
                OperatorStatements.propose,
                [
                    .text(draft.kind.rawValue), .text(draft.summary), .text(draft.document), .text(draft.digest),
                    .int64(draft.needed), .text(actor), .instant(now),
                ]
            ).only().int64("id")
            let proposal = try read(id, connection)
            try tell("proposal.propose", of: proposal, by: actor, at: now, connection)
            return proposal
        }
    }

    /// See ``ProposalStore/list(waitingOnly:)``.
    public func list(waitingOnly: Bool) async throws -> [Proposal] {
        try await transaction { connection, _ in
            try connection.execute(OperatorStatements.proposals, [.bool(waitingOnly)]).map(proposal)
        }
    }

    /// See ``ProposalStore/show(_:)``.
    public func show(_ id: Int64) async throws -> Proposal {
        try await transaction { connection, _ in try read(id, connection) }
    }

    /// See ``ProposalStore/move(_:_:by:)``.
    public func move(_ id: Int64, _ event: Proposal.Event, by actor: String) async throws -> Proposal {
        try await transaction { connection, now in
            try connection.execute(OperatorStatements.lockProposal, [.int64(id)])
            let next = try read(id, connection).after(event)
            if case .approve(let person, let digest) = event {
                try connection.execute(
                    OperatorStatements.approve, [.int64(id), .text(person), .text(digest), .instant(now)])
            }
            let action =
                switch event {
                case .approve: "proposal.approve"
                case .reject: "proposal.reject"
                case .withdraw: "proposal.withdraw"
                case .apply: "proposal.apply"
                case .fail: "proposal.fail"
                }
            return try keep(next, action, by: actor, at: now, connection)
        }
    }

    /// See ``ProposalStore/execute(_:by:_:)``.
    public func execute(
        _ id: Int64, by actor: String,
        _ perform: @escaping @Sendable (Proposal) async throws -> ProposalOutcome
    ) async throws -> Proposal {
        let offset = settings.clockOffset()
        return try await meaning {
            try await pool.withTransaction { connection in
                // Only this row is held meanwhile: what is performed uses connections and locks of its own.
                try connection.execute(OperatorStatements.lockProposal, [.int64(id)])
                let approved = try read(id, connection)
                // Refuses here what is not approved, before anything is done.
                var next = try approved.after(.apply)
                var action = "proposal.apply"
                switch try await perform(approved) {
                case .applied(let words): next.outcome = words
                case .failed(let words):
                    next = try approved.after(.fail)
                    next.outcome = words
                    action = "proposal.fail"
                }
                let now = try connection.execute(GateStatements.clock, [.int64(offset)]).only().instant("now")
                return try keep(next, action, by: actor, at: now, connection)
            }
        }
    }

    private func keep(
        _ next: Proposal, _ action: String, by actor: String, at now: Instant,
        _ connection: isolated PostgresConnection
    ) throws -> Proposal {
        try connection.execute(
            OperatorStatements.moveProposal,
            [
                .int64(next.id), .text(next.state.rawValue), .text(actor), .instant(now),
                .orNull(next.outcome, PostgresValue.text),
            ])
        try tell(action, of: next, by: actor, at: now, connection)
        return next
    }

    private func tell(
        _ action: String, of proposal: Proposal, by actor: String, at now: Instant,
        _ connection: isolated PostgresConnection
    ) throws {
        let approvals = "\(proposal.approvers.count) of \(proposal.needed) approvals"
        let outcome = proposal.outcome.map { ": " + $0 } ?? ""
        try connection.pipeline([
            AuditStatements.add(
                actor: actor, action: action, subject: "proposal \(proposal.id)",
                detail: "\(proposal.kind.rawValue), digest \(proposal.digest), \(approvals)\(outcome)",
                after: "{\"state\":\"\(proposal.state.rawValue)\"}", at: now)
        ])
    }

    private func read(_ id: Int64, _ connection: isolated PostgresConnection) throws -> Proposal {
        guard let row = try connection.execute(OperatorStatements.proposal, [.int64(id)]).first else {
            throw ProposalRefusal.unknown
        }
        return try proposal(row)
    }

    private func proposal(_ row: Row) throws -> Proposal {
        guard let kind = ProposalKind(rawValue: try row.text("kind")),
            let state = Proposal.State(rawValue: try row.text("state"))
        else { throw StoreError.failed("a proposal's kind or state is unknown to this program") }
        return Proposal(
            id: try row.int64("id"), kind: kind, summary: try row.text("summary"),
            document: try row.text("document"), digest: try row.text("digest"), needed: try row.int64("needed"),
            proposedBy: try row.text("proposed_by"), proposedAt: try row.instant("proposed_at"), state: state,
            approvers: Set(try row.textArray("approvers").compactMap { $0 }),
            outcome: try row.optionalText("outcome"))
    }

    private func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (isolated PostgresConnection, Instant) throws -> Value
    ) async throws -> Value {
        let offset = settings.clockOffset()
        return try await meaning {
            try await pool.withTransaction { connection in
                try body(
                    connection, try connection.execute(GateStatements.clock, [.int64(offset)]).only().instant("now"))
            }
        }
    }

    private func meaning<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError {
            throw StoreError(error)
        }
    }
}
