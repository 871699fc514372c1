import Postgres
import Testing

@Suite struct `Rows in one parameter` {
    private static let type = """
        CREATE TYPE sample AS (
            id uuid, name text, content bytea, amount bigint, kind smallint, at timestamptz, is_new boolean)
        """
    private static let spread = Statement(
        "test.spread",
        "SELECT u.*, u.at::text AS at_text FROM unnest($1::sample[]) WITH ORDINALITY AS u ORDER BY ordinality")

    private struct Sample {
        var id: PostgresUUID? = PostgresUUID(high: 1, low: .max)
        var name: String? = "Ștefan Ёлка"
        var content: [UInt8]? = [0, 255]
        var amount: Int64? = .min
        var kind: Int32 = -32_768
        var at: Int64? = 1_700_000_000_123_456
        var isNew = true
    }

    private static func rows(_ samples: [Sample], of type: String = "sample") -> PostgresRows {
        var rows = PostgresRows(of: type, columns: 7)
        for sample in samples {
            rows.begin()
            rows.put(sample.id)
            rows.put(sample.name)
            rows.put(sample.content)
            rows.put(sample.amount)
            rows.put(small: sample.kind)
            rows.put(timestamp: sample.at)
            rows.put(sample.isNew)
            rows.end()
        }
        return rows
    }

    private static func with(_ body: @Sendable (PostgresConnection) async throws -> Void) async throws {
        let connection = try await ThrowawayCluster.shared.value.connect()
        do {
            try await connection.simple("SET search_path = pg_temp; \(type)")
            try await body(connection)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    @Test(arguments: [0, 1, 2, 1000])
    func `all come back as they went, in order`(count: Int) async throws {
        try await Self.with { connection in
            let samples = (0..<count).map { Sample(name: "row \($0)", amount: Int64($0)) }
            let found = try await connection.execute(Self.spread, [.rows(Self.rows(samples))])
            #expect(found.count == count)
            for (row, sample) in zip(found, samples) {
                #expect(try row.uuid("id") == sample.id)
                #expect(try row.text("name") == sample.name)
                #expect(try row.bytes("content") == sample.content)
                #expect(try row.int64("amount") == sample.amount)
                #expect(try row.int4("kind") == sample.kind)
                #expect(try row.timestamp("at") == sample.at)
                #expect(try row.bool("is_new"))
            }
        }
    }

    @Test func `columns may be NULL, and instants infinite`() async throws {
        try await Self.with { connection in
            let samples = [
                Sample(id: nil, name: nil, content: nil, amount: nil, at: nil, isNew: false), Sample(at: .max),
                Sample(name: "", content: [], at: .min),
            ]
            let found = Array(try await connection.execute(Self.spread, [.rows(Self.rows(samples))]))
            #expect(try found[0].optionalUUID("id") == nil)
            #expect(try found[0].optionalText("name") == nil)
            #expect(try found[0].optionalBytes("content") == nil)
            #expect(try found[0].optionalInt64("amount") == nil)
            #expect(try found[0].optionalTimestamp("at") == nil)
            #expect(try !found[0].bool("is_new"))
            #expect(try found[1].text("at_text") == "infinity")
            #expect(try found[2].text("at_text") == "-infinity")
            #expect(try found[2].text("name") == "")
            #expect(try found[2].bytes("content") == [])
        }
    }

    @Test func `what cannot be sent is refused before anything is, and the connection stays usable`() async throws {
        try await Self.with { connection in
            let refused: [(PostgresRows, ParameterRefusal)] = [
                (Self.rows([Sample(), Sample(name: "a\0b")]), .textHoldsNull),
                (Self.rows([Sample(at: .min + 1)]), .instantOutOfRange),
                (Self.rows([Sample()], of: "nothing_of_the_kind"), .rowTypeMissing),
            ]
            for (rows, reason) in refused {
                await #expect(
                    throws: PostgresError.parameterRefused(statement: "test.spread", parameter: 1, reason)
                ) { try await connection.execute(Self.spread, [.rows(rows)]) }
            }
            let found = try await connection.execute(Self.spread, [.rows(Self.rows([Sample()]))])
            #expect(found.count == 1)
        }
    }

    @Test func `a transaction that begins with them still begins`() async throws {
        try await Self.with { connection in
            let count = try await connection.withTransaction { connection in
                try connection.execute(Self.spread, [.rows(Self.rows([Sample()]))]).count
            }
            #expect(count == 1)
            #expect(await connection.transactionStatus == .idle)
        }
    }
}
