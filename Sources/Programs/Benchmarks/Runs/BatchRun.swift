/// One file, from the signing of its first part to the last answer.
struct BatchRound: Sendable, Codable {
    let messages: Int
    let seconds: Double
    let perSecond: Double
    let outcomes: [String: Int]
    let receipts: Int
    let cost: MessageCost
}

extension Bench {
    /// Sends a file of traffic, with its cost.
    func batch(_ hub: HubRun, _ name: String, messages: Int, sender: Int) async throws -> BatchRound {
        var file = plan(hub, .traffic, name, connections: options.batchParallel)
        file.count = messages
        file.batch = LoadPlan.BatchShape(
            partBytes: options.batchPartBytes, parallel: options.batchParallel,
            sender: sender % coalition.senders.count)
        let count = try await CostCount(self, hub)
        let result = try await load(file)
        let cost = try await count.cost(
            self, hub, messages: result.answered, clientSeconds: result.processorSeconds)
        return BatchRound(
            messages: result.messages, seconds: result.seconds, perSecond: result.perSecond, outcomes: result.outcomes,
            receipts: result.receipts, cost: cost)
    }

    /// Whether the hub takes batches: without a signature it answers 401 where there is something, 404 where not.
    func takesBatches(_ hub: HubRun) throws -> Bool {
        try Senders(hub: hub.address, coalition.senders).answer(to: BatchClient.path) != 404
    }
}
