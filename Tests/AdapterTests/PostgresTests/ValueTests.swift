import Postgres
import Testing

@Suite struct `Values through the binary format` {
    static let instants: [Int64] = [
        0, 1, -1, 1_700_000_000_123_456, 946_684_800_000_000, -62_135_596_800_000_000, .max - 1, .max, .min,
    ]

    static let unsendable: [(PostgresValue, ParameterRefusal)] = [
        (.text("a\0b"), .textHoldsNull), (.textArray(["a", "\0"]), .textHoldsNull), (.jsonb("\0"), .textHoldsNull),
        (.timestamp(.min + 1), .instantOutOfRange),
        (.timestampArray([.min + 5]), .instantOutOfRange), (.date(.min + 1), .instantOutOfRange),
    ]

    @Test(arguments: [Int64.min, -1, 0, 1, 255, 65_536, .max])
    func `a bigint comes back as it went`(number: Int64) async throws {
        let row = try await one("SELECT $1 AS v, $1::text AS t", [.int64(number)])
        #expect(try row.int64("v") == number)
        #expect(try row.text("t") == String(number))
    }

    @Test func `shorter integers come back, and widen when asked`() async throws {
        let row = try await one(
            "SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d", [.int2(.min), .int2(.max), .int4(.min), .int4(.max)])
        #expect(try row.int4("a") == -32_768)
        #expect(try row.int64("b") == 32_767)
        #expect(try row.int4("c") == .min)
        #expect(try row.int64("d") == 2_147_483_647)
    }

    @Test(arguments: ["", "plain", "Ștefan Țăranu", "Ёлка 🎄", String(repeating: "ż", count: 100_000)])
    func `a text comes back as it went`(text: String) async throws {
        let row = try await one("SELECT $1 AS v, octet_length($1) AS n", [.text(text)])
        #expect(try row.text("v") == text)
        #expect(try row.int64("n") == Int64(text.utf8.count))
    }

    @Test func `bytes, booleans and uuids come back as they went`() async throws {
        let identifier = try #require(PostgresUUID("01920f3e-7b5a-7c11-8a3f-FFFFFFFFFFFF"))
        let row = try await one(
            "SELECT $1 AS b, $2 AS t, $3 AS f, $4 AS u, $4::text AS ut, $5 AS e",
            [.bytes([0, 255, 1]), .bool(true), .bool(false), .uuid(identifier), .bytes([])])
        #expect(try row.bytes("b") == [0, 255, 1])
        #expect(try row.bool("t"))
        #expect(try !row.bool("f"))
        #expect(try row.uuid("u") == identifier)
        #expect(try row.text("ut") == identifier.description)
        #expect(try row.bytes("e") == [])
        #expect(PostgresUUID(bytes: identifier.bytes) == identifier)
        #expect(PostgresUUID("01920f3e") == nil)
        #expect(PostgresUUID("g1920f3e-7b5a-7c11-8a3f-ffffffffffff") == nil)
    }

    @Test(arguments: instants)
    func `an instant comes back to the microsecond`(instant: Int64) async throws {
        #expect(try await one("SELECT $1 AS v", [.timestamp(instant)]).timestamp("v") == instant)
    }

    @Test func `instants and days mean what PostgreSQL means`() async throws {
        let row = try await one(
            "SELECT $1 = '2023-11-14T22:13:20.123456Z' AS i, $2 = '2024-02-29' AS d, date '1970-01-01' AS z, $3 AS x",
            [.timestamp(1_700_000_000_123_456), .date(19_782), .timestamp(.max)])
        #expect(try row.bool("i"))
        #expect(try row.bool("d"))
        #expect(try row.date("z") == 0)
        #expect(try await one("SELECT $1::text AS x", [.timestamp(.max)]).text("x") == "infinity")
    }

    @Test func `jsonb travels as text`() async throws {
        let row = try await one("SELECT $1 AS v, $1->>'a' AS a", [.jsonb(#"{"a": "ș"}"#)])
        #expect(try row.text("v") == #"{"a": "ș"}"#)
        #expect(try row.text("a") == "ș")
    }

    @Test(arguments: [
        "0", "1", "-1", "0.0095", "-0.000001", "12345678901234567890.123456789", "10000", "100000000", "0.10",
        "1.00000",
        "-99990000.00010000", "0.00000000001", "NaN", "Infinity", "-Infinity",
    ])
    func `a numeric is read as its decimal text`(text: String) async throws {
        let row = try await one("SELECT $1::numeric AS v, $1::numeric::text AS t", [.text(text)])
        #expect(try row.text("v") == row.text("t"))
    }

    @Test func `arrays come back with their nulls, empty ones too`() async throws {
        let identifier = PostgresUUID(high: .max, low: 0)
        let row = try await one(
            "SELECT $1 AS i8, $2 AS i4, $3 AS t, $4 AS b, $5 AS u, $6 AS s, $7 AS f, $8 AS e",
            [
                .int64Array([.min, nil, .max]), .int4Array([nil, -1]), .textArray(["a\"b,{}", nil, ""]),
                .bytesArray([[], nil, [0, 1]]), .uuidArray([identifier, nil]), .timestampArray([0, nil, .min]),
                .boolArray([true, nil, false]), .int64Array([]),
            ])
        #expect(try row.int64Array("i8") == [.min, nil, .max])
        #expect(try row.int64Array("i4") == [nil, -1])
        #expect(try row.int4Array("i4") == [nil, -1])
        #expect(try row.textArray("t") == ["a\"b,{}", nil, ""])
        #expect(try row.bytesArray("b") == [[], nil, [0, 1]])
        #expect(try row.uuidArray("u") == [identifier, nil])
        #expect(try row.timestampArray("s") == [0, nil, .min])
        #expect(try row.boolArray("f") == [true, nil, false])
        #expect(try row.int64Array("e") == [])
    }

    @Test func `null fits any type`() async throws {
        let row = try await one(
            "SELECT $1::bigint AS a, $2::text AS b, $3::uuid[] AS c", [nil, .orNull(nil, PostgresValue.text), .null])
        #expect(try row.optionalInt64("a") == nil)
        #expect(try row.isNull("b"))
        #expect(try row.isNull("c"))
    }

    @Test(arguments: unsendable)
    func `what PostgreSQL cannot hold is refused before it is sent`(
        value: PostgresValue, refusal: ParameterRefusal
    ) async throws {
        let connection = try await ThrowawayCluster.shared.value.connect()
        let statement = Statement("refused", "SELECT $1, $2")
        await #expect(throws: PostgresError.parameterRefused(statement: "refused", parameter: 2, refusal)) {
            try await connection.execute(statement, [.int64(1), value])
        }
        #expect(await connection.isHealthy)
        #expect(try await connection.execute(statement, [.int64(1), .int64(2)]).count == 1)
    }

    @Test func `a wrong reading names statement, column and both types`() async throws {
        let row = try await one("SELECT 1::bigint AS points, NULL::text AS name", [])
        #expect(mismatch { _ = try row.text("points") } == "column points: expected text, found int8")
        #expect(mismatch { _ = try row.int4("points") } == "column points: expected int4, found int8")
        #expect(mismatch { _ = try row.text("name") } == "column name: expected text, found null")
        #expect(mismatch { _ = try row.bytesArray(0) } == "column 0: expected bytea[], found int8")
        #expect(mismatch { _ = try row.int64("absent") } == "column absent: expected int8, found no such column")
        #expect(mismatch { _ = try row.int64(2) } == "column 2: expected int8, found no such column")
    }

    private func mismatch(_ read: () throws -> Void) -> String {
        do {
            try read()
            return "read"
        } catch {
            return "\(error)".replacing("statement one, ", with: "")
        }
    }

    @Test func `one row is one row`() async throws {
        let connection = try await ThrowawayCluster.shared.value.connect()
        let rows = try await connection.execute(Statement("two", "SELECT n FROM generate_series(1, 2) AS n"))
        #expect(throws: PostgresError.rowCountMismatch(statement: "two", expected: 1, found: 2)) { try rows.only() }
        let column = try rows.index(of: "n")
        #expect(try rows.map { try $0.int4(column) } == [1, 2])
    }

    private func one(_ sql: String, _ parameters: [PostgresValue]) async throws -> Row {
        let connection = try await ThrowawayCluster.shared.value.connect()
        return try await connection.execute(Statement("one", sql), parameters).only()
    }
}
