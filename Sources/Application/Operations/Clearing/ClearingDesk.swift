import Logging
import Messages
import Quantities

/// Where signed requests are handed in: a set of lanes over one store.
public struct ClearingDesk: Sendable {
    private let lanes: [Lane]
    private let tills: TillActivity

    /// How many lanes it has.
    public var laneCount: Int { lanes.count }

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
        let tills = TillActivity()
        let turns = LaneTurns()
        self.tills = tills
        let queues = (0..<laneCount).map { _ in LaneQueue(bound: queueBound, tills: tills, turns: turns) }
        lanes = queues.indices.map { index in
            var others = queues
            let queue = others.remove(at: index)
            return Lane(
                index: index, queue: queue, others: others, turns: turns, store: store, answers: answers, clock: clock,
                logger: logger)
        }
    }

    /// Hands a request in and waits until it is decided and durable.
    ///
    /// - Throws: ``LaneError/unavailable`` when nothing was posted.
    public func submit(_ request: LaneRequest) async throws -> LaneOutcome {
        tills.note()
        return try await hand(request)
    }

    /// Hands in what must be known before a batch's lines may go; as ``submit(_:)``, but no sign of a till.
    public func submitHead(_ request: LaneRequest) async throws -> LaneOutcome {
        try await hand(request)
    }

    /// Hands lines of one batch in, behind those of it that wait in the lane already, and does not wait.
    ///
    /// - Parameter lane: from ``BatchRoutes``.
    public func submit(_ lines: [LaneRequest], of batch: UniqueID, lane: Int) -> LineGroup {
        lanes[lane].queue.submit(lines, of: batch)
    }

    private func hand(_ request: LaneRequest) async throws -> LaneOutcome {
        try await lanes[LaneRoute.lane(of: request.route, count: lanes.count)].queue.submit(request)
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
}
