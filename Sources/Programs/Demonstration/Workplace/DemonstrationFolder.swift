import Foundation
import Glibc

/// The folder of one demonstration: the hub's data directory, with all that the partners have beside it. The next
/// demonstration begins with it empty.
///
/// | path | holds |
/// | --- | --- |
/// | `.clearinghouse-demo` | the mark that the folder is the demonstration's own to empty; locked while one runs |
/// | `partners` | the copied partner files, keys and deliveries filled in |
/// | `partner-keys` | the partners' private keys, mode 0600 |
/// | `trust` | what the partners hold to be the hub's: its authority, revocation list and key set |
/// | `servers` | the partners' file servers; what was delivered lies under `files` of each |
/// | `certs`, `keys`, `settlements`, `postgres` | the hub's own |
final class DemonstrationFolder: Sendable {
    static let mark = ".clearinghouse-demo"

    /// Absolute.
    let path: String
    private let descriptor: Int32

    var partners: String { path + "/partners" }
    var keys: String { path + "/partner-keys" }
    var certificates: String { path + "/certs" }
    var trust: String { path + "/trust" }
    var servers: String { path + "/servers" }

    /// Makes the folder, or empties the one of an earlier demonstration.
    ///
    /// - Throws: ``DemonstrationFailure/foreignFolder(path:)`` for a folder that holds anything but is not marked,
    ///   ``DemonstrationFailure/inUse(path:)``, ``DemonstrationFailure/file(path:reason:)``.
    init(_ data: String) throws(DemonstrationFailure) {
        path = URL(fileURLWithPath: data).standardizedFileURL.path
        let mark = path + "/" + Self.mark
        let files = FileManager.default
        let isMarked = files.fileExists(atPath: mark)
        if !isMarked, let names = try? files.contentsOfDirectory(atPath: path), !names.isEmpty {
            throw .foreignFolder(path: path)
        }
        // Others may pass, since the database runs as a user of its own; what is secret has modes of its own.
        try Self.makeFolder(path, mode: 0o711)
        descriptor = open(mark, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .file(path: mark, reason: String(cString: strerror(errno))) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .inUse(path: path)
        }
        try empty()
        for folder in [partners, keys, trust, servers] { try Self.makeFolder(folder, mode: 0o700) }
    }

    deinit {
        // A child that is just being spawned may hold a copy of the descriptor: the lock is given back by its name.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private func empty() throws(DemonstrationFailure) {
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: path) where name != Self.mark {
                try FileManager.default.removeItem(atPath: path + "/" + name)
            }
        } catch {
            throw .file(path: path, reason: "cannot be emptied: \(error.localizedDescription)")
        }
    }

    private static func makeFolder(_ path: String, mode: Int) throws(DemonstrationFailure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
        } catch {
            throw .file(path: path, reason: "cannot be made: \(error.localizedDescription)")
        }
    }

    /// Writes a text file, in one step.
    static func write(_ text: String, to path: String) throws(DemonstrationFailure) {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .file(path: path, reason: "cannot be written: \(error.localizedDescription)")
        }
    }

    /// Reads a text file of UTF-8.
    static func text(of path: String) throws(DemonstrationFailure) -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else { throw .file(path: path, reason: "cannot be read") }
        return text
    }
}
