import Foundation
import Operations

/// Keeps released files for the operator's bank under `<data>/bank/`, byte for byte as they were released.
public struct InstructionKeeping: InstructionKeeper {
    /// The folder of all files.
    public let root: String

    /// A keeper below the data directory.
    public init(dataFolder: String) {
        root = "\(dataFolder)/bank"
    }

    /// See ``InstructionKeeper/isKept(_:)``: a file gets its name when it is whole.
    public func isKept(_ messageID: String) async -> Bool {
        FileManager.default.fileExists(atPath: path(messageID))
    }

    /// See ``InstructionKeeper/keep(_:bytes:)``. The file is flushed under a temporary name before it gets its own.
    public func keep(_ messageID: String, bytes: [UInt8]) async throws(FolderKeepingError) {
        do {
            try FileManager.default.createDirectory(
                atPath: root, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw FolderKeepingError(reason: "\(root) cannot be made")
        }
        try KeptFile.write(bytes, to: path(messageID))
    }

    /// Message ids are the hub's own: cycle, version, number and hexadecimal digits.
    private func path(_ messageID: String) -> String { "\(root)/\(messageID).xml" }
}
