import ArgumentParser
import Composition

/// `clearinghouse funds`
struct FundsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "funds", abstract: "Partners' collateral and shares of the reserve fund.",
        subcommands: [Deposit.self, Release.self, Confirm.self, List.self])

    /// `clearinghouse funds deposit`
    struct Deposit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Books money that a partner has deposited.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The partner's id.") var partner: String
        @Argument(help: "collateral or reserve.") var kind: String
        @Argument(help: "Minor units.") var amount: Int64
        @Option(help: "Names the deposit; one name is booked once.") var reference: String
        @Option(help: "The item of the work list that brought the money; else it is booked on the bank's account.")
        var item: Int64?

        func run() async throws {
            try await HubProgram.depositFund(
                shared.hub, partner: partner, kind: kind, amount: amount, reference: reference, item: item,
                json: shared.json)
        }
    }

    /// `clearinghouse funds release`
    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives deposited money back, where what stays covers what the partner owes.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The partner's id.") var partner: String
        @Argument(help: "collateral or reserve.") var kind: String
        @Argument(help: "Minor units.") var amount: Int64
        @Option(help: "Names the release; one name is booked once.") var reference: String

        func run() async throws {
            try await HubProgram.releaseFund(
                shared.hub, partner: partner, kind: kind, amount: amount, reference: reference,
                json: shared.json)
        }
    }

    /// `clearinghouse funds confirm`
    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says which item of the bank is a deposit or release that was booked before.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "deposit or release.") var movement: String
        @Argument(help: "The partner's id.") var partner: String
        @Argument(help: "collateral or reserve.") var kind: String
        @Option(help: "The name it was booked under.") var reference: String
        @Option(help: "The item, as bank worklist numbers it.") var item: Int64

        func run() async throws {
            try await HubProgram.confirmFund(
                shared.hub, movement: movement, partner: partner, kind: kind, reference: reference, item: item,
                json: shared.json)
        }
    }

    /// `clearinghouse funds list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists what each partner has deposited and owes.")
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await HubProgram.listFunds(shared.hub, json: shared.json)
        }
    }
}
