import Foundation

/// A folder of a story's own, removed with it.
public final class ScenarioFolder: Sendable {
    /// Absolute, without links.
    public let path: String

    /// Makes the folder: short, since a database's socket has to fit into it, and open for passing, since the database
    /// runs as a user of its own.
    public init() throws {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        path = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/hub-\(random)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o711])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// What a story needed did not come.
public struct StoryBroken: Error, CustomStringConvertible {
    /// What it was.
    public let description: String

    /// A story broken off for a reason.
    public init(_ description: String) {
        self.description = description
    }
}

/// Asks again and again until the answer is yes.
///
/// - Throws: ``StoryBroken`` after so many seconds.
public func eventually(
    _ what: String, within seconds: Int = 30, every pause: Duration = .milliseconds(20),
    _ isSo: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try await !isSo() {
        guard .now < deadline else { throw StoryBroken("after \(seconds) s still not: \(what)") }
        try await Task.sleep(for: pause)
    }
}
