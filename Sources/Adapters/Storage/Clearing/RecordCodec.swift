import CZstandard
import Operations
import Postgres
import Quantities

/// Turns records into the bytes of `message.record` and back.
///
/// The first byte tells how: 0, the parts whole, as migration 0008 kept earlier rows; 1, a frame compressed by zstd with
/// the first dictionary, without its magic number; 2, a frame as it is, where compressing did not succeed.
///
/// Belongs to one connection: it is not for several threads at once.
final class RecordCodec {
    private let compressor = ZSTD_createCCtx()
    private let expander = ZSTD_createDCtx()
    private let dictionary = RecordDictionary.first
    /// zstd's magic number, which every frame begins with.
    private static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    /// The longest frame that is read; more than any body and answer make.
    private static let longest: UInt64 = 16 << 20

    init() {
        guard let compressor, let dictionary else { return }
        ZSTD_CCtx_setParameter(compressor, ZSTD_c_dictIDFlag, 0)
        ZSTD_CCtx_setParameter(compressor, ZSTD_c_checksumFlag, 0)
        ZSTD_CCtx_refCDict(compressor, dictionary.compressing)
    }

    deinit {
        ZSTD_freeCCtx(compressor)
        ZSTD_freeDCtx(expander)
    }

    /// The bytes of a record, without what `known` columns say.
    func encode(_ record: MessageRecord, without known: RecordNames) -> [UInt8] {
        let frame = record.frame(without: known)
        if let compressor, dictionary != nil {
            var length = 0
            let bound = ZSTD_compressBound(frame.count)
            let bytes = [UInt8](unsafeUninitializedCapacity: bound + 1) { bytes, count in
                guard let start = bytes.baseAddress else { return }
                length = ZSTD_compress2(compressor, start, bound, frame, frame.count)
                guard ZSTD_isError(length) == 0, length > Self.magic.count else { return }
                // The version takes the last byte of the magic number's place.
                start[Self.magic.count - 1] = 1
                count = length
            }
            if !bytes.isEmpty { return Array(bytes[(Self.magic.count - 1)...]) }
        }
        return [2] + frame
    }

    /// The record of a row.
    ///
    /// - Parameter row: has `record`, `content_digest` and `transaction_id`.
    /// - Throws: ``StoreError/failed(_:)`` when it cannot be read.
    func record(_ row: Row) throws -> MessageRecord {
        let known = RecordNames(
            digest: try row.bytes("content_digest"),
            transaction: try row.optionalUUID("transaction_id").map { UniqueID(column: $0) })
        return try decode(row.bytes("record"), with: known)
    }

    /// The record of such bytes.
    ///
    /// - Throws: ``StoreError/failed(_:)`` when they are none.
    func decode(_ bytes: [UInt8], with known: RecordNames) throws(StoreError) -> MessageRecord {
        let record: MessageRecord? =
            switch bytes.first {
            case 0: MessageRecord(whole: bytes[1...])
            case 1: expand(bytes).flatMap { MessageRecord(frame: $0[...], with: known) }
            case 2: MessageRecord(frame: bytes[1...], with: known)
            default: nil
            }
        guard let record else { throw StoreError.failed("a message's record cannot be read") }
        return record
    }

    private func expand(_ bytes: [UInt8]) -> [UInt8]? {
        guard let expander, let dictionary else { return nil }
        let compressed = Self.magic + bytes[1...]
        let size = ZSTD_getFrameContentSize(compressed, compressed.count)
        guard size <= Self.longest else { return nil }
        let frame = [UInt8](unsafeUninitializedCapacity: Int(size)) { frame, count in
            let length = ZSTD_decompress_usingDDict(
                expander, frame.baseAddress, Int(size), compressed, compressed.count, dictionary.expanding)
            count = ZSTD_isError(length) == 0 ? length : 0
        }
        return frame.count == Int(size) ? frame : nil
    }
}

/// What records have in common, as zstd learned it from samples; it belongs to the rows written with it for ever.
///
/// Sendable by this: both digested dictionaries are never changed after `init`, and zstd reads them from any number of
/// threads at once (zstd.h, "Bulk processing dictionary API").
final class RecordDictionary: @unchecked Sendable {
    let compressing: OpaquePointer
    let expanding: OpaquePointer

    /// The first dictionary; nothing when there is no memory for it.
    static let first = RecordDictionary(PackageResources.record_dictionary_1_zdict, level: 1)

    private init?(_ content: [UInt8], level: Int32) {
        guard let compressing = ZSTD_createCDict(content, content.count, level) else { return nil }
        guard let expanding = ZSTD_createDDict(content, content.count) else {
            ZSTD_freeCDict(compressing)
            return nil
        }
        self.compressing = compressing
        self.expanding = expanding
    }

    deinit {
        ZSTD_freeCDict(compressing)
        ZSTD_freeDDict(expanding)
    }
}
