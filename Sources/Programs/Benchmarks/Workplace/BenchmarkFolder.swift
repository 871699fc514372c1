import Foundation
import Glibc

/// The folder of one run: keys, partner files, the hub's data and the cluster.
struct BenchmarkFolder: Sendable {
    /// Its absolute path.
    let path: String

    /// Makes a new folder.
    ///
    /// - Throws: ``BenchmarkFailure`` when it cannot be made.
    init(under parent: String) throws {
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        guard let resolved = realpath(parent, nil) else { throw BenchmarkFailure("\(parent) cannot be resolved.") }
        defer { free(resolved) }
        path = String(cString: resolved) + "/clearinghouse-bench-" + String(UInt32.random(in: .min ... .max), radix: 36)
        // PostgreSQL's user passes through and cannot look around.
        guard mkdir(path, 0o711) == 0 else { throw BenchmarkFailure("\(path) cannot be made.") }
    }

    /// A path in it.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file that only its owner reads.
    func write(_ text: String, to name: String) throws {
        guard
            FileManager.default.createFile(
                atPath: self(name), contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw BenchmarkFailure("\(self(name)) cannot be written.") }
    }

    /// Removes all of it.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
