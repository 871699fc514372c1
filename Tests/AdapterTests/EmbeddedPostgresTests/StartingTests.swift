import Foundation
import Glibc
import Testing

@testable import EmbeddedPostgres

@Suite struct `Starting a private cluster` {
    @Test func `a first start makes the cluster, a second one finds its rows, and stopping leaves no process`()
        async throws
    {
        let folder = try DataFolder()
        let first = try await folder.open()
        try await first.run("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('here')")
        let settings = try await first.text(
            """
            SELECT string_agg(current_setting(name), ' ' ORDER BY place) FROM unnest(ARRAY['data_checksums', 'jit', \
            'synchronous_commit', 'fsync', 'max_connections', 'listen_addresses', 'server_encoding', 'lc_collate', \
            'lc_ctype']) \
            WITH ORDINALITY AS setting (name, place)
            """)
        #expect(settings == "on off on on 100  UTF8 C C.UTF-8")
        let identifier = try #require(first.serverProcessIdentifier)
        #expect(kill(identifier, 0) == 0)
        await first.stop()
        #expect(kill(identifier, 0) != 0)
        // On a loaded machine the last of them, which writes the server's log, may need a moment.
        for _ in 0..<500 where !folder.leftOver.processes().isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        #expect(folder.leftOver.processes().isEmpty)
        #expect(first.serverProcessIdentifier == nil)
        #expect(try await first.serverEnd() == 0)

        let second = try await folder.open()
        #expect(try await second.text("SELECT word FROM kept") == "here")
        #expect(second.connectionString == first.connectionString)
        await second.stop()
        await second.stop()
    }

    @Test func `directories are private, the server is not root, and its log lies beside the data`() async throws {
        let folder = try DataFolder()
        let cluster = try await folder.open()
        #expect(folder.mode("") == 0o711)
        #expect(folder.mode("/lock") == 0o600)
        #expect(folder.mode("/postgres") == 0o711)
        for name in ["/postgres/cluster", "/postgres/log", "/postgres/run"] { #expect(folder.mode(name) == 0o700) }
        #expect(cluster.socketDirectory == folder.path + "/postgres/run")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/postgres/log").count == 1)
        var status = stat()
        #expect(stat("/proc/\(try #require(cluster.serverProcessIdentifier))", &status) == 0)
        #expect(status.st_uid != 0)
        await cluster.stop()
    }

    @Test func `the server holds no pipe of its parent open`() async throws {
        let folder = try DataFolder()
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let cluster = try await folder.open()
        close(ends[1])
        var byte: UInt8 = 0
        // End of file at once: nobody else has the writing end.
        #expect(read(ends[0], &byte, 1) == 0)
        close(ends[0])
        await cluster.stop()
    }

    @Test(arguments: [
        String(repeating: "long-", count: 30) + "/data", "with space, comma 'and' quote\\",
    ])
    func `a path that no socket address can hold is served from a short one`(below: String) async throws {
        let folder = try DataFolder(below: below)
        let cluster = try await folder.open()
        #expect(cluster.socketDirectory.hasPrefix("/tmp/clearinghouse-"))
        #expect(try await cluster.text("SELECT current_database()::text") == "clearinghouse")
        var status = stat()
        #expect(lstat(cluster.socketDirectory, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o700)
        let first = cluster.socketDirectory
        await cluster.stop()
        #expect(access(first, F_OK) != 0)
        let again = try await folder.open()
        #expect(again.socketDirectory == first)
        await again.stop()
    }

    @Test(.enabled(if: geteuid() == 0))
    func `data below a directory closed to the server's user is served all the same`() async throws {
        let folder = try DataFolder(mode: 0o700)
        for _ in 0..<2 {
            let cluster = try await folder.open()
            try await cluster.run("CREATE TABLE IF NOT EXISTS kept (word text); CHECKPOINT")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/postgres/log").count == 1)
            await cluster.stop()
        }
        #expect(folder.leftOver.processes().isEmpty)
    }

    @Test func `a start that is cancelled leaves no process and no lock`() async throws {
        let folder = try DataFolder()
        let task = Task { try await folder.open() }
        while !FileManager.default.fileExists(atPath: folder.path + "/postgres/start.log") { await pause() }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        #expect(folder.leftOver.processes().isEmpty)
        let cluster = try await folder.open()
        await cluster.stop()
    }

    private func pause() async { try? await Task.sleep(for: .milliseconds(5)) }
}
