import Foundation
import Glibc
import Testing

@testable import EmbeddedPostgres

@Suite struct `Why there is no cluster` {
    @Test func `a missing server package is named`() async throws {
        let folder = try DataFolder()
        var settings = DataFolder.settings
        settings.programs = ProgramSearch(roots: ["/nonexistent"], path: "/nonexistent/bin")
        let error = await #expect(throws: ClusterError.self) {
            try await EmbeddedCluster.open(data: folder.path, mode: .serving, settings: settings)
        }
        #expect(error == .serverMissing(searched: ["/nonexistent", "/nonexistent/bin"]))
        #expect(error?.description.contains("apt-get install postgresql-15") == true)
        // The lock is free again.
        let cluster = try await folder.open()
        await cluster.stop()
    }

    @Test func `the server's programs are found by PATH too, and old ones are passed over`() throws {
        let installed = ProgramSearch(path: "").all()
        let newest = try #require(installed.first)
        let byPath = ProgramSearch(roots: [], path: "/nonexistent:\(newest.directory)").all()
        #expect(byPath == [newest])
        let folder = try DataFolder()
        for name in ["14", "15", "16", "17beta", "latest"] {
            let directory = "\(folder.path)/\(name)/bin"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for program in ["postgres", "initdb"] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(directory)/\(program)", withDestinationPath: "/bin/true")
            }
        }
        try FileManager.default.removeItem(atPath: folder.path + "/16/bin/initdb")
        #expect(ProgramSearch(roots: [folder.path], path: "").all().map(\.major) == [15])
    }

    @Test func `a cluster of another major version is not touched`() async throws {
        let folder = try DataFolder()
        let first = try await folder.open()
        await first.stop()
        let version = folder.path + "/postgres/cluster/PG_VERSION"
        let text = try String(contentsOfFile: version, encoding: .utf8)
        try Data("99\n".utf8).write(to: URL(filePath: version))
        let error = await #expect(throws: ClusterError.self) { try await folder.open() }
        guard case .versionDiffers(_, 99, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("apt-get install postgresql-99") == true)
        try Data(text.utf8).write(to: URL(filePath: version))
        let again = try await folder.open()
        await again.stop()
    }

    @Test func `a broken cluster tells what the server said`() async throws {
        let folder = try DataFolder()
        let first = try await folder.open()
        await first.stop()
        try FileManager.default.removeItem(atPath: folder.path + "/postgres/cluster/global/pg_control")
        let error = await #expect(throws: ClusterError.self) { try await folder.open() }
        #expect(error?.description.contains("pg_control") == true, "\(String(describing: error))")
    }

    @Test(.enabled(if: geteuid() == 0))
    func `a cluster of another user is refused, and a closed directory above the data is found`() async throws {
        let folder = try DataFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/postgres/cluster", withIntermediateDirectories: true)
        chown(folder.path + "/postgres/cluster", 12345, 12345)
        let error = await #expect(throws: ClusterError.self) { try await folder.open() }
        guard case .ownedByAnother(_, 12345) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        chmod(folder.path, 0o700)
        let account = try ServerAccount.current()
        #expect(try account.barrier(on: folder.path + "/postgres") == folder.path)
        #expect(try account.barrier(on: "/tmp") == nil)
        let message = ClusterError.unreachable(directory: folder.path, user: account.name).description
        #expect(message.contains("user postgres, who may not enter \(folder.path)"))
        #expect(message.contains("chmod o+x"))
    }

    @Test func `a stranger's directory in the socket's place is refused`() throws {
        let folder = try DataFolder()
        mkdir(folder.path, 0o755)
        let account = try ServerAccount.current()
        #expect(throws: ClusterError.socketDirectoryTaken(path: folder.path)) {
            try ClusterPaths.makeSocketDirectory(folder.path, owner: account)
        }
        let link = folder.path + "/link"
        symlink("/tmp", link)
        #expect(throws: ClusterError.socketDirectoryTaken(path: link)) {
            try ClusterPaths.makeSocketDirectory(link, owner: account)
        }
    }
}
