import Foundation
import Glibc
import Testing

@testable import EmbeddedPostgres

@Suite struct `After a crash` {
    @Test func `a server that was killed recovers what was committed`() async throws {
        let folder = try DataFolder()
        let first = try await folder.open()
        try await first.run("CREATE TABLE kept (number int); INSERT INTO kept SELECT generate_series(1, 1000)")
        kill(try #require(first.serverProcessIdentifier), SIGKILL)
        #expect(try await first.serverEnd() == 128 + SIGKILL)
        #expect(access(folder.path + "/postgres/cluster/postmaster.pid", F_OK) == 0)
        await first.stop()

        let second = try await folder.open()
        #expect(try await second.text("SELECT count(*)::text FROM kept") == "1000")
        await second.stop()
    }

    @Test func `a parent that was killed takes its server along, and the next finds its rows`() async throws {
        let folder = try DataFolder()
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let cluster = try await EmbeddedCluster.open(data: path, mode: .serving, settings: DataFolder.settings)
            try await cluster.run("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('here')")
            kill(getpid(), SIGKILL)
        }
        // The next start waits for the server that is on its way out.
        let cluster = try await folder.open()
        #expect(try await cluster.text("SELECT word FROM kept") == "here")
        let servers = folder.leftOver.processes()
        await cluster.stop()
        #expect(!servers.isEmpty)
        #expect(folder.leftOver.processes().isEmpty)
    }

    @Test func `without a next start the server of a killed parent ends by itself`() async throws {
        let folder = try DataFolder()
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            _ = try await EmbeddedCluster.open(data: path, mode: .serving, settings: DataFolder.settings)
            kill(getpid(), SIGKILL)
        }
        let deadline = ContinuousClock.now + .seconds(30)
        while !folder.leftOver.processes().isEmpty, .now < deadline { try await Task.sleep(for: .milliseconds(20)) }
        #expect(folder.leftOver.processes().isEmpty)
    }

    @Test func `a stale note that names another program's process does not hinder`() async throws {
        let folder = try DataFolder()
        let first = try await folder.open()
        let note = folder.path + "/postgres/cluster/postmaster.pid"
        let text = try String(contentsOfFile: note, encoding: .utf8)
        kill(try #require(first.serverProcessIdentifier), SIGKILL)
        await first.stop()
        let other = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
        try Data(("\(getpid())\n" + other.joined(separator: "\n")).utf8).write(to: URL(filePath: note))
        let second = try await folder.open()
        await second.stop()
    }

    @Test func `a half-made cluster is made anew`() async throws {
        let folder = try DataFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/postgres/cluster.unfinished/base", withIntermediateDirectories: true)
        let cluster = try await folder.open()
        #expect(access(folder.path + "/postgres/cluster.unfinished", F_OK) != 0)
        await cluster.stop()
    }
}
