/// Names of the metrics, each with its unit.
public enum MetricName {
    /// Requests answered, by route template, method and status.
    public static let requests = "http_requests_total"
    /// Seconds from the first byte of a request to its answer, by route template.
    public static let requestDuration = "http_request_duration_seconds"
    /// Messages decided, by kind and outcome.
    public static let messages = "clearing_messages_total"
    /// Seconds that a lane's transaction took.
    public static let transactionDuration = "clearing_transaction_duration_seconds"
    /// Messages that went together in one transaction.
    public static let batchSize = "clearing_batch_messages"
    /// Transactions tried again because another node was first.
    public static let conflicts = "clearing_conflicts_total"
    /// Attempts to push a folder, by outcome.
    public static let deliveryAttempts = "delivery_attempts_total"
    /// Cycles closed.
    public static let cyclesClosed = "settlement_cycles_closed_total"
}
