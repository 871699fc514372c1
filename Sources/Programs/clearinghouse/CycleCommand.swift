import ArgumentParser
import Composition

/// `clearinghouse cycle`
struct CycleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cycle", abstract: "Runs the settlement cycle by hand.",
        discussion: "open → closed → calculated → approved → dispatched → settled; abort returns to closed.",
        subcommands: [
            List.self, Show.self, Close.self, Calculate.self, Approve.self, Dispatch.self, Reissue.self, Settle.self,
            Abort.self, Replay.self, Explain.self, Default.self,
        ])

    /// `clearinghouse cycle list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the cycles, newest first.")
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await HubProgram.listCycles(shared.hub, json: shared.json)
        }
    }

    /// `clearinghouse cycle show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a cycle's matrix, positions and the operator's net, money in minor units.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The cycle's id, as list prints it.") var id: String

        func run() async throws {
            try await HubProgram.showCycle(shared.hub, id, json: shared.json)
        }
    }

    /// `clearinghouse cycle close`
    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Closes the open cycle, after posting the expiries and time-outs that are due.")
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await HubProgram.closeCycle(shared.hub, json: shared.json)
        }
    }

    /// `clearinghouse cycle calculate`
    struct Calculate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Works out what a closed cycle's partners owe.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The cycle's id.") var id: String

        func run() async throws {
            try await HubProgram.step(.calculate, shared.hub, id, json: shared.json)
        }
    }

    /// `clearinghouse cycle approve`
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approves what was calculated; as many different people as the coalition says must.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The cycle's id.") var id: String
        @Option(help: "A fresh code of the second factor (or CLEARINGHOUSE_CODE, or the terminal).") var code: String?
        @Option(name: .customLong("as"), help: "Who approves, while there are no users.") var approver: String?

        func run() async throws {
            try await HubProgram.step(.approve, shared.hub, id, by: approver, code: code, json: shared.json)
        }
    }

    /// `clearinghouse cycle dispatch`
    struct Dispatch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes and signs all folders and queues their pushing.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The cycle's id.") var id: String

        func run() async throws {
            try await HubProgram.step(.dispatch, shared.hub, id, json: shared.json)
        }
    }

    /// `clearinghouse cycle settle`
    struct Settle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Marks a dispatched cycle as paid.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The cycle's id.") var id: String
        @Option(help: "A fresh code of the second factor (or CLEARINGHOUSE_CODE, or the terminal).") var code: String?

        func run() async throws {
            try await HubProgram.step(.settle, shared.hub, id, code: code, json: shared.json)
        }
    }

    /// `clearinghouse cycle abort`
    struct Abort: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives a version up and returns the cycle to closed, for a new version.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The cycle's id.") var id: String

        func run() async throws {
            try await HubProgram.step(.abort, shared.hub, id, json: shared.json)
        }
    }

    /// `clearinghouse cycle default`
    struct Default: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "default",
            abstract:
                "Declares that a partner does not pay: calculates a new version without its debt, and suspends it.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The cycle's id.") var id: String
        @Argument(help: "Who does not pay.") var partner: String
        @Option(help: "Why, in a sentence; it stands in the audit trail.") var reason: String

        func run() async throws {
            try await HubProgram.declareDefault(shared.hub, id, partner: partner, reason: reason, json: shared.json)
        }
    }
}
