import ArgumentParser
import Composition

/// `clearinghouse member`
struct MemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member", abstract: "Shows, blocks, merges and parts members, by any identifier.",
        subcommands: [Show.self, Block.self, Unblock.self, Merge.self, Unmerge.self])

    /// `clearinghouse member show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a member's standing, identifiers and balance.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "card:…, phone:… or code:…") var identifier: String

        func run() async throws {
            try await HubProgram.showMember(shared.hub, identifier, json: shared.json)
        }
    }

    /// `clearinghouse member block`
    struct Block: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Blocks a member: no earning, no spending; what was agreed can still be undone or finished.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "card:…, phone:… or code:…") var identifier: String
        @Option(help: "Why; kept in the audit trail.") var reason: String

        func run() async throws {
            try await HubProgram.setMember(shared.hub, identifier, blocked: true, reason: reason, json: shared.json)
        }
    }

    /// `clearinghouse member unblock`
    struct Unblock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lifts a block.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "card:…, phone:… or code:…") var identifier: String
        @Option(help: "Why; kept in the audit trail.") var reason: String

        func run() async throws {
            try await HubProgram.setMember(shared.hub, identifier, blocked: false, reason: reason, json: shared.json)
        }
    }

    /// `clearinghouse member merge`
    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes one member's points and identifiers another's; a block is inherited.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The member that ends: card:…, phone:… or code:…") var source: String
        @Argument(help: "The member that stays.") var target: String
        @Option(help: "Why; kept in the audit trail.") var reason: String

        func run() async throws {
            try await HubProgram.merge(shared.hub, source, into: target, reason: reason, json: shared.json)
        }
    }

    /// `clearinghouse member unmerge`
    struct Unmerge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Undoes the newest merge into a member, while nothing but accruals has happened since.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The member that stayed: card:…, phone:… or code:…") var target: String
        @Option(help: "Why; kept in the audit trail.") var reason: String

        func run() async throws {
            try await HubProgram.unmerge(shared.hub, target, reason: reason, json: shared.json)
        }
    }
}

/// `clearinghouse cards`
struct CardsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cards", abstract: "Makes a printed stock of cards.", subcommands: [Issue.self])

    /// `clearinghouse cards issue`
    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Adds N unassigned cards to the stock and prints them as CSV; a till activates one by enrolling with it."
        )
        @OptionGroup var shared: SharedOptions
        @Argument(help: "How many, 1 to 100000.") var count: Int

        func validate() throws {
            guard (1...100_000).contains(count) else { throw ValidationError("N is 1 to 100000.") }
        }

        func run() async throws {
            try await HubProgram.issueCards(shared.hub, count: count, json: shared.json)
        }
    }
}
