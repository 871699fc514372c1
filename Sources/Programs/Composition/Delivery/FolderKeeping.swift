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
        for file in files { try Self.write(file, to: "\(place)/\(file.name)") }
    }

    private static func write(_ file: FolderFile, to path: String) throws(FolderKeepingError) {
        let content = Data(file.bytes)
        if FileManager.default.contents(atPath: path) == content { return }
        let temporary = "\(path).\(UUID().uuidString).part"
        do {
            try content.write(to: URL(fileURLWithPath: temporary))
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: temporary))
            try handle.synchronize()
            try handle.close()
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw FolderKeepingError(reason: "\(path) cannot be written")
        }
        guard rename(temporary, path) == 0 else {
            try? FileManager.default.removeItem(atPath: temporary)
            throw FolderKeepingError(reason: "\(path) cannot be given its name")
        }
    }
}
