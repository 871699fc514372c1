/// One round of *single*: what the load client found, and what it cost.
struct SingleRound: Sendable, Codable {
    let perSecond: Double
    let latency: LatencyFigures
    let outcomes: [String: Int]
    let receipts: Int
    /// Processor microseconds a message of hub, PostgreSQL and client.
    let cost: MessageCost
}

/// What a message cost.
struct MessageCost: Sendable, Codable {
    let hubMicroseconds: Double
    let databaseMicroseconds: Double
    let clientMicroseconds: Double
    let diskBytes: Double
    let logBytes: Double
}

/// Counts what a load costs, from before it to after it.
struct CostCount: Sendable {
    private let hub: Double
    private let database: Double
    private let sizes: StoredBytes

    init(_ bench: Bench, _ hub: HubRun) async throws {
        sizes = try await bench.cluster.sizes(hub.database)
        self.hub = hub.processorSeconds
        self.database = bench.cluster.processorSeconds
    }

    /// What it cost since, divided by the messages.
    func cost(
        _ bench: Bench, _ hub: HubRun, messages: Int, clientSeconds: Double
    ) async throws -> MessageCost {
        let hubSeconds = hub.processorSeconds - self.hub
        let databaseSeconds = bench.cluster.processorSeconds - self.database
        let now = try await bench.cluster.sizes(hub.database)
        let count = Double(max(1, messages))
        return MessageCost(
            hubMicroseconds: hubSeconds * 1e6 / count, databaseMicroseconds: databaseSeconds * 1e6 / count,
            clientMicroseconds: clientSeconds * 1e6 / count, diskBytes: Double(now.disk - sizes.disk) / count,
            logBytes: Double(now.log - sizes.log) / count)
    }
}

extension Bench {
    /// Enrols the members by the hub's own API and gives each something to redeem.
    func enrol(_ hub: HubRun, members: Int) async throws {
        progress.say("enrolling \(members) members")
        let shape = try takesBatches(hub) ? LoadPlan.BatchShape(partBytes: 2 << 20, parallel: 2) : nil
        var enrolments = plan(hub, .enrolments, "enrol", connections: options.connections)
        enrolments.count = members
        enrolments.cardsPath = cardsPath(hub)
        enrolments.batch = shape
        try accepted(try await load(enrolments), members)
        progress.say("giving each its first points")
        var grants = plan(hub, .grants, "grant", connections: options.connections)
        grants.count = members
        grants.batch = shape
        try accepted(try await load(grants), members)
    }

    /// Every message must have been posted.
    private func accepted(_ result: LoadResult, _ count: Int) throws {
        guard result.outcomes["posted"] == count, result.receipts == count else {
            throw BenchmarkFailure("Of \(count) messages not all were posted: \(result.outcomes).")
        }
    }

    /// One round of traffic, with its cost.
    func single(
        _ hub: HubRun, _ name: String, connections: Int, pace: LoadPlan.Pace = .closed
    ) async throws -> SingleRound {
        var traffic = plan(hub, .traffic, name, connections: connections, pace: pace)
        traffic.seconds = options.seconds
        traffic.warmUpSeconds = min(2, options.seconds / 5)
        let count = try await CostCount(self, hub)
        let result = try await load(traffic)
        let cost = try await count.cost(
            self, hub, messages: result.answered, clientSeconds: result.processorSeconds)
        return SingleRound(
            perSecond: result.perSecond, latency: result.latency, outcomes: result.outcomes, receipts: result.receipts,
            cost: cost)
    }
}
