import Composition
import Foundation
import PartnerClient
import Partners
import Quantities
import Signatures

/// What a demonstration plays, and where.
struct Stage: Sendable {
    /// The data directory, made anew.
    var data: String
    /// The folder of partner files to copy.
    var partners: String
    /// What is played, in order of time, with the dates it was recorded at.
    var purchases: [RecordedPurchase]
    /// Whether to end after the summary instead of serving on.
    var once: Bool
    /// Whether the summary is one JSON document.
    var json: Bool
    /// Connections of each partner.
    var connections = 4
    /// Where the summary goes.
    var output: @Sendable (String) -> Void = { text in
        print(text)
        fflush(nil)
    }

    /// The hub's options: always its own database, for a demonstration must not touch another.
    func hubOptions(_ folder: DemonstrationFolder) -> HubOptions {
        var options = HubOptions(
            data: folder.path, certificates: folder.certificates, databaseURL: nil, listenPort: 0,
            baseFolder: folder.path)
        if let level = HubProgram.level("warning") { options.logLevel = level }
        return options
    }
}

/// A partner's clients, each on a connection of its own.
extension PartnerBooth {
    /// Makes tills that send to the hub at `address`.
    ///
    /// - Throws: `HTTPConnectionError`.
    func tills(
        _ count: Int, hub address: PublicAddress, keys: JSONWebKeySet, memory: TillMemory, board: ScoreBoard,
        currency: CurrencyCode
    ) throws -> [Till] {
        try (0..<count).map { _ in
            let client = HubClient(
                connection: try HTTPConnection(to: address), signer: RequestSigner(key: key, keyID: keyID), keys: keys,
                partner: partner.text)
            return Till(partner: partner, client: client, memory: memory, board: board, currency: currency.letters)
        }
    }
}
