/// What a hub with so many members does.
struct GrowthRound: Sendable, Codable {
    let members: Int
    /// Bytes of the database before anything was posted.
    let databaseBytes: Int
    let single: SingleRound
    let batch: BatchRound
    /// The most memory the hub held, in MiB.
    let hubMebibytes: Double
}

extension Bench {
    /// Lots of each member.
    private static let lotsEach: Int64 = 10

    /// Fills a database with members that have ten lots each, and posts to it.
    ///
    /// The members are written straight into the tables; an audit finds nothing wrong before and after.
    func growth(members: Int) async throws -> GrowthRound {
        let database = "growth-\(members)"
        let round = try await withHub(database) { hub in
            progress.say("seeding \(members) members with \(Self.lotsEach) lots each")
            let seeding = Seeding(members: Int64(members), lotsEach: Self.lotsEach, partners: options.partners)
            try await seeding.write(to: cluster, database)
            try await seeding.writeCards(to: cluster, database, hubData: hub.data, listPath: cardsPath(hub))
            try await cluster.settle(database)
            let size = try await cluster.sizes(database).disk
            // Caches are warmed by a round that does not count.
            _ = try await single(hub, "warm", connections: options.connections)
            var singles: [SingleRound] = []
            var batches: [BatchRound] = []
            for round in 1...max(1, options.rounds) {
                progress.say("\(members) members, round \(round)")
                singles.append(try await single(hub, "g\(round)", connections: options.connections))
                batches.append(
                    try await batch(hub, "gb\(round)", messages: options.batchMessages, sender: round))
                let (single, batch) = (Int(singles[round - 1].perSecond), Int(batches[round - 1].perSecond))
                progress.say("\(members) members: single \(single), batch \(batch) a second")
            }
            progress.say("\(members) members: audit")
            try await hub.audit()
            return GrowthRound(
                members: members, databaseBytes: Int(size), single: try Self.middle(singles, \.perSecond),
                batch: try Self.middle(batches, \.perSecond), hubMebibytes: hub.peakMebibytes)
        }
        try await cluster.drop(database)
        return round
    }

    /// The round whose rate is in the middle.
    private static func middle<Round>(_ rounds: [Round], _ rate: (Round) -> Double) throws -> Round {
        let sorted = rounds.sorted { rate($0) < rate($1) }
        guard sorted.indices.contains(sorted.count / 2) else { throw BenchmarkFailure("There was no round.") }
        return sorted[sorted.count / 2]
    }
}
