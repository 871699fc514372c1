import Messages
import Quantities

/// A signed batch, as it is kept to be shown.
public struct BatchEvidence: Hashable, Sendable {
    /// The first 16 bytes of SHA-256 over signature base and signature, so that the same signed bytes are one batch.
    public let id: UniqueID
    /// Who signed, and the proof.
    public let signature: SignatureFacts
    /// SHA-256 of the body; 32 bytes.
    public let contentDigest: [UInt8]
    /// The body's size in bytes.
    public let size: Int64
    /// When it came.
    public let receivedAt: Instant

    /// A batch of these facts.
    public init(
        id: UniqueID, signature: SignatureFacts, contentDigest: [UInt8], size: Int64, receivedAt: Instant
    ) {
        self.id = id
        self.signature = signature
        self.contentDigest = contentDigest
        self.size = size
        self.receivedAt = receivedAt
    }
}

/// Where the signed bytes of batches are kept.
public protocol BatchEvidenceStore: Sendable {
    /// Keeps the signed bytes of a whole batch, once per content.
    ///
    /// The same batch again changes nothing.
    ///
    /// - Parameters:
    ///   - batch: what is known of it.
    ///   - nextPart: the next bytes, each time at most 1 MiB; nothing after the last.
    /// - Throws: ``StoreError``; also when the parts cannot be read.
    func keep(
        _ batch: BatchEvidence, nextPart: @escaping @Sendable () async throws -> [UInt8]?
    ) async throws(StoreError)
}
