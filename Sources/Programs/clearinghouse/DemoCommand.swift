import ArgumentParser
import Composition
import Demonstration

/// `clearinghouse demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A whole coalition on this machine: real purchases, real servers, settlement pushed.",
        discussion: "Serves until ^C afterwards, or ends with --once.")

    @Option(help: "The demonstration's own data directory; made anew at each run.")
    var data = "var/demo"

    @Flag(help: "End after the summary instead of serving on.")
    var once = false

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() async throws {
        try await Demonstration.run(data: data, once: once, json: json)
    }
}
