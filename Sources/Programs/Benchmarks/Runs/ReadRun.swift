/// Balances read while messages are posted.
struct ReadRound: Sendable, Codable {
    /// Balances a second.
    let balancesPerSecond: Double
    let latency: LatencyFigures
    /// Messages a second that were posted beside them, at a steady rate.
    let messagesPerSecond: Double
    /// Latencies of the messages.
    let postingLatency: LatencyFigures
}

extension Bench {
    /// Reads balances in a closed loop of 16 connections, beside messages at a steady rate.
    func read(_ hub: HubRun, _ name: String, messagesPerSecond: Double) async throws -> ReadRound {
        var traffic = plan(
            hub, .traffic, "\(name)-posting", connections: options.connections,
            pace: .open(perSecond: max(1, messagesPerSecond)))
        var balances = plan(hub, .balances, "\(name)-reading", connections: 16)
        for seconds in [options.seconds] {
            traffic.seconds = seconds
            balances.seconds = seconds
        }
        traffic.warmUpSeconds = 1
        balances.warmUpSeconds = 1
        async let posting = load(traffic)
        async let reading = load(balances)
        let (posted, found) = try await (posting, reading)
        return ReadRound(
            balancesPerSecond: found.perSecond, latency: found.latency, messagesPerSecond: posted.perSecond,
            postingLatency: posted.latency)
    }
}
