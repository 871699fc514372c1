/// The yardstick: `pgbench` with its TPC-B-like transaction, prepared, on the same cluster.
struct PgbenchYardstick: Sendable {
    private static let database = "yardstick"
    let program: String
    let cluster: BenchmarkCluster
    let folder: BenchmarkFolder
    let clients: Int

    /// Makes the yardstick's database and fills its tables.
    static func prepare(
        _ program: String, _ cluster: BenchmarkCluster, _ folder: BenchmarkFolder, scale: Int, clients: Int
    ) async throws -> PgbenchYardstick {
        let yardstick = PgbenchYardstick(program: program, cluster: cluster, folder: folder, clients: clients)
        try await cluster.create(database)
        try await yardstick.run(["--initialize", "--quiet", "--scale", "\(scale)"])
        try await cluster.settle(database)
        return yardstick
    }

    /// Transactions a second.
    func measure(seconds: Double) async throws -> Double {
        let text = try await run([
            "--protocol", "prepared", "--client", "\(clients)", "--jobs", "2", "--time", "\(max(1, Int(seconds)))",
        ])
        guard let found = Self.transactionsPerSecond(in: text) else {
            throw BenchmarkFailure("pgbench does not say its rate: \(text.suffix(500))")
        }
        return found
    }

    /// The rate in what pgbench prints, `tps = 8200.123456 (without initial connection time)`.
    static func transactionsPerSecond(in text: String) -> Double? {
        let line = text.split(separator: "\n").last { $0.hasPrefix("tps = ") }
        return line.flatMap { $0.split(separator: " ").dropFirst(2).first }.flatMap { Double($0) }
    }

    @discardableResult
    private func run(_ arguments: [String]) async throws -> String {
        try await ProgramRun.output(
            of: [program] + arguments
                + ["--host", cluster.socketDirectory, "--port", "5432", "--username", "postgres", Self.database],
            notes: folder("pgbench"))
    }
}
