import ArgumentParser
import Benchmarks

/// `clearinghouse-bench run`
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Measures everything and writes a report: JSON, Markdown and plots.",
        discussion:
            "Takes about an hour and 60 GB of disk with the defaults, most of it for growth to five million members.")

    @OptionGroup var shared: SharedOptions
    @Option(help: "The folder the report is written to.") var output = "var/bench"
    @Option(help: "Members of a growth run; may be repeated (default: 10000, 1000000 and 5000000).")
    var growth: [Int] = []
    @Flag(help: "Leave growth out.") var noGrowth = false

    func validate() throws {
        guard growth.allSatisfy({ $0 > 0 }) else { throw ValidationError("--growth takes 1 or more.") }
    }

    func run() async throws {
        var options = shared.options
        options.output = output
        if !growth.isEmpty { options.growthMembers = growth }
        if noGrowth { options.growthMembers = [] }
        try await BenchmarkProgram.run(options)
    }
}
