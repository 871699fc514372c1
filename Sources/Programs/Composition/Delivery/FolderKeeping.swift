import Foundation
import Operations

/// Keeps settlement folders under `<data>/settlements/`, byte for byte as they were signed.
public struct FolderKeeping: FolderKeeper {
    /// The folder of all folders.
    public let root: String

    /// A keeper below the data directory.
    public init(dataFolder: String) {
        root = "\(dataFolder)/settlements"
    }

    /// See ``FolderKeeper/isKept(_:)``: the manifest is written last, so it stands for the whole.
    public func isKept(_ folder: FolderKey) async -> Bool {
        FileManager.default.fileExists(atPath: "\(root)/\(folder.path)/manifest.json")
    }

    /// See ``FolderKeeper/keep(_:files:)``. Each file is flushed under a temporary name before it gets its own.
    public func keep(_ folder: FolderKey, files: [FolderFile]) async throws(FolderKeepingError) {
        let place = "\(root)/\(folder.path)"
        do {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        } catch {
            throw FolderKeepingError(reason: "\(place) cannot be made")
        }
        for file in files { try KeptFile.write(file.bytes, to: "\(place)/\(file.name)") }
        KeptFile.removeLeftovers(of: files.map(\.name), in: place)
    }
}
