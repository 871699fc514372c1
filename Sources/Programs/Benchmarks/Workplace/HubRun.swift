import Foundation
import Glibc
import Wire

/// The hub in a process of its own, on a database of the run's cluster, and the operator's commands beside it.
struct HubRun: Sendable {
    /// What partners call and sign.
    let address: String
    /// The name of its database.
    var database: String { place.name }
    /// The hub's data directory.
    var data: String { place.data }
    private let process: ProgramRun
    private let place: Place

    /// Where a hub runs, while it runs and between.
    struct Place: Sendable {
        let programs: InstalledPrograms
        let folder: BenchmarkFolder
        /// The name of its database.
        let name: String
        /// The hub's data directory.
        let data: String
        /// How libpq reaches its database.
        let connectionString: String

        /// Runs a command of the operator to its end; answers what it prints.
        @discardableResult
        func command(_ arguments: [String]) async throws -> String {
            try await ProgramRun.output(
                of: [programs.clearinghouse] + arguments + ["--data", data],
                environment: ["DATABASE_URL": connectionString],
                notes: folder("command-\(UInt32.random(in: .min ... .max))"))
        }
    }

    /// Starts `clearinghouse serve` on a free port and waits until it takes requests.
    ///
    /// - Throws: ``BenchmarkFailure`` with what the hub said when it does not come up.
    static func start(_ place: Place, lanes: Int?) async throws -> HubRun {
        let limit = lanes.map { ["--lanes", "\($0)"] } ?? []
        let process = try await ProgramRun(
            [place.programs.clearinghouse, "serve", "--listen", "127.0.0.1:0", "--json", "--data", place.data] + limit,
            environment: ["DATABASE_URL": place.connectionString],
            notes: place.folder("hub-\(UInt32.random(in: .min ... .max))"))
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            if let line = process.output.split(separator: "\n").first,
                let address = (try? JSONReader.read(text: String(line)))?["public_url"]?.string
            {
                return HubRun(address: address, process: process, place: place)
            }
            guard process.identifier != nil, .now < deadline else {
                await process.stop()
                throw BenchmarkFailure("The hub does not come up: \(process.complaints.suffix(2000))")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Processor seconds so far.
    var processorSeconds: Double { process.identifier.map(ProcessUsage.seconds(of:)) ?? 0 }
    /// The most memory it has held, in MiB.
    var peakMebibytes: Double { process.identifier.map(ProcessUsage.peakMebibytes(of:)) ?? 0 }
    /// The hub's log, with the last of what it complained of.
    var complaints: String { process.complaints }

    /// Runs a command of the operator beside it; answers what it prints.
    @discardableResult
    func command(_ arguments: [String]) async throws -> String { try await place.command(arguments) }

    /// `clearinghouse audit` must find nothing.
    func audit() async throws { try await place.command(["audit", "--json"]) }

    /// Drains and ends it.
    func stop() async {
        await process.stop()
    }
}
