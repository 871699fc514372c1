import CPostgres

/// How long a call still waits, and whether it was cancelled.
struct Patience {
    var deadline: ContinuousClock.Instant?
    var cancellation: CancelRequest?

    /// Without a deadline it waits for ever.
    init(until deadline: ContinuousClock.Instant?) {
        self.deadline = deadline
    }
}

extension PostgresConnection {
    /// Waits for the next result of the command under way, sending what is still to be sent meanwhile, so that neither
    /// side waits for the other with its buffers full. Nil ends the results of one command.
    ///
    /// When the deadline passes, the server is asked once to cancel, and is waited for a little longer.
    func nextResult(_ patience: inout Patience) throws(ConnectionLoss) -> PostgresResult? {
        while true {
            let allSent = try handle.flush()
            if !handle.isBusy { return handle.nextResult() }
            try waitForServer(forWriting: !allSent, &patience)
        }
    }

    /// Waits once for the socket and takes in what has arrived.
    func waitForServer(forWriting: Bool, _ patience: inout Patience) throws(ConnectionLoss) {
        if try handle.wait(forWriting: forWriting, until: patience.deadline) {
            try handle.consumeInput()
        } else if patience.cancellation == nil {
            guard let request = handle.cancelRequest() else { throw .unresponsive }
            request.send()
            patience.cancellation = request
            patience.deadline = .now + .seconds(Self.graceSeconds)
        } else {
            throw .unresponsive
        }
    }

    /// To be called when a call's answers are complete: a cancellation still on its way must not meet the next call.
    func finish(_ patience: Patience) {
        if let request = patience.cancellation, !request.waitUntilDelivered(seconds: Self.graceSeconds) {
            handle.close()
        }
    }

    /// Gives the connection up.
    func lose(_ loss: ConnectionLoss, at statement: String?) -> PostgresError {
        handle.close()
        return .connectionLost(statement: statement, loss)
    }

    /// Throws when the session is closed or broken already.
    func requireOpen(_ statement: String) throws(PostgresError) {
        guard handle.isOpen else { throw .connectionLost(statement: statement, .closedHere) }
    }

    /// What an error result means for the caller, given that the call may have been cancelled by its deadline.
    func error(_ result: borrowing PostgresResult, _ statement: String, _ patience: Patience) -> PostgresError {
        guard result.isFromServer else { return .connectionLost(statement: statement, .whileReading) }
        let failure = result.failure(statement: statement)
        if failure.state == .queryCanceled && patience.cancellation != nil {
            return .deadlineExceeded(statement: statement)
        }
        return .server(failure)
    }
}
