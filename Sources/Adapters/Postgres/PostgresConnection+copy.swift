import CPostgres

extension PostgresConnection {
    /// Writes rows by binary COPY, the fastest way in; all of them or none.
    ///
    /// - Parameters:
    ///   - statement: `COPY table (columns) FROM STDIN (FORMAT binary)`.
    ///   - rows: each as many values as there are columns, and of exactly the columns' types: COPY converts nothing.
    /// - Returns: the number of rows written.
    /// - Throws: the server's refusal; ``PostgresError/copyMismatch(statement:)``;
    ///   ``PostgresError/parameterRefused(statement:parameter:_:)``, the parameter being the column.
    @discardableResult
    public func copyIn(
        _ statement: Statement, rows: some Sequence<[PostgresValue]> & Sendable,
        deadline: ContinuousClock.Instant? = nil
    ) throws(PostgresError) -> Int {
        var patience = Patience(until: deadline)
        let columns = try startCopy(statement, PGRES_COPY_IN, &patience)
        var failure: PostgresError?
        var written = 0
        do throws(ConnectionLoss) {
            do throws(CopyInterruption) {
                written = try sendRows(statement, rows, columns, &patience)
            } catch {
                switch error {
                case .lost(let loss): throw loss
                case .refused(let refusal):
                    failure = refusal
                }
            }
            try handle.endCopy(refusal: failure == nil ? nil : "the client gave up")
            let serverFailure = try drain(statement.name, &patience)
            failure = failure ?? serverFailure
        } catch {
            throw lose(error, at: statement.name)
        }
        finish(patience)
        if let failure { throw failure }
        return written
    }

    /// Sends rows in chunks of about 64 KiB; takes in what the server says meanwhile.
    private func sendRows(
        _ statement: Statement, _ rows: some Sequence<[PostgresValue]>, _ columns: Int, _ patience: inout Patience
    ) throws(CopyInterruption) -> Int {
        var buffer = ParameterBuffer(capacity: 131_072)
        buffer.putCopyHeader()
        var written = 0
        for row in rows {
            guard row.count == columns else { throw .refused(.copyMismatch(statement: statement.name)) }
            buffer.put(Int16(truncatingIfNeeded: columns))
            for (index, value) in row.enumerated() {
                do throws(EncodingRefusal) {
                    try buffer.putField(value)
                } catch {
                    throw .refused(
                        .parameterRefused(statement: statement.name, parameter: index + 1, error.reason))
                }
            }
            written += 1
            guard buffer.count >= 65_536 else { continue }
            try sendChunk(&buffer, &patience)
            let isLate = patience.deadline.map { $0 <= .now } ?? false
            if isLate || patience.cancellation != nil {
                throw .refused(.deadlineExceeded(statement: statement.name))
            }
        }
        buffer.put(Int16(-1))
        try sendChunk(&buffer, &patience)
        return written
    }

    private func sendChunk(_ buffer: inout ParameterBuffer, _ patience: inout Patience) throws(CopyInterruption) {
        do throws(ConnectionLoss) {
            try handle.putCopy(buffer)
            while try !handle.flush() { try waitForServer(forWriting: true, &patience) }
        } catch {
            throw .lost(error)
        }
        buffer.clear()
    }

    /// Reads by COPY TO STDOUT in any format, and gives it to `consume` in chunks of about 64 KiB, whole rows each. The
    /// next chunk is fetched when `consume` returns; when it throws, the COPY is cancelled.
    ///
    /// - Parameters:
    ///   - statement: `COPY … TO STDOUT …`.
    ///   - consume: must make no call on this connection.
    /// - Throws: what `consume` throws, or a ``PostgresError``.
    public func copyOut(
        _ statement: Statement, deadline: ContinuousClock.Instant? = nil,
        _ consume: @Sendable (isolated PostgresConnection, [UInt8]) async throws -> Void
    ) async throws {
        var patience = Patience(until: deadline)
        _ = try startCopy(statement, PGRES_COPY_OUT, &patience)
        do {
            var isLast = false
            while !isLast {
                let chunk: [UInt8]
                (chunk, isLast) = try takeChunk(statement, &patience)
                if !chunk.isEmpty { try await consume(self, chunk) }
            }
        } catch let error as PostgresError where !handle.isOpen {
            throw error
        } catch {
            patience.deadline = .now
            try abandonCopy(statement, &patience)
            throw error
        }
        try endCopyOut(statement, &patience)
    }

    /// The next 64 KiB, or what is left.
    private func takeChunk(
        _ statement: Statement, _ patience: inout Patience
    ) throws(PostgresError) -> (chunk: [UInt8], isLast: Bool) {
        var chunk: [UInt8] = []
        do throws(ConnectionLoss) {
            while chunk.count < 65_536 {
                switch try handle.takeCopy(into: &chunk) {
                case .taken: break
                case .waiting: try waitForServer(forWriting: try !handle.flush(), &patience)
                case .ended: return (chunk, true)
                }
            }
        } catch {
            throw lose(error, at: statement.name)
        }
        return (chunk, false)
    }

    /// Cancels a COPY TO STDOUT and reads on to its end.
    private func abandonCopy(_ statement: Statement, _ patience: inout Patience) throws(PostgresError) {
        do throws(ConnectionLoss) {
            if patience.cancellation == nil, let request = handle.cancelRequest() {
                request.send()
                patience.cancellation = request
            }
            patience.deadline = .now + .seconds(Self.graceSeconds)
            var dropped: [UInt8] = []
            reading: while true {
                switch try handle.takeCopy(into: &dropped) {
                case .taken: dropped.removeAll(keepingCapacity: true)
                case .waiting: try waitForServer(forWriting: false, &patience)
                case .ended: break reading
                }
            }
            _ = try drain(statement.name, &patience)
        } catch {
            throw lose(error, at: statement.name)
        }
        finish(patience)
    }

    private func endCopyOut(_ statement: Statement, _ patience: inout Patience) throws(PostgresError) {
        var failure: PostgresError?
        do throws(ConnectionLoss) {
            failure = try drain(statement.name, &patience)
        } catch {
            throw lose(error, at: statement.name)
        }
        finish(patience)
        if let failure { throw failure }
    }

    /// Sends the COPY and answers its number of columns.
    private func startCopy(
        _ statement: Statement, _ direction: ExecStatusType, _ patience: inout Patience
    ) throws(PostgresError) -> Int {
        try requireOpen(statement.name)
        if let deadline = patience.deadline, deadline <= .now { throw .deadlineExceeded(statement: statement.name) }
        try beginIfDeferred(patience.deadline)
        var failure: PostgresError?
        do throws(ConnectionLoss) {
            try handle.send(script: statement.sql)
            guard let result = try nextResult(&patience) else { throw .outOfStep }
            if result.status == direction && (direction == PGRES_COPY_OUT || result.isBinaryCopy) {
                return result.columnCount
            }
            if result.status == PGRES_FATAL_ERROR {
                failure = error(result, statement.name, patience)
            } else {
                failure = .copyMismatch(statement: statement.name)
                if result.status == PGRES_COPY_IN { try handle.endCopy(refusal: "not a binary COPY") }
                if result.status == PGRES_COPY_OUT { throw .outOfStep }
            }
            let next = try drain(statement.name, &patience)
            failure = failure ?? next
        } catch {
            throw lose(error, at: statement.name)
        }
        finish(patience)
        throw failure ?? .copyMismatch(statement: statement.name)
    }
}

/// Why the sending of rows stopped.
private enum CopyInterruption: Error {
    case lost(ConnectionLoss)
    case refused(PostgresError)
}

extension ParameterBuffer {
    /// The signature, flags and extension length with which binary COPY data begin (PostgreSQL manual, "COPY", "Binary
    /// Format").
    mutating func putCopyHeader() {
        for byte in Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0x00] { put(byte) }
        put(Int32(0))
        put(Int32(0))
    }
}
