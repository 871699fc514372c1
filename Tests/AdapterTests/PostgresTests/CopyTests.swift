import Postgres
import Synchronization
import Testing

@Suite struct `Binary COPY` {
    static let columns =
        "(a bigint, b integer, c smallint, d text, e bytea, f uuid, g timestamptz, h boolean, i bigint[])"
    let into = Statement("copy-in", "COPY goods FROM STDIN (FORMAT binary)")
    let out = Statement("copy-out", "COPY (SELECT a FROM goods ORDER BY a) TO STDOUT")
    let countGoods = Statement("count-goods", "SELECT count(*) AS n, sum(a) AS s FROM goods")

    private func connected() async throws -> PostgresConnection {
        let connection = try await ThrowawayCluster.shared.value.connect()
        try await connection.simple("CREATE TEMPORARY TABLE goods \(Self.columns)")
        return connection
    }

    private func row(_ number: Int64) -> [PostgresValue] {
        [
            .int64(number), .int4(-1), .int2(2), .text("ț\(number)"), .bytes([1, 2]),
            .uuid(PostgresUUID(high: 1, low: UInt64(number))), .timestamp(number), .bool(true),
            .int64Array([number, nil]),
        ]
    }

    @Test func `writes every type, and nulls`() async throws {
        let connection = try await connected()
        let rows = [row(1), Array(repeating: PostgresValue.null, count: 9), row(3)]
        #expect(try await connection.copyIn(into, rows: rows) == 3)
        let back = try await connection.execute(Statement("all", "SELECT * FROM goods ORDER BY a"))
        let last = back[1]
        #expect(try last.int64("a") == 3)
        #expect(try last.int4("b") == -1)
        #expect(try last.int4("c") == 2)
        #expect(try last.text("d") == "ț3")
        #expect(try last.bytes("e") == [1, 2])
        #expect(try last.uuid("f") == PostgresUUID(high: 1, low: 3))
        #expect(try last.timestamp("g") == 3)
        #expect(try last.bool("h"))
        #expect(try last.int64Array("i") == [3, nil])
        #expect(try back[2].isNull("i"))
    }

    @Test func `takes 100,000 rows in, and gives them out in chunks`() async throws {
        let connection = try await connected()
        let rows = (1...100_000).lazy.map { row(Int64($0)) }
        #expect(try await connection.copyIn(into, rows: Array(rows)) == 100_000)
        let text = Mutex<(bytes: [UInt8], chunks: Int)>(([], 0))
        try await connection.copyOut(out) { _, chunk in
            text.withLock { ($0.bytes, $0.chunks) = ($0.bytes + chunk, $0.chunks + 1) }
        }
        let (bytes, chunks) = text.withLock { $0 }
        #expect(chunks > 5)
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 100_000)
        #expect(String(decoding: bytes.suffix(7), as: UTF8.self) == "100000\n")
        #expect(await connection.isHealthy)
    }

    @Test func `writes nothing when a row is refused here or there`() async throws {
        let connection = try await connected()
        await #expect(throws: PostgresError.parameterRefused(statement: "copy-in", parameter: 4, .textHoldsNull)) {
            var bad = row(2)
            bad[3] = .text("\0")
            return try await connection.copyIn(into, rows: [row(1), bad])
        }
        await #expect(throws: PostgresError.copyMismatch(statement: "copy-in")) {
            try await connection.copyIn(into, rows: [row(1), [.int64(1)]])
        }
        let wrongType = await #expect(throws: PostgresError.self) {
            try await connection.copyIn(into, rows: [[.int4(1)] + row(1).dropFirst()])
        }
        #expect(wrongType?.state == SQLState("08P01"))
        await #expect(throws: PostgresError.copyMismatch(statement: "text")) {
            try await connection.copyIn(Statement("text", "COPY goods FROM STDIN"), rows: [])
        }
        await #expect(throws: PostgresError.copyMismatch(statement: "count-goods")) {
            try await connection.copyIn(countGoods, rows: [])
        }
        #expect(try await connection.execute(countGoods).only().int64("n") == 0)
    }

    @Test func `out ends early when the reader throws, and the connection lives on`() async throws {
        struct Enough: Error {}
        let connection = try await connected()
        let endless = Statement("endless", "COPY (SELECT generate_series(1, 100000000)) TO STDOUT")
        await #expect(throws: Enough.self) {
            try await connection.copyOut(endless) { _, _ in throw Enough() }
        }
        await #expect(throws: PostgresError.deadlineExceeded(statement: "sleepy")) {
            let sleepy = Statement("sleepy", "COPY (SELECT pg_sleep(30)) TO STDOUT")
            try await connection.copyOut(sleepy, deadline: .now + .milliseconds(50)) { _, _ in }
        }
        #expect(await connection.answers())
    }

    @Test func `rolls back with its transaction`() async throws {
        struct Stop: Error {}
        let connection = try await connected()
        let rows = [row(1)]
        await #expect(throws: Stop.self) {
            try await connection.withTransaction { connection in
                try connection.copyIn(into, rows: rows)
                throw Stop()
            }
        }
        #expect(try await connection.execute(countGoods).only().int64("n") == 0)
    }
}
