import ArgumentParser
import Composition

/// `clearinghouse adjustment`
struct AdjustmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjustment", abstract: "Moves money between parties besides points, with a reason.",
        subcommands: [Propose.self, List.self])

    /// `clearinghouse adjustment propose`
    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Proposes an adjustment in the open cycle; posts it where the coalition asks for no approvals.",
            discussion: "Credits and debits add up to the same; `operator` is a party like any other.")
        @OptionGroup var shared: SharedOptions
        @Option(help: "PARTY=AMOUNT in minor units, for each party that receives.") var credit: [String]
        @Option(help: "PARTY=AMOUNT in minor units, for each party that pays.") var debit: [String]
        @Option(help: "Why, in a sentence; it stands in the audit trail.") var reason: String
        @Option(help: "What it corrects: message ids, or places such as `cycle 000004 line 12`.")
        var corrects: [String] = []

        func run() async throws {
            try await HubProgram.proposeAdjustment(
                shared.hub, credits: credit, debits: debit, reason: reason, corrects: corrects, json: shared.json)
        }
    }

    /// `clearinghouse adjustment list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists adjustments, the newest first.")
        @OptionGroup var shared: SharedOptions
        @Option(help: "Those of this cycle only, in the order they were made.") var cycle: String?

        func run() async throws {
            try await HubProgram.listAdjustments(shared.hub, cycle: cycle, json: shared.json)
        }
    }
}
