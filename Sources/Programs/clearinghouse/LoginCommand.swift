import ArgumentParser
import Composition

/// `clearinghouse login`
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Begins a session of an operator user; it lasts eight hours, or half an hour unused.",
        discussion: """
            The password comes from the terminal, or from CLEARINGHOUSE_PASSWORD. The session is kept in the data directory, \
            one for each user of the system; CLEARINGHOUSE_SESSION goes before it.
            """)

    @OptionGroup var shared: SharedOptions
    @Argument(help: "The user's name.") var name: String
    @Option(help: "The second factor's code (or CLEARINGHOUSE_CODE, or the terminal).") var code: String?
    @Flag(help: "Print the session's token for CLEARINGHOUSE_SESSION instead of keeping it.") var showToken = false

    func run() async throws {
        try await HubProgram.login(shared.hub, name, code: code, showsToken: showToken, json: shared.json)
    }
}

/// `clearinghouse logout`
struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "logout", abstract: "Ends the session.")

    @OptionGroup var shared: SharedOptions
    @Flag(help: "End all sessions of the user.") var everywhere = false

    func run() async throws {
        try await HubProgram.logout(shared.hub, everywhere: everywhere, json: shared.json)
    }
}

/// `clearinghouse whoami`
struct WhoAmICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "whoami", abstract: "Says who acts, in which roles.")

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await HubProgram.whoAmI(shared.hub, json: shared.json)
    }
}
