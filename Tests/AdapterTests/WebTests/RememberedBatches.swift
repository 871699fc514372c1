import Foundation
import Operations
import Synchronization

/// Evidence of batches in memory.
final class RememberedBatches: BatchEvidenceStore {
    private let kept = Mutex<[(batch: BatchEvidence, content: [UInt8])]>([])

    private let keeping = Mutex<(@Sendable () -> Void)?>(nil)

    /// Does something when the next batch is kept.
    func whenKept(_ action: @escaping @Sendable () -> Void) { keeping.withLock { $0 = action } }

    /// What was kept, in the order of its coming.
    var all: [(batch: BatchEvidence, content: [UInt8])] { kept.withLock { $0 } }

    func keep(
        _ batch: BatchEvidence, nextPart: @escaping @Sendable () async throws -> [UInt8]?
    ) async throws(StoreError) {
        do {
            var content: [UInt8] = []
            while let part = try await nextPart() { content += part }
            kept.withLock { [content] in $0.append((batch, content)) }
            keeping.withLock { $0 }?()
        } catch {
            throw .unavailable
        }
    }
}

/// A folder for spools, removed with its owner.
final class SpoolFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/spool-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    /// Names of the files in it.
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
