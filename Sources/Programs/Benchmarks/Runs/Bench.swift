import Foundation

/// A run under way: its folder, cluster, coalition and programs.
struct Bench: Sendable {
    /// The database of the hub.
    static let database = "hub"

    let options: BenchmarkOptions
    let programs: InstalledPrograms
    let folder: BenchmarkFolder
    let cluster: BenchmarkCluster
    let coalition: BenchmarkCoalition
    let progress: Progress

    /// Runs a body with a fresh cluster; all that was started is stopped and, unless told otherwise, all removed.
    static func with<Value: Sendable>(
        _ options: BenchmarkOptions, _ body: (Bench) async throws -> Value
    ) async throws -> Value {
        let programs = try InstalledPrograms.find()
        let folder = try BenchmarkFolder(under: options.folder)
        defer { if !options.keepsFolder { folder.remove() } }
        let coalition = try BenchmarkCoalition(folder, partners: options.partners, keys: options.keys)
        let cluster = try await BenchmarkCluster(folder)
        do {
            let value = try await body(
                Bench(
                    options: options, programs: programs, folder: folder, cluster: cluster, coalition: coalition,
                    progress: Progress()))
            await cluster.stop()
            return value
        } catch {
            await cluster.stop()
            throw error
        }
    }

    /// Where a hub on this database runs.
    func place(_ database: String) -> HubRun.Place {
        HubRun.Place(
            programs: programs, folder: folder, name: database, data: folder("data-\(database)"),
            connectionString: cluster.connectionString(database))
    }

    /// Runs a body beside a hub on a database that is made for it, with the coalition applied.
    func withHub<Value: Sendable>(_ database: String, _ body: (HubRun) async throws -> Value) async throws -> Value {
        try await cluster.create(database)
        let place = place(database)
        let hub = try await HubRun.start(place, lanes: options.lanes)
        do {
            try await place.command(["partners", "apply", coalition.files])
            let value = try await body(hub)
            await hub.stop()
            return value
        } catch {
            await hub.stop()
            throw error
        }
    }

    /// Runs the load client in a process of its own, to its end.
    func load(_ plan: LoadPlan) async throws -> LoadResult {
        let planPath = "\(plan.resultPath).plan"
        try JSONEncoder().encode(plan).write(to: URL(fileURLWithPath: planPath))
        try await ProgramRun.output(of: [programs.bench, "load", planPath], notes: "\(plan.resultPath).notes")
        return try JSONDecoder().decode(
            LoadResult.self, from: Data(contentsOf: URL(fileURLWithPath: plan.resultPath)))
    }

    /// The list of the cards of a hub's members.
    func cardsPath(_ hub: HubRun) -> String { folder("members-\(hub.database).txt") }

    /// A plan for this run's partners.
    func plan(
        _ hub: HubRun, _ work: LoadPlan.Work, _ name: String, connections: Int, pace: LoadPlan.Pace = .closed
    ) -> LoadPlan {
        LoadPlan(
            hub: hub.address, senders: coalition.senders, work: work,
            membersPath: work == .enrolments ? nil : cardsPath(hub), connections: connections, pace: pace,
            name: name, seed: UInt64(bitPattern: Int64(name.utf8.reduce(5381) { $0 &* 33 &+ Int($1) })),
            resultPath: folder("load-\(hub.database)-\(name).json"))
    }
}

/// Tells a person at a terminal what is being done.
struct Progress: Sendable {
    private let isTerminal = isatty(2) == 1
    private let start = ContinuousClock.now

    /// One line, with the seconds since the start.
    func say(_ text: String) {
        let seconds = (ContinuousClock.now - start).components.seconds
        FileHandle.standardError.write(Data("\(seconds) s: \(text)\n".utf8))
    }
}
