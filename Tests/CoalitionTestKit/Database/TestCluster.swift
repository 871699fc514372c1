import EmbeddedPostgres
import Foundation
import Glibc
import Synchronization

/// The real PostgreSQL of a test process: one for all its tests, started when first asked for, in a temporary folder that
/// goes when the process ends.
///
/// Should the process be killed, its server ends with it, and the next test process removes its folder.
enum TestCluster {
    /// The cluster; takes some seconds the first time.
    static let shared = Task { () async throws -> EmbeddedCluster in
        let folder = try makeFolder()
        var settings = ClusterSettings()
        settings.durability = .volatile
        settings.maximumConnections = 300
        settings.sharedBuffersMebibytes = 128
        settings.parameters = ["deadlock_timeout": "100ms", "autovacuum": "off"]
        let cluster = try await EmbeddedCluster.open(data: folder, mode: .serving, settings: settings)
        running.withLock { $0 = (cluster, folder) }
        atexit { TestCluster.end() }
        return cluster
    }

    private static let running = Mutex<(cluster: EmbeddedCluster, folder: String)?>(nil)
    private static let prefix = "coalition-tests-"

    private static func end() {
        guard let (cluster, folder) = running.withLock({ $0 }) else { return }
        cluster.stopImmediately()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A folder named for this process, in place of those whose processes are gone.
    private static func makeFolder() throws -> String {
        for name in try FileManager.default.contentsOfDirectory(atPath: "/tmp") where name.hasPrefix(prefix) {
            guard let owner = pid_t(name.dropFirst(prefix.count).prefix { $0.isNumber }), kill(owner, 0) != 0,
                errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(atPath: "/tmp/" + name)
        }
        var template = Array("/tmp/\(prefix)\(getpid()).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw TestDatabaseFailure(reason: "no temporary folder: errno \(errno)")
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // The server's user passes through when the tests run as root.
        chmod(folder, 0o711)
        return folder
    }
}

/// Why there is no database for a test.
public struct TestDatabaseFailure: Error, CustomStringConvertible {
    let reason: String
    /// The reason in words.
    public var description: String { reason }
}
