import ArgumentParser
import Composition

/// What every command takes.
struct SharedOptions: ParsableArguments {
    @Option(help: "The data directory.")
    var data = "var"

    @Option(help: "The folder of public certificates (default: certs in the data directory).")
    var certificates: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    /// Options of a hub that works on this data.
    var hub: HubOptions { HubOptions(data: data, certificates: certificates) }
}
