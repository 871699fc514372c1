import CZstandard
import Messages
import Operations
import Partners
import Postgres

/// The signed bytes of batches in PostgreSQL: once for each content, in compressed parts.
public struct PostgresBatchEvidence: BatchEvidenceStore {
    private let pool: PostgresPool

    /// A store over a pool of connections.
    public init(pool: PostgresPool) {
        self.pool = pool
    }

    /// `$1` id, `$2` partner, `$3` key, `$4` signature, `$5` signature base, `$6` digest, `$7` size, `$8` when it came.
    private static let add = Statement(
        "batch.add",
        """
        insert into batch (id, partner, key_id, signature, signature_base, content_digest, size, received_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
        """)

    /// Whether the batch, `$1`, is kept already. Row: is_known.
    private static let isKnown = Statement(
        "batch.is-known", "select exists (select from batch where id = $1) as is_known")

    /// `$1` digest, `$2` place, `$3` content.
    private static let addPart = Statement(
        "batch.add-part",
        "insert into batch_part (content_digest, place, content) values ($1, $2, $3) on conflict do nothing")

    /// See ``BatchEvidenceStore/keep(_:nextPart:)``.
    ///
    /// The batch's own row comes last: where it stands, all parts do. A part is written by a transaction of its own, so
    /// that no connection waits for whoever delivers the parts.
    public func keep(
        _ batch: BatchEvidence, nextPart: @escaping @Sendable () async throws -> [UInt8]?
    ) async throws(StoreError) {
        do {
            let id = PostgresValue.uuid(batch.id.column)
            let isKnown = try await pool.withConnection { connection in
                try connection.execute(Self.isKnown, [id]).only().bool("is_known")
            }
            if isKnown { return }
            var place: Int32 = 0
            var waiting: [UInt8] = []
            var isLast = false
            while !isLast {
                // Parts are cut at the same places however they come, so that a content sent again fits what is kept.
                if let next = try await nextPart() { waiting += next } else { isLast = true }
                while waiting.count >= Self.partSize || (isLast && !waiting.isEmpty) {
                    let row: [PostgresValue] = [
                        .bytes(batch.contentDigest), .int4(place),
                        .bytes(try Self.compressed(waiting.prefix(Self.partSize))),
                    ]
                    waiting.removeFirst(min(Self.partSize, waiting.count))
                    _ = try await pool.withConnection { try $0.execute(Self.addPart, row) }
                    place += 1
                }
            }
            let row: [PostgresValue] = [
                id, .text(batch.signature.partner.text), .text(batch.signature.keyID),
                .bytes(batch.signature.signature), .bytes(batch.signature.signatureBase), .bytes(batch.contentDigest),
                .int64(batch.size), .instant(batch.receivedAt),
            ]
            _ = try await pool.withConnection { try $0.execute(Self.add, row) }
        } catch {
            throw StoreError(any: error)
        }
    }

    /// Every part but the last; a content of 64 MiB makes 64.
    private static let partSize = 1 << 20

    private static func compressed(_ part: ArraySlice<UInt8>) throws(StoreError) -> [UInt8] {
        let bound = ZSTD_compressBound(part.count)
        let bytes = [UInt8](unsafeUninitializedCapacity: bound) { bytes, count in
            let length = part.withUnsafeBytes { part in
                ZSTD_compress(bytes.baseAddress, bound, part.baseAddress, part.count, 1)
            }
            count = ZSTD_isError(length) == 0 ? length : 0
        }
        guard !bytes.isEmpty else { throw StoreError.failed("a part of a batch cannot be compressed") }
        return bytes
    }
}
