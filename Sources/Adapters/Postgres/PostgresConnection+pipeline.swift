import CPostgres

extension PostgresConnection {
    /// Runs one statement, in one round trip even when it has still to be prepared.
    ///
    /// - Parameters:
    ///   - statement: not a COPY.
    ///   - deadline: when to cancel it; nil waits for ever.
    /// - Throws: as ``pipeline(_:deadline:)``.
    @discardableResult
    public func execute(
        _ statement: Statement, _ parameters: [PostgresValue] = [], deadline: ContinuousClock.Instant? = nil
    ) throws(PostgresError) -> Rows {
        // A pipeline answers each of its calls or throws.
        try pipeline([StatementCall(statement, parameters)], deadline: deadline)[0]
    }

    /// Runs all calls in one round trip, with one Sync at the end. Outside a transaction block they are one transaction.
    ///
    /// - Returns: the answers, in the order of the calls.
    /// - Throws: the error of the first call that fails; those behind it are not run, and the connection stays usable.
    ///   ``PostgresError/parameterRefused(statement:parameter:_:)`` before anything is sent;
    ///   ``PostgresError/deadlineExceeded(statement:)``; ``PostgresError/connectionLost(statement:_:)``, or
    ///   ``PostgresError/outcomeUnknown(statement:)`` when ``Statement/commit`` was among what was not answered.
    @discardableResult
    public func pipeline(
        _ calls: [StatementCall], deadline: ContinuousClock.Instant? = nil
    ) throws(PostgresError) -> [Rows] {
        if transaction == .begun && handle.transactionStatus == PQTRANS_IDLE {
            throw .transactionEnded(statement: calls.first?.statement.name ?? Self.syncName)
        }
        try learnRowTypes(of: calls, deadline)
        var all = calls
        var begins = false
        if case .deferred(let begin) = transaction {
            all.insert(StatementCall(begin), at: 0)
            begins = true
        }
        let startedIdle = handle.transactionStatus == PQTRANS_IDLE
        var outcome = try attempt(all, deadline)
        if let failure = outcome.failure, startedIdle, failure.mendsByPreparingAnew,
            !all[..<failure.index].contains(where: { $0.statement == .commit })
        {
            // Nothing of the first attempt has taken effect.
            if handle.transactionStatus == PQTRANS_INERROR { _ = try attempt([StatementCall(.rollback)], deadline) }
            outcome = try attempt(all, deadline)
        }
        if let failure = outcome.failure { throw failure.error }
        return begins ? Array(outcome.rows.dropFirst()) : outcome.rows
    }

    private static let syncName = "session.sync"

    /// Parameter: names. Row: name, type; NULL where there is none.
    private static let findTypes = Statement(
        "session.find-types", "SELECT name, to_regtype(name)::oid AS type FROM unnest($1) AS type (name)")

    /// Asks once in a session which types the rows among the parameters are of.
    private func learnRowTypes(
        of calls: [StatementCall], _ deadline: ContinuousClock.Instant?
    ) throws(PostgresError) {
        var unknown: Set<String> = []
        for call in calls {
            for case .rows(let rows) in call.parameters where rowTypes[rows.type] == nil { unknown.insert(rows.type) }
        }
        guard !unknown.isEmpty else { return }
        // A BEGIN that waits for the first statement goes on waiting.
        let phase = transaction
        transaction = .none
        defer { transaction = phase }
        let found = try attempt([StatementCall(Self.findTypes, [.textArray(unknown.sorted())])], deadline)
        if let failure = found.failure { throw failure.error }
        for row in found.rows[0] {
            guard let type = try row.optionalInt64("type") else { continue }
            rowTypes[try row.text("name")] = UInt32(truncatingIfNeeded: type)
        }
    }

    /// The calls once sent and answered; errors of the calls are in the outcome.
    private func attempt(
        _ calls: [StatementCall], _ deadline: ContinuousClock.Instant?
    ) throws(PostgresError) -> PipelineOutcome {
        let firstName = calls.first?.statement.name ?? Self.syncName
        try requireOpen(firstName)
        if let deadline, deadline <= .now { throw .deadlineExceeded(statement: firstName) }
        let parameters = try EncodedCalls(calls, rowTypes: rowTypes)
        var patience = Patience(until: deadline)
        var progress = PipelineProgress(calls)
        do throws(ConnectionLoss) {
            try send(calls, parameters, &progress, &patience)
            try receive(calls, &progress, &patience)
        } catch {
            return try outcome(of: progress, calls, after: error)
        }
        finish(patience)
        return progress.outcome
    }

    private func send(
        _ calls: [StatementCall], _ parameters: borrowing EncodedCalls, _ progress: inout PipelineProgress,
        _ patience: inout Patience
    ) throws(ConnectionLoss) {
        if case .deferred = transaction { transaction = .begun }
        try handle.enterPipeline()
        var unflushed = 0
        for (index, call) in calls.enumerated() {
            let (variant, isNew) = cache.variant(for: call)
            if isNew {
                progress.steps.append(.prepare(call: index, serverName: variant.serverName))
                try handle.prepare(variant.serverName, call.statement.sql, variant.types)
            }
            progress.steps.append(.execute(call: index))
            try handle.execute(variant.serverName, parameters.buffer, parameters.fields(of: index))
            unflushed += 64 + parameters.size(of: index)
            if unflushed > 262_144 {
                // Keeps libpq's buffer small, and takes in answers meanwhile.
                while try !handle.flush() { try waitForServer(forWriting: true, &patience) }
                unflushed = 0
            }
        }
        try handle.sync()
    }

    private func receive(
        _ calls: [StatementCall], _ progress: inout PipelineProgress, _ patience: inout Patience
    ) throws(ConnectionLoss) {
        while let step = progress.nextStep {
            let statement = calls[step.call].statement
            guard let result = try nextResult(&patience) else { throw .outOfStep }
            switch result.status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                let rolledBack = statement == .commit && step.executes && result.commandTag == "ROLLBACK"
                if rolledBack { progress.fail(.transactionRolledBack) }
                progress.answered(step.executes ? Rows(statement: statement.name, result: result) : nil)
            case PGRES_PIPELINE_ABORTED:
                forget(step, calls)
                progress.answered(nil)
            default:
                forget(step, calls)
                guard result.isFromServer else { throw .whileReading }
                progress.fail(error(result, statement.name, patience))
                progress.answered(nil)
                mendCache(progress.failure, statement)
            }
            guard try nextResult(&patience) == nil else { throw .outOfStep }
        }
        guard let last = try nextResult(&patience), last.status == PGRES_PIPELINE_SYNC else { throw .outOfStep }
        try handle.exitPipeline()
    }

    private func forget(_ step: PipelineProgress.Step, _ calls: [StatementCall]) {
        if case .prepare(let call, let serverName) = step {
            cache.forget(calls[call].statement, serverName: serverName)
        }
    }

    private func mendCache(_ failure: PipelineOutcome.Failure?, _ statement: Statement) {
        guard case .server(let failure) = failure?.error else { return }
        if failure.planIsStale { cache.forget(statement) }
        if failure.state == .invalidStatementName { cache.forgetAll() }
    }

    /// What is known of a pipeline whose connection was lost.
    private func outcome(
        of progress: PipelineProgress, _ calls: [StatementCall], after loss: ConnectionLoss
    ) throws(PostgresError) -> PipelineOutcome {
        if let failure = progress.failure {
            handle.close()
            let commits = calls[failure.index].statement == .commit && failure.error.isConnectionLoss
            throw commits ? .outcomeUnknown(statement: Statement.commit.name) : failure.error
        }
        if progress.isComplete && calls.last?.statement == .commit {
            // COMMIT was answered, so it is durable; only the Sync behind it is missing.
            handle.close()
            return progress.outcome
        }
        let unanswered = calls[progress.outcome.rows.count...]
        if unanswered.contains(where: { $0.statement == .commit }) {
            handle.close()
            throw .outcomeUnknown(statement: Statement.commit.name)
        }
        throw lose(loss, at: (unanswered.first ?? calls.last)?.statement.name)
    }
}
