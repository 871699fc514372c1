import ArgumentParser
import Composition

/// `clearinghouse proposal`
struct ProposalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proposal", abstract: "Shows what waits for another person's approval, and decides on it.",
        subcommands: [List.self, Show.self, Approve.self, Reject.self, Withdraw.self, Apply.self])

    /// `clearinghouse proposal list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists what waits, newest first.")
        @OptionGroup var shared: SharedOptions
        @Flag(help: "List what is decided as well.") var all = false

        func run() async throws {
            try await HubProgram.listProposals(shared.hub, all: all, json: shared.json)
        }
    }

    /// `clearinghouse proposal show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows what a proposal would change.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The proposal's number.") var id: Int64

        func run() async throws {
            try await HubProgram.showProposal(shared.hub, id, json: shared.json)
        }
    }

    /// `clearinghouse proposal approve`
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Agrees to a proposal; the last approval needed also does what it asks for.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The proposal's number.") var id: Int64
        @Option(help: "A fresh code of the second factor (or CLEARINGHOUSE_CODE, or the terminal).") var code: String?
        @Option(help: "The digest of what you looked at; another is refused.") var digest: String?
        @Option(name: .customLong("as"), help: "Who approves, while there are no users.") var person: String?

        func run() async throws {
            try await HubProgram.step(
                .approve, shared.hub, id, code: code, digest: digest, as: person, json: shared.json)
        }
    }

    /// `clearinghouse proposal reject`
    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Turns a proposal of another person down.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The proposal's number.") var id: Int64
        @Option(name: .customLong("as"), help: "Who rejects, while there are no users.") var person: String?

        func run() async throws {
            try await HubProgram.step(.reject, shared.hub, id, as: person, json: shared.json)
        }
    }

    /// `clearinghouse proposal withdraw`
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes one's own proposal back.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The proposal's number.") var id: Int64
        @Option(name: .customLong("as"), help: "Who withdraws, while there are no users.") var person: String?

        func run() async throws {
            try await HubProgram.step(.withdraw, shared.hub, id, as: person, json: shared.json)
        }
    }

    /// `clearinghouse proposal apply`
    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Does what an approved proposal asks for, after a failure on the way.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The proposal's number.") var id: Int64

        func run() async throws {
            try await HubProgram.step(.apply, shared.hub, id, json: shared.json)
        }
    }
}
