import Foundation

/// The PostgreSQL server's programs of one major version.
public struct ServerPrograms: Hashable, Sendable {
    /// The directory that holds `postgres` and `initdb`.
    public let directory: String
    /// The major version, 15 or later.
    public let major: Int

    /// The oldest major version that serves.
    public static let oldestMajor = 15

    var postgres: String { directory + "/postgres" }
    var initdb: String { directory + "/initdb" }
}

/// Where the server's programs are looked for.
public struct ProgramSearch: Hashable, Sendable {
    /// Directories with one directory a major version, each with `bin`, as Debian lays them out.
    public var roots: [String]
    /// Directories that may hold `postgres` itself, such as those of `PATH`.
    public var directories: [String]

    /// Debian's directory, then `PATH`.
    public init(
        roots: [String] = ["/usr/lib/postgresql"],
        path: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
    ) {
        self.roots = roots
        directories = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    }

    /// All programs of version 15 or later, the newest first; of one version, `roots` before `directories`.
    func all() -> [ServerPrograms] {
        var found: [ServerPrograms] = []
        func add(_ directory: String, _ major: Int?) {
            guard let major, major >= ServerPrograms.oldestMajor, !found.contains(where: { $0.major == major })
            else { return }
            found.append(ServerPrograms(directory: directory, major: major))
        }
        for root in roots {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
                let directory = "\(root)/\(name)/bin"
                if Self.isComplete(directory) { add(directory, Int(name)) }
            }
        }
        for directory in directories where Self.isComplete(directory) {
            add(directory, Self.major(of: directory + "/postgres"))
        }
        return found.sorted { $0.major > $1.major }
    }

    /// The programs for a cluster of this major version, or the newest for a new one.
    ///
    /// - Throws: ``ClusterError/serverMissing(searched:)``, ``ClusterError/versionDiffers(directory:cluster:installed:)``.
    func programs(for major: Int?, directory: String) throws(ClusterError) -> ServerPrograms {
        let all = all()
        guard let newest = all.first else { throw .serverMissing(searched: roots + directories) }
        guard let major else { return newest }
        guard let match = all.first(where: { $0.major == major }) else {
            throw .versionDiffers(directory: directory, cluster: major, installed: all.map(\.major))
        }
        return match
    }

    private static func isComplete(_ directory: String) -> Bool {
        ["postgres", "initdb"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)") }
    }

    /// Reads `postgres (PostgreSQL) 15.20 (Debian …)`.
    private static func major(of program: String) -> Int? {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["--version"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard let version = text.split(separator: " ").dropFirst(2).first else { return nil }
        return Int(version.prefix { $0.isNumber })
    }
}
