import EmbeddedPostgres
import PartnerClient
import Postgres
import ScenarioKit
import Signatures
import Testing

/// A story's hub on a PostgreSQL server of its own, as an operator would run one, to which anything may happen. The server
/// keeps its socket's path when it comes back.
actor FaultyScenario {
    private let folder: ScenarioFolder
    private let files: CoalitionFiles
    private let node: HubNode
    private var cluster: EmbeddedCluster

    private init(_ folder: ScenarioFolder, _ files: CoalitionFiles, _ node: HubNode, _ cluster: EmbeddedCluster) {
        self.folder = folder
        self.files = files
        self.node = node
        self.cluster = cluster
    }

    /// Runs `body` beside the hub with its coalition applied.
    static func run(_ body: (FaultyScenario) async throws -> Void) async throws {
        let folder = try ScenarioFolder()
        let files = try CoalitionFiles(folder.path)
        try files.write()
        let cluster = try await EmbeddedCluster.open(data: folder.path + "/server", mode: .serving)
        let node: HubNode
        do {
            node = try await HubNode.start(Scenario.options(folder, cluster.connectionString))
        } catch {
            await cluster.stop()
            throw error
        }
        let story = FaultyScenario(folder, files, node, cluster)
        do {
            _ = try await node.hub.applyPartners(folder: files.folder, by: "story")
            try await body(story)
        } catch {
            await story.stop()
            throw error
        }
        await story.stop()
    }

    nonisolated func till(_ partner: String) throws -> Till { try node.till(files, "\(partner)-1") }

    /// Ends the server at once, as a crash would.
    func stopServer() { cluster.stopImmediately() }

    func startServer() async throws {
        cluster = try await EmbeddedCluster.open(data: folder.path + "/server", mode: .serving)
    }

    func command(_ sql: String) async throws {
        try await withConnection { try await $0.simple(sql) }
    }

    /// Runs `body` while lanes' transactions that are on disk stay unanswered until they are cut: their commits wait for a
    /// standby that does not exist.
    func withCommitsUnanswered<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await command("alter system set synchronous_standby_names = 'nobody'")
        try await command("select pg_reload_conf()")
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        // In any case: whoever waits for the hub would wait for ever.
        try await command("alter system reset synchronous_standby_names")
        try await command("select pg_reload_conf()")
        return try result.get()
    }

    /// Cuts transactions that wrote messages, are on disk and wait for a standby; lets everything else go on.
    func cutUnanswered(transactions: Int) async throws {
        // The processes first, then what is done to them: a condition beside them may be tried before the others. What a
        // transaction wrote to is still locked while it waits.
        let waiting = Statement(
            "fault.waiting",
            """
            select a.pid, exists (select from pg_locks l where l.pid = a.pid and l.relation = 'message'::regclass
                and l.mode = 'RowExclusiveLock') as wrote_messages
            from pg_stat_activity a where a.wait_event = 'SyncRep'
            """)
        let pass = Statement("fault.pass", "select pg_cancel_backend($1)")
        let cut = Statement("fault.cut", "select pg_terminate_backend($1)")
        try await withConnection { connection in
            var seen: Set<Int32> = []
            for _ in 0..<6000 where seen.count < transactions {
                for row in try await connection.execute(waiting) {
                    let process = try row.int4("pid")
                    let isCut = try row.bool("wrote_messages")
                    if isCut { seen.insert(process) }
                    try await connection.execute(isCut ? cut : pass, [.int4(process)])
                }
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(seen.count >= transactions)
        }
    }

    /// Waits until so many messages are stored.
    func stored(messages: Int64) async throws {
        let count = Statement("fault.messages", "select count(*) as messages from message")
        try await withConnection { connection in
            var found: Int64 = 0
            try await eventually("\(messages) messages are stored") {
                found = try await connection.execute(count).only().int64("messages")
                return found >= messages
            }
        }
    }

    func agrees(postings: Int64) async throws {
        let audit = try await node.hub.audit()
        #expect(audit.findings.isEmpty && audit.postings == postings)
    }

    private func withConnection(_ body: (PostgresConnection) async throws -> Void) async throws {
        let connection = try await PostgresConnection.connect(cluster.connectionString, applicationName: "fault")
        do {
            try await body(connection)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private func stop() async {
        try? await node.stop()
        await cluster.stop()
    }
}
