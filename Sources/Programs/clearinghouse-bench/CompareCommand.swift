import ArgumentParser
import Benchmarks

extension ComparedPart: ExpressibleByArgument {}

/// `clearinghouse-bench compare`
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Prints the ratios of single and batch to pgbench, and how long a close takes.")

    @OptionGroup var shared: SharedOptions
    @Flag(help: "Print one JSON document.") var json = false

    @Option(help: "single, batch or close alone; may be repeated (default: all three).") var only: [ComparedPart] = []

    func run() async throws {
        var options = shared.options
        if !only.isEmpty { options.parts = only }
        try await BenchmarkProgram.compare(options, json: json)
    }
}

/// `clearinghouse-bench load`
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "The client of a run, in a process of its own.", shouldDisplay: false)

    @Argument(help: "The file that says what is sent.") var plan: String

    func run() throws {
        try BenchmarkProgram.load(planPath: plan)
    }
}
