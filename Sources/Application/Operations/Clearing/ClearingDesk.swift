import Logging
import Messages
import Quantities

/// Where signed requests are handed in: a set of lanes over one store.
public struct ClearingDesk: Sendable {
    private let lanes: [Lane]

    /// A desk of `laneCount` lanes.
    ///
    /// - Parameters:
    ///   - laneCount: how many transactions may be under way at once; above zero.
    ///   - queueBound: how many requests may wait for one lane.
    ///   - clock: the node's own clock, for deadlines only.
    public init(
        laneCount: Int, queueBound: Int = 4096, store: any ClearingStore, answers: any AnswerWriter,
        clock: @escaping @Sendable () -> Instant, logger: Logger
    ) {
        precondition(laneCount > 0, "a desk needs a lane")
        lanes = (0..<laneCount).map { index in
            Lane(
                index: index, queue: LaneQueue(bound: queueBound), store: store, answers: answers, clock: clock,
                logger: logger)
        }
    }

    /// Hands a request in and waits until it is decided and durable.
    ///
    /// - Throws: ``LaneError/unavailable`` when nothing was posted.
    public func submit(_ request: LaneRequest) async throws -> LaneOutcome {
        try await lanes[Self.lane(of: request.route, count: lanes.count)].queue.submit(request)
    }

    /// Runs all lanes until ``close()`` was called and everything handed in is answered.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            for lane in lanes { group.addTask { await lane.run() } }
        }
    }

    /// Takes no more requests.
    public func close() {
        for lane in lanes { lane.queue.close() }
    }

    /// FNV-1a over the route's bytes: the same on every node, though lanes need not be.
    private static func lane(of route: String, count: Int) -> Int {
        let hash = route.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        return Int(hash % UInt64(count))
    }
}
