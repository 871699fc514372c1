import FileTransfer
import Operations
import Partners

/// Reads what partners leave in the folders that were delivered to them: acknowledgements beside the manifest.
public struct FolderFetching: AcknowledgementFetching {
    /// How long one look may take.
    static let patience: Duration = .seconds(60)

    private let places: FolderPushing
    private let limits: TransferLimits

    /// A fetcher.
    ///
    /// - Parameters:
    ///   - baseFolder: what relative paths in partner files are below, as for ``FolderPushing``.
    ///   - dataFolder: the data directory, whose `keys/` holds the hub's private keys.
    public init(baseFolder: String, dataFolder: String, limits: TransferLimits = TransferLimits()) {
        places = FolderPushing(baseFolder: baseFolder, dataFolder: dataFolder, limits: limits)
        self.limits = limits
    }

    /// See ``AcknowledgementFetching/fetch(_:)``.
    public func fetch(_ place: AcknowledgementPlace) async -> FetchedAcknowledgement {
        let destination: Destination
        do throws(DestinationError) {
            destination = try places.destination(of: place.target)
        } catch {
            return .failed("the partner file's place cannot be used: \(error)")
        }
        // An actor of its own for each look, so that a slow server holds up no other.
        let transfer = FileTransfer(limits: limits)
        do throws(TransferError) {
            let bytes = try await transfer.fetch(
                AcknowledgementFile.name, folder: place.folder.path, from: destination,
                limitBytes: AcknowledgementFile.largest, deadline: .now + Self.patience)
            return bytes.map { .file($0) } ?? .absent
        } catch {
            if case .tooLarge = error { return .tooLarge }
            return .failed(error.sentence)
        }
    }
}
