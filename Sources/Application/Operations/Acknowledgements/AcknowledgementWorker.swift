import Disputes
import Logging
import Partners
import Telemetry

/// The part of acknowledgements that runs by itself: `serve` calls ``step()`` every few seconds, on every node.
public struct AcknowledgementWorker: Sendable {
    /// Statements looked at in one step.
    public static let mostStatements = 200
    /// Places looked into in one step.
    public static let mostPlaces = 16

    private let store: any AcknowledgementStore
    private let fetcher: any AcknowledgementFetching
    private let verifier: any AcknowledgementVerifying
    private let logger: Logger

    /// A worker over a store and the places partners answer in.
    public init(
        store: any AcknowledgementStore, fetcher: any AcknowledgementFetching, verifier: any AcknowledgementVerifying,
        logger: Logger
    ) {
        self.store = store
        self.fetcher = fetcher
        self.verifier = verifier
        self.logger = logger
    }

    /// Moves on what is due, then looks for signed files.
    ///
    /// - Throws: ``DisputeFailure`` of the store; call it again later.
    public func step() async throws(DisputeFailure) {
        let moved = try await store.advance(limit: Self.mostStatements)
        if moved > 0 { logger.notice("statements moved on by time", metadata: [LogKey.count: "\(moved)"]) }
        for place in try await store.takePlaces(limit: Self.mostPlaces) { try await look(into: place) }
    }

    private func look(into place: AcknowledgementPlace) async throws(DisputeFailure) {
        switch await fetcher.fetch(place) {
        case .absent: return
        case .failed(let detail):
            logger.debug("a place could not be read", metadata: metadata(place, detail))
        case .tooLarge: try await refuse(place, digest: [], "it is larger than \(AcknowledgementFile.largest) bytes")
        case .file(let bytes) where bytes.count > AcknowledgementFile.largest:
            try await refuse(place, digest: [], "it is larger than \(AcknowledgementFile.largest) bytes")
        case .file(let bytes): try await take(bytes, from: place)
        }
    }

    private func take(_ bytes: [UInt8], from place: AcknowledgementPlace) async throws(DisputeFailure) {
        let digest = verifier.digest(of: bytes)
        // What was refused before is not judged again: it is the same file, and people know of it.
        guard digest != place.refusedDigest else { return }
        let content: AcknowledgementFile.Content
        do throws(AcknowledgementFileError) {
            content = try verifier.verify(bytes)
        } catch {
            return try await refuse(place, digest: digest, error.reason)
        }
        if let mismatch = content.mismatch(with: place.folder) {
            return try await refuse(place, digest: digest, mismatch)
        }
        let word = HeardWord(
            partner: place.folder.party, cycle: place.folder.cycle, acknowledgement: content.acknowledgement,
            source: .file, contentDigest: digest,
            evidence: HeardWord.Evidence(keyID: content.keyID, signature: [], signatureBase: [], body: bytes))
        do throws(DisputeFailure) {
            let heard = try await store.hear(word)
            guard !heard.isReplay else { return }
            logger.notice("an acknowledgement file was taken", metadata: metadata(place, nil))
        } catch {
            guard case .refused(let code) = error else { throw error }
            try await refuse(place, digest: digest, code.title)
        }
    }

    private func refuse(
        _ place: AcknowledgementPlace, digest: [UInt8], _ reason: String
    ) async throws(DisputeFailure) {
        guard digest != place.refusedDigest else { return }
        logger.warning("an acknowledgement file was not taken", metadata: metadata(place, reason))
        try await store.refuse(place, digest: digest, reason: reason)
    }

    private func metadata(_ place: AcknowledgementPlace, _ error: String?) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            LogKey.delivery: "\(place.delivery)", LogKey.partner: "\(place.folder.party)",
            LogKey.cycle: "\(place.folder.cycle)",
        ]
        if let error { metadata[LogKey.error] = "\(error)" }
        return metadata
    }
}
