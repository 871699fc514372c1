/// One NOTIFY that reached a session which listens to its channel.
public struct PostgresNotification: Hashable, Sendable {
    /// The channel.
    public let channel: String
    /// The payload, empty when there was none; under 8000 bytes.
    public let payload: String
    /// The number of the server process that sent it.
    public let backend: Int32
}

extension PostgresConnection {
    /// Begins to listen to `channel`.
    public func listen(to channel: String, deadline: ContinuousClock.Instant? = nil) throws(PostgresError) {
        try requireOpen("session.listen")
        try simple("LISTEN \(handle.quotedIdentifier(channel))", name: "session.listen", deadline: deadline)
    }

    /// The notifications that have arrived, oldest first. When there are none it waits for the first, until `deadline`
    /// at the longest; without a deadline it does not wait. Other calls on this connection wait meanwhile.
    public func notifications(until deadline: ContinuousClock.Instant? = nil) throws(PostgresError)
        -> [PostgresNotification]
    {
        try requireOpen("session.notifications")
        var arrived: [PostgresNotification] = []
        do throws(ConnectionLoss) {
            try handle.consumeInput()
            while true {
                while let notification = handle.nextNotification() { arrived.append(notification) }
                guard arrived.isEmpty, let deadline else { return arrived }
                guard try handle.wait(forWriting: false, until: deadline) else { return [] }
                try handle.consumeInput()
            }
        } catch {
            throw lose(error, at: "session.notifications")
        }
    }
}
