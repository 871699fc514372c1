import ArgumentParser
import Composition

/// `clearinghouse reconcile`
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compares a day of a partner's books with the hub's.",
        discussion: """
            FILE is the partner's CSV with the columns message_id, kind, points and amount. What came of it is kept; the \
            newest comparison of a day stands. Exits 0 when the day is clean, 1 when it is not.
            """)

    @OptionGroup var shared: SharedOptions
    @Argument(help: "The partner's id.") var partner: String
    @Argument(help: "The day's CSV, or - for standard input.") var file: String
    @Option(help: ArgumentHelp("The day, in the coalition's time zone.", valueName: "YYYY-MM-DD")) var day: String

    func run() async throws {
        try await HubProgram.reconcile(shared.hub, partner: partner, file: file, day: day, json: shared.json)
    }
}
