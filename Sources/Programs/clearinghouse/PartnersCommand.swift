import ArgumentParser
import Composition

/// `clearinghouse partners`
struct PartnersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partners", abstract: "Plans and applies the coalition's partner files.",
        subcommands: [Plan.self, Apply.self])

    /// `clearinghouse partners plan`
    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan", abstract: "Shows what applying the folder would change; changes nothing.")

        @OptionGroup var shared: SharedOptions

        @Argument(help: "The folder of coalition.yaml and the partner files.")
        var folder = "partners"

        func run() async throws {
            try await HubProgram.planPartners(shared.hub, folder: folder, json: shared.json)
        }
    }

    /// `clearinghouse partners apply`
    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "apply", abstract: "Applies the folder in one transaction; every node binds before this ends.")

        @OptionGroup var shared: SharedOptions

        @Argument(help: "The folder of coalition.yaml and the partner files.")
        var folder = "partners"

        func run() async throws {
            try await HubProgram.applyPartners(shared.hub, folder: folder, json: shared.json)
        }
    }
}
