import ArgumentParser
import Composition

/// `clearinghouse export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Hands the books to accounting programs.", subcommands: [Journal.self])

    /// `clearinghouse export journal`
    struct Journal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the points and money ledger as a plain-text journal for ledger and hledger.",
            discussion: """
                One transaction for each of the ledger's, by local day; no member data. A month begins with the balances
                before it and asserts those it closes with: one month's closing is the next one's opening.

                Example: clearinghouse export journal --month 2026-11 --output 2026-11.journal
                """)
        @OptionGroup var shared: SharedOptions
        @Option(help: "The month, as YYYY-MM (default: everything from the beginning).") var month: String?
        @Option(help: "The file to write (default: standard output).") var output: String?

        func validate() throws {
            try ReportCommand.check(month: month)
            guard !shared.json || output != nil else {
                throw ValidationError("--json tells about a file: name it with --output.")
            }
        }

        func run() async throws {
            try await HubProgram.exportJournal(shared.hub, month: month, output: output, json: shared.json)
        }
    }
}
