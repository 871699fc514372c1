import Foundation

/// Where the programs lie that a benchmark runs.
struct InstalledPrograms: Sendable {
    /// The hub's program, beside this one.
    let clearinghouse: String
    /// This program itself, which is the load client too.
    let bench: String
    /// PostgreSQL's own benchmark, of the newest server that is installed.
    let pgbench: String

    /// - Throws: ``BenchmarkFailure`` that names what is missing.
    static func find() throws -> InstalledPrograms {
        let files = FileManager.default
        guard let own = try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            throw BenchmarkFailure("The path of this program is unknown: /proc/self/exe cannot be read.")
        }
        let folder = (own as NSString).deletingLastPathComponent
        // A test that runs the benchmark within itself is another program: the products lie above it.
        var places = [folder]
        while let last = places.last, last != "/", places.count < 5 {
            places.append((last as NSString).deletingLastPathComponent)
        }
        func program(_ name: String) throws -> String {
            guard let path = places.map({ "\($0)/\(name)" }).first(where: files.isExecutableFile(atPath:)) else {
                throw BenchmarkFailure("\(name) is not built beside this program, in \(folder).")
            }
            return path
        }
        return InstalledPrograms(
            clearinghouse: try program("clearinghouse"), bench: try program("clearinghouse-bench"),
            pgbench: try pgbench())
    }

    private static func pgbench() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Int($0) }
        let debian = versions.sorted(by: >).map { "\(root)/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let found = (debian + path).map { $0 + "/pgbench" }.first(where: FileManager.default.isExecutableFile(atPath:))
        guard let found else {
            throw BenchmarkFailure("pgbench is missing: it comes with the package postgresql-15 of Debian.")
        }
        return found
    }
}
