import Synchronization

/// Hands a spool out piece by piece, each at most 1 MiB.
final class BatchPieces: Sendable {
    private static let pieceSize = 1 << 20

    private let spool: BatchSpool
    private let offset = Mutex(0)

    init(spool: BatchSpool) {
        self.spool = spool
    }

    /// The next piece; nothing at the end.
    func next() throws(BatchSpool.Failure) -> [UInt8]? {
        try offset.withLock { offset throws(BatchSpool.Failure) in
            let piece = try spool.read(Self.pieceSize, at: offset)
            offset += piece.count
            return piece.isEmpty ? nil : piece
        }
    }
}
