import ArgumentParser
import Benchmarks

extension PartnerKeys: ExpressibleByArgument {}

/// What every run takes.
struct SharedOptions: ParsableArguments {
    @Option(help: "Rounds; each figure is the median over them.") var rounds = 3
    @Option(help: "Seconds that each yardstick and each load is measured.") var seconds = 10.0
    @Option(help: "Members of the coalition.") var members = 100_000
    @Option(help: "Partners that send.") var partners = 8
    @Option(help: "What partners sign with.") var keys = PartnerKeys.ed25519
    @Option(help: "Connections of the closed loop.") var connections = 64
    @Option(help: "The scale of pgbench's tables.") var pgbenchScale = 50
    @Option(help: "Messages of a batch file.") var batchMessages = 100_000
    @Option(help: "The most bytes of one part of a batch file.") var batchPartBytes = 16 << 20
    @Option(help: "Parts of a batch file under way at once.") var batchParallel = 2
    @Option(help: "Postings in the cycle that is closed.") var closePostings = 5_000_000
    @Option(help: "Messages a second while a cycle is closed (default: half of what single reached).")
    var closeRate: Double?
    @Option(help: "Ledger transactions of the hub under way at once (default: the hub's own).") var lanes: Int?
    @Option(help: "Where everything is made; it must be on a real disk.") var folder = "/var/tmp"
    @Flag(help: "Leave the folder when the run has ended.") var keep = false

    func validate() throws {
        guard rounds > 0, seconds >= 1, members > 0, partners > 0, partners <= 100, connections > 0,
            connections <= 1000, pgbenchScale > 0, batchMessages > 0, batchPartBytes >= 4096, batchParallel > 0,
            closePostings >= 0
        else { throw ValidationError("Counts and seconds are at least 1.") }
    }

    /// The options as the library takes them.
    var options: BenchmarkOptions {
        var options = BenchmarkOptions()
        options.rounds = rounds
        options.seconds = seconds
        options.members = members
        options.partners = partners
        options.keys = keys
        options.connections = connections
        options.pgbenchScale = pgbenchScale
        options.batchMessages = batchMessages
        options.batchPartBytes = batchPartBytes
        options.batchParallel = batchParallel
        options.closePostings = closePostings
        options.closeMessagesPerSecond = closeRate
        options.lanes = lanes
        options.folder = folder
        options.keepsFolder = keep
        return options
    }
}
