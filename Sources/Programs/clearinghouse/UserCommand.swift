import ArgumentParser
import Composition

/// `clearinghouse user`
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Looks after operator users; the first must be an administrator.",
        discussion:
            "Until there is a user the system's own user may do everything; from then on each command needs a login.",
        subcommands: [
            Add.self, List.self, Roles.self, Disable.self, Enable.self, Reset.self, EnrolCode.self, Password.self,
        ])

    /// `clearinghouse user add`
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds a user and shows the second factor's secret once.",
            discussion: "The password comes from the terminal, or from CLEARINGHOUSE_PASSWORD.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "1 to 32 lower-case letters, digits, “.”, “_” and “-”, a letter first.") var name: String
        @Option(name: .customLong("role"), help: "viewer, preparer, approver or administrator; may be repeated.")
        var roles: [String]

        func run() async throws {
            try await HubProgram.addUser(shared.hub, name, roles: roles, json: shared.json)
        }
    }

    /// `clearinghouse user list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the users with their roles.")
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await HubProgram.listUsers(shared.hub, json: shared.json)
        }
    }

    /// `clearinghouse user roles`
    struct Roles: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives a user these roles in place of the ones before.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The user's name.") var name: String
        @Option(name: .customLong("role"), help: "viewer, preparer, approver or administrator; may be repeated.")
        var roles: [String]

        func run() async throws {
            try await HubProgram.setRoles(shared.hub, name, roles: roles, json: shared.json)
        }
    }

    /// `clearinghouse user disable`
    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends a user's sessions; it may log in no more.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The user's name.") var name: String

        func run() async throws {
            try await HubProgram.setUser(shared.hub, name, disabled: true, json: shared.json)
        }
    }

    /// `clearinghouse user enable`
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a disabled user log in again.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The user's name.") var name: String

        func run() async throws {
            try await HubProgram.setUser(shared.hub, name, disabled: false, json: shared.json)
        }
    }

    /// `clearinghouse user reset`
    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives a user a new password and a new second factor, and lifts a lock-out.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The user's name.") var name: String

        func run() async throws {
            try await HubProgram.resetUser(shared.hub, name, json: shared.json)
        }
    }

    /// `clearinghouse user enrol-code`
    struct EnrolCode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enrol-code", abstract: "Confirms one's own second factor by a first code.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The user's name.") var name: String
        @Option(help: "The code shown now (or CLEARINGHOUSE_CODE, or the terminal).") var code: String?

        func run() async throws {
            try await HubProgram.enrolCode(shared.hub, name, code: code, json: shared.json)
        }
    }

    /// `clearinghouse user password`
    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Changes one's own password.",
            discussion: "From the terminal, or from CLEARINGHOUSE_PASSWORD and CLEARINGHOUSE_NEW_PASSWORD.")
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await HubProgram.changePassword(shared.hub, json: shared.json)
        }
    }
}
