import CoalitionTestKit
import Composition
import EmbeddedPostgres
import Logging
import Operations
import PartnerClient
import Postgres
import ScenarioKit
import Signatures

/// A whole hub in this process, serving on a free port of loopback.
struct HubNode: Sendable {
    let hub: Hub
    let address: PublicAddress
    private let running: Task<Void, any Error>

    /// Opens and serves; ready when this returns.
    static func start(_ options: HubOptions) async throws -> HubNode {
        let hub = try await Hub.open(options, mode: .serving)
        let (ready, continuation) = AsyncStream<HubAddress>.makeStream()
        let running = Task {
            defer { continuation.finish() }
            try await hub.serve(stoppingOnSignals: false) { continuation.yield($0) }
        }
        for await found in ready {
            guard let address = PublicAddress(url: found.url) else { break }
            return HubNode(hub: hub, address: address, running: running)
        }
        do {
            try await running.value
        } catch {
            await hub.close()
            throw error
        }
        await hub.close()
        throw StoryBroken("the hub ended before it was ready")
    }

    /// Drains and closes.
    func stop() async throws {
        running.cancel()
        let end = await running.result
        await hub.close()
        try end.get()
    }

    /// A till with a connection of its own.
    func till(_ files: CoalitionFiles, _ keyID: String) throws -> Till {
        Till(
            key: try files.key(keyID), keyID: keyID, connection: try HTTPConnection(to: address),
            hubKeys: hub.keys.keySet)
    }
}

/// A story's coalition on a database of its own, with any number of hub nodes.
struct Scenario: Sendable {
    let folder: ScenarioFolder
    let files: CoalitionFiles
    let database: TestDatabase
    let nodes: [HubNode]

    var hub: Hub { nodes[0].hub }

    /// Runs `body` beside so many nodes with their coalition applied; afterwards the ledger must agree with itself.
    static func run(
        nodes count: Int = 1, change: @Sendable (inout CoalitionFiles) -> Void = { _ in },
        _ body: @Sendable (Scenario) async throws -> Void
    ) async throws {
        let folder = try ScenarioFolder()
        var files = try CoalitionFiles(folder.path)
        change(&files)
        try files.write()
        let written = files
        try await TestDatabase.with { database in
            var nodes: [HubNode] = []
            do {
                for _ in 0..<count {
                    nodes.append(try await HubNode.start(options(folder, database.connectionString)))
                    if nodes.count == 1 {
                        _ = try await nodes[0].hub.applyPartners(folder: written.folder, by: "story")
                    }
                }
                let scenario = Scenario(folder: folder, files: written, database: database, nodes: nodes)
                try await body(scenario)
                try await scenario.agrees()
            } catch {
                for node in nodes { try? await node.stop() }
                throw error
            }
            for node in nodes { try await node.stop() }
        }
    }

    static func options(_ folder: ScenarioFolder, _ databaseURL: String?) -> HubOptions {
        HubOptions(
            data: folder.path + "/data", certificates: folder.path + "/certs", databaseURL: databaseURL, listenPort: 0,
            baseFolder: folder.path, logLevel: .critical)
    }

    func till(_ partner: String, node: Int = 0, key: String? = nil) throws -> Till {
        try nodes[node].till(files, key ?? "\(partner)-1")
    }

    /// One number of the database.
    func number(_ sql: String) async throws -> Int64 {
        let connection = try await database.connect()
        let value = try await connection.run { try $0.execute(Statement("story.number", sql)).only().int64(0) }
        await connection.close()
        return value
    }

    /// One text of the database.
    func text(_ sql: String) async throws -> String {
        let connection = try await database.connect()
        let value = try await connection.run { try $0.execute(Statement("story.text", sql)).only().text(0) }
        await connection.close()
        return value
    }

    /// A digest of everything that is worth points or names a member.
    func ledgerDigest() async throws -> String {
        let tables = [
            "posting", "ledger_transaction", "lot", "member", "identifier", "accrual", "redemption", "piece", "cycle",
            // Small additions are folded together now and then.
            "(select cycle, kind, issuer, redeemer, issue_price, redemption_rate, sum(points) from flow group by 1, 2, 3, 4, 5, 6)",
        ]
        let parts = tables.map { "coalesce((select md5(string_agg(t::text, '|' order by t::text)) from \($0) t), '-')" }
        return try await text("select concat_ws(' ', \(parts.joined(separator: ", ")))")
    }

    /// Proves that the ledger agrees with itself.
    func agrees() async throws {
        let report = try await hub.audit()
        guard report.findings.isEmpty else { throw StoryBroken("\(report.findings)") }
    }
}
