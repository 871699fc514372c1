import Foundation
import Glibc
import Testing

@testable import EmbeddedPostgres

@Suite struct `Sharing a data directory` {
    @Test func `a second hub is refused at once, with the first one's process id`() async throws {
        let folder = try DataFolder()
        let first = try await folder.open()
        let clock = ContinuousClock()
        let time = await clock.measure {
            let error = await #expect(throws: ClusterError.self) { try await folder.open() }
            guard case .inUse(_, let identifier, .serving) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(identifier == getpid())
            #expect(error?.description.contains("process id \(getpid())") == true)
        }
        #expect(time < .seconds(5))
        #expect(try await first.text("SELECT 'unharmed'") == "unharmed")
        await first.stop()
    }

    @Test func `a command visits the hub that serves, and leaves its server running`() async throws {
        let folder = try DataFolder()
        // As soon as the hub has the directory: the command waits until the hub is ready.
        async let starting = folder.open()
        while DataLock.holder(folder.path + "/lock") == nil { try await Task.sleep(for: .milliseconds(5)) }
        let visitor = try await folder.open(.visiting)
        let hub = try await starting
        #expect(hub.isOwner)
        #expect(!visitor.isOwner)
        #expect(visitor.connectionString == hub.connectionString)
        #expect(try await visitor.text("SELECT 'seen'") == "seen")
        await visitor.stop()
        #expect(try await visitor.serverEnd() == nil)
        #expect(try await hub.text("SELECT 'running'") == "running")
        await hub.stop()
    }

    @Test func `without a hub commands take turns, and a hub waits for the command`() async throws {
        let folder = try DataFolder()
        let first = try await folder.open(.visiting)
        #expect(first.isOwner)
        async let second = folder.open(.visiting)
        try await Task.sleep(for: .milliseconds(200))
        #expect(try await first.text("SELECT 'mine'") == "mine")
        await first.stop()
        let owner = try await second
        #expect(owner.isOwner)
        async let hub = folder.open(.serving)
        try await Task.sleep(for: .milliseconds(200))
        await owner.stop()
        let serving = try await hub
        #expect(serving.isOwner)
        await serving.stop()
    }

    @Test func `a hub that waits in vain names the command`() async throws {
        let folder = try DataFolder()
        let command = try await folder.open(.visiting)
        let error = await #expect(throws: ClusterError.self) { try await folder.open(patienceSeconds: 1) }
        #expect(error == .inUse(directory: try resolved(folder.path), identifier: getpid(), .visiting))
        await command.stop()
    }

    @Test func `a lock whose holder died is free, and its name is not believed`() throws {
        let folder = try DataFolder()
        mkdir(folder.path, 0o700)
        let path = folder.path + "/lock"
        try Data("4194303\nserving\n/nowhere\n".utf8).write(to: URL(filePath: path))
        #expect(DataLock.holder(path) == nil)
        let lock = try #require(try DataLock.take(path, mode: .serving))
        #expect(try DataLock.take(path, mode: .visiting) == nil)
        #expect(DataLock.holder(path)?.identifier == getpid())
        lock.release()
        #expect(try DataLock.take(path, mode: .visiting) != nil)
    }

    private func resolved(_ path: String) throws -> String {
        let text = try #require(realpath(path, nil))
        defer { free(text) }
        return String(cString: text)
    }
}
