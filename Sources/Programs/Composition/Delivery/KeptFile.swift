import Foundation
import Operations

/// A file of the data directory that has its name only once it is whole.
enum KeptFile {
    /// Writes the bytes under a temporary name, flushes them, and renames; a file that has them already is left alone.
    ///
    /// Another program may write the same file at once: who is second finds it there.
    static func write(_ bytes: [UInt8], to path: String) throws(FolderKeepingError) {
        let content = Data(bytes)
        if FileManager.default.contents(atPath: path) == content { return }
        let temporary = "\(path).\(UUID().uuidString).part"
        do {
            try content.write(to: URL(fileURLWithPath: temporary))
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: temporary))
            try handle.synchronize()
            try handle.close()
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            if FileManager.default.contents(atPath: path) == content { return }
            throw FolderKeepingError(reason: "\(path) cannot be written")
        }
        guard rename(temporary, path) == 0 else {
            try? FileManager.default.removeItem(atPath: temporary)
            if FileManager.default.contents(atPath: path) == content { return }
            throw FolderKeepingError(reason: "\(path) cannot be given its name")
        }
    }

    /// Removes what programs that ended in the middle left of these files, once the files themselves stand there.
    static func removeLeftovers(of names: [String], in folder: String) {
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where entry.hasSuffix(".part") && names.contains(where: { entry.hasPrefix("\($0).") }) {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(entry)")
        }
    }
}
