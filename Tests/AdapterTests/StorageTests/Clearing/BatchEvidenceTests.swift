import CZstandard
import CoalitionTestKit
import Messages
import Operations
import Partners
import Postgres
import Quantities
import Storage
import Synchronization
import Testing

@Suite struct `Evidence of batches` {
    /// Hands content over in pieces of a size, and stops after some of them where told to.
    private static func source(
        _ content: [UInt8], by size: Int, stopsAfter last: Int = .max
    ) -> @Sendable () async throws -> [UInt8]? {
        let place = Mutex(0)
        return {
            try place.withLock { place in
                guard place / size < last else { throw StoreError.unavailable }
                guard place < content.count else { return nil }
                defer { place += size }
                return Array(content[place..<min(place + size, content.count)])
            }
        }
    }

    @Test func `is kept once for each content, however it comes, and comes back whole`() async throws {
        try await TestDatabase.with { database in
            _ = try await Migrator(connectionString: database.connectionString).migrate()
            let pool = database.pool(connections: 2)
            let store = PostgresBatchEvidence(pool: pool)
            let content = (0..<(5 << 18) + 17).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 9) }
            let digest = sha256(content)
            func batch(_ number: UInt64) -> BatchEvidence {
                BatchEvidence(
                    id: UniqueID(high: number, low: number),
                    signature: SignatureFacts(
                        partner: .grocery, keyID: "key", nonce: "n", created: Instant(seconds: 0), signature: [1, 2],
                        signatureBase: [3]),
                    contentDigest: digest, size: Int64(content.count), receivedAt: Instant(seconds: 9))
            }
            await #expect(throws: StoreError.unavailable) {
                try await store.keep(batch(1), nextPart: Self.source(content, by: 300_000, stopsAfter: 4))
            }
            try await store.keep(batch(1), nextPart: Self.source(content, by: 1 << 20))
            try await store.keep(batch(1), nextPart: { throw StoreError.failed("nobody needs the parts again") })
            try await store.keep(batch(2), nextPart: Self.source(content, by: 777_777))
            let (batches, parts) = try await pool.withConnection { connection in
                let count = try connection.execute(Statement("tests.batches", "select count(*) from batch")).only()
                let rows = try connection.execute(
                    Statement("tests.parts", "select content from batch_part order by place"))
                return (try count.int64(0), try rows.map { try $0.bytes("content") })
            }
            #expect(batches == 2 && parts.count == 2)
            var whole: [UInt8] = []
            for part in parts {
                let size = Int(ZSTD_getFrameContentSize(part, part.count))
                whole += [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
                    count = ZSTD_decompress(bytes.baseAddress, size, part, part.count)
                }
            }
            #expect(whole == content)
            await pool.close()
        }
    }
}
