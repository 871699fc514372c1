import ArgumentParser
import Composition

/// `clearinghouse serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Runs the hub: API, workers, scheduled cycles.",
        discussion: """
            Becomes ready without a coalition too; apply one with `clearinghouse partners apply`.
            SIGTERM or ^C drains: requests under way are answered, then the hub ends.

            Example: clearinghouse serve --listen 127.0.0.1:8080 --public-url https://hub.example
            """)

    @OptionGroup var shared: SharedOptions

    @Option(help: "Address and port to listen on; port 0 takes a free one.")
    var listen = "127.0.0.1:8080"

    @Option(help: "What partners call and sign as the hub's address (default: http:// and the address listened on).")
    var publicUrl: String?

    @Option(help: "How many ledger transactions may be under way at once.")
    var lanes = 2

    @Option(help: "The least level that is logged: debug, info, notice, warning, error.")
    var logLevel = "notice"

    func validate() throws {
        guard ListenAddress(listen) != nil else {
            throw ValidationError("--listen takes host:port, such as 127.0.0.1:8080, not “\(listen)”.")
        }
        guard (1...64).contains(lanes) else { throw ValidationError("--lanes takes 1 to 64.") }
        guard HubProgram.level(logLevel) != nil else {
            throw ValidationError("--log-level takes debug, info, notice, warning or error.")
        }
    }

    func run() async throws {
        var options = shared.hub
        if let address = ListenAddress(listen) {
            options.listenHost = address.host
            options.listenPort = address.port
        }
        options.publicURL = publicUrl
        options.lanes = lanes
        if let level = HubProgram.level(logLevel) { options.logLevel = level }
        try await HubProgram.serve(options, json: shared.json)
    }
}

/// `clearinghouse migrate`
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database to this version's schema.",
        discussion: "Refuses a database that a newer version of the program has taken further.")

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await HubProgram.migrate(shared.hub, json: shared.json)
    }
}

/// `clearinghouse audit`
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Proves that the ledger agrees with itself; exit 1 with what differs.",
        discussion: """
            Checks conservation per issuer, every lot, member, cycle and redemption against the postings, every message
            against its transaction, and every statement file against the ledger.
            """)

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await HubProgram.audit(shared.hub, json: shared.json)
    }
}
