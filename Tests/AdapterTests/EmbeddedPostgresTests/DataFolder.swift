import Foundation
import Glibc
import Postgres

@testable import EmbeddedPostgres

/// A data directory of one test, gone at its end with every server that a failed test left on it.
final class DataFolder: Sendable {
    let path: String
    private let root: String

    /// - Parameters:
    ///   - below: what lies between the temporary folder and the data directory.
    ///   - mode: of the temporary folder.
    init(below: String = "data", mode: mode_t = 0o711) throws {
        var template = Array("/tmp/embedded.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ClusterError.file(path: "/tmp", operation: "use", code: errno) }
        root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(root, mode)
        path = root + "/" + below
    }

    deinit {
        for process in leftOver.processes() { kill(process, SIGQUIT) }
        try? FileManager.default.removeItem(atPath: root)
    }

    var leftOver: LeftOverServer { LeftOverServer(cluster: path + "/postgres/cluster") }

    /// Small and quick, and durable all the same.
    static var settings: ClusterSettings {
        var settings = ClusterSettings()
        settings.sharedBuffersMebibytes = 16
        return settings
    }

    func open(
        _ mode: ClusterMode = .serving, patienceSeconds: Int = 60
    ) async throws(ClusterError) -> EmbeddedCluster {
        var settings = Self.settings
        settings.patienceSeconds = patienceSeconds
        return try await EmbeddedCluster.open(data: path, mode: mode, settings: settings)
    }

    /// The permission bits of a file below the data directory.
    func mode(_ name: String) -> mode_t {
        var status = stat()
        return lstat(path + name, &status) == 0 ? status.st_mode & 0o7777 : 0
    }
}

extension EmbeddedCluster {
    func run(_ script: String) async throws {
        let connection = try await PostgresConnection.connect(connectionString, applicationName: "tests")
        try await connection.simple(script)
        await connection.close()
    }

    func text(_ query: String) async throws -> String {
        let connection = try await PostgresConnection.connect(connectionString, applicationName: "tests")
        let text = try await connection.execute(Statement("tests.text", query)).only().text(0)
        await connection.close()
        return text
    }
}
