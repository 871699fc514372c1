/// Posts what time alone brings: holds that time out, points that expire. Run before each close, and now and then.
public struct MaintenanceRun: Sendable {
    private let store: any MaintenanceStore
    /// Members that go together in one transaction.
    public let chunk: Int

    /// A run over a store.
    ///
    /// - Parameter chunk: members that go together in one transaction; above zero.
    public init(store: any MaintenanceStore, chunk: Int = 200) {
        // A chunk of none would never come to an end: our mistake.
        precondition(chunk > 0, "a chunk needs a member")
        self.store = store
        self.chunk = chunk
    }

    /// Posts chunk by chunk until nothing is due any more, beside other postings.
    ///
    /// - Returns: members whose points moved.
    /// - Throws: what the store throws; the chunks before it stay posted.
    public func run() async throws(StoreError) -> Int {
        var total = 0
        while !Task.isCancelled {
            let members = try await store.postDue(limit: chunk)
            guard members > 0 else { break }
            total += members
        }
        return total
    }
}

/// Where due time-outs and expiries are found and posted.
public protocol MaintenanceStore: Sendable {
    /// Locks up to `limit` members with something due, in order, sharing the gate, and posts it into the open cycle as
    /// ``DueMember`` decides, in one transaction.
    ///
    /// - Returns: members whose points moved; 0 when nothing is due.
    func postDue(limit: Int) async throws(StoreError) -> Int
}
