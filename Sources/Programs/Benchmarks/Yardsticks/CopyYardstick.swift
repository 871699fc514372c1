import Postgres

/// Yardstick: rows a second by binary COPY into a table of a posting's shape, with its primary key.
struct CopyYardstick: Sendable {
    private static let database = "copying"
    let cluster: BenchmarkCluster

    /// Makes the table in a database of its own.
    static func prepare(_ cluster: BenchmarkCluster) async throws -> CopyYardstick {
        try await cluster.create(database)
        try await cluster.withConnection(database) { try $0.simple(BenchmarkStatements.copyTable) }
        return CopyYardstick(cluster: cluster)
    }

    /// Rows a second, one connection, one COPY.
    func measure(rows: Int) async throws -> Double {
        try await cluster.withConnection(Self.database) { connection in
            try connection.simple(BenchmarkStatements.emptyCopyTable)
            let start = SteadyClock.nanoseconds()
            try connection.copyIn(
                BenchmarkStatements.copyRows,
                rows: (0..<rows).lazy.map { row -> [PostgresValue] in
                    let transaction = SeedingStatements.member(Int64(row / 2))
                    return [
                        .uuid(transaction), .int2(Int16(row % 2)), .int64(1), .int2(1), .uuid(transaction),
                        .text("partner-1"), .text("partner-2"), .int64(100), .int64(10_000), .int64(9_500),
                    ]
                })
            return Double(rows) / (Double(SteadyClock.nanoseconds() - start) / 1e9)
        }
    }
}
