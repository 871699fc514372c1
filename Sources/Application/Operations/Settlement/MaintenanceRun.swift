import Quantities

/// Posts what time alone brings: holds that time out, points that expire. Run before each close, and now and then.
public struct MaintenanceRun: Sendable {
    private let store: any MaintenanceStore
    /// Members that go together in one transaction; few, since the members wait for it, and whoever closes a cycle too.
    public let chunk: Int
    /// Chunks that are looked for at once, so that what is due is not looked through anew for each.
    private static let chunksAtOnce = 100

    /// A run over a store.
    ///
    /// - Parameter chunk: members that go together in one transaction; above zero.
    public init(store: any MaintenanceStore, chunk: Int = 100) {
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
            var rest = try await store.due(limit: chunk * Self.chunksAtOnce)[...]
            var moved = 0
            while !rest.isEmpty, !Task.isCancelled {
                moved += try await store.post(Array(rest.prefix(chunk)))
                rest = rest.dropFirst(chunk)
            }
            guard moved > 0 else { break }
            total += moved
        }
        return total
    }
}

/// Where due time-outs and expiries are found and posted.
public protocol MaintenanceStore: Sendable {
    /// Members with something due, by the oldest due, at most `limit`; nobody waits for this.
    func due(limit: Int) async throws(StoreError) -> [UniqueID]
    /// Locks members in order, sharing the gate, and posts what is due into the open cycle as ``DueMember`` decides, in one
    /// transaction.
    ///
    /// - Returns: members whose points moved; others may have been first.
    func post(_ members: [UniqueID]) async throws(StoreError) -> Int
}
