import CPostgres

extension PostgresConnection {
    /// Runs a script of any number of statements, and drops their rows; outside a transaction block, and unless it holds
    /// BEGIN itself, it is one transaction.
    ///
    /// - Parameters:
    ///   - script: SQL without parameters and without COPY.
    ///   - name: names the script in errors.
    /// - Throws: the first error; nothing behind it is run.
    public func simple(
        _ script: String, name: String = "script", deadline: ContinuousClock.Instant? = nil
    ) throws(PostgresError) {
        try requireOpen(name)
        guard !script.utf8.contains(0) else {
            throw .parameterRefused(statement: name, parameter: 0, .textHoldsNull)
        }
        if let deadline, deadline <= .now { throw .deadlineExceeded(statement: name) }
        try beginIfDeferred(deadline)
        var patience = Patience(until: deadline)
        var failure: PostgresError?
        do throws(ConnectionLoss) {
            try handle.send(script: script)
            failure = try drain(name, &patience)
        } catch {
            throw lose(error, at: name)
        }
        finish(patience)
        if let failure { throw failure }
    }

    /// Reads all results of the command under way and answers the first error among them.
    func drain(_ name: String, _ patience: inout Patience) throws(ConnectionLoss) -> PostgresError? {
        var failure: PostgresError?
        while let result = try nextResult(&patience) {
            switch result.status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: break
            case PGRES_COPY_IN:
                failure = failure ?? .copyMismatch(statement: name)
                try handle.endCopy(refusal: "no COPY here")
            case PGRES_COPY_OUT, PGRES_COPY_BOTH: throw .outOfStep
            default:
                guard result.isFromServer else {
                    if let failure { return failure }
                    throw .whileReading
                }
                failure = failure ?? error(result, name, patience)
            }
        }
        if failure?.isConnectionLoss == true { handle.close() }
        return failure
    }
}
