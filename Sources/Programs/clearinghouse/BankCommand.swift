import ArgumentParser
import Composition

/// `clearinghouse bank`
struct BankCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bank", abstract: "Payments to and from partners, and what the operator's bank says of them.",
        subcommands: [Import.self, Payments.self, WorkList.self, Instruct.self, Assign.self, Ignore.self])

    /// `clearinghouse bank import`
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads pain.002, camt.053 or camt.054 and moves payments on; the same file again does nothing.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The bank's file.", completion: .file()) var file: String

        func run() async throws {
            try await HubProgram.importBankFile(shared.hub, path: file, json: shared.json)
        }
    }

    /// `clearinghouse bank payments`
    struct Payments: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists payments and where they stand, newest cycle first.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "Only those of this cycle.") var cycle: String?

        func run() async throws {
            try await HubProgram.listPayments(shared.hub, cycle: cycle, json: shared.json)
        }
    }

    /// `clearinghouse bank worklist`
    struct WorkList: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "worklist",
            abstract:
                "Shows what waits for a person: the bank's items that fit no payment, and payments that cannot go on.")
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await HubProgram.showWorkList(shared.hub, json: shared.json)
        }
    }

    /// `clearinghouse bank instruct`
    struct Instruct: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hands the bank what may be paid; the files stand in the data directory under bank/.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "Only this cycle.") var cycle: String?
        @Flag(help: "Rejected and returned payments again, under a new message with the same end-to-end ids.")
        var rejected = false

        func run() async throws {
            try await HubProgram.instructPayments(shared.hub, cycle: cycle, again: rejected, json: shared.json)
        }
    }

    /// `clearinghouse bank assign`
    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Gives an item's money to a payment.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The item, as worklist numbers it.") var item: Int64
        @Option(help: "The payment, as payments numbers it.") var payment: Int64

        func run() async throws {
            try await HubProgram.assignBankItem(shared.hub, item: item, payment: payment, json: shared.json)
        }
    }

    /// `clearinghouse bank ignore`
    struct Ignore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes an item off the work list; what of it stands on suspense stays there.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The item, as worklist numbers it.") var item: Int64
        @Option(help: "Why; kept in the audit trail.") var reason: String

        func run() async throws {
            try await HubProgram.ignoreBankItem(shared.hub, item: item, reason: reason, json: shared.json)
        }
    }
}
