import ArgumentParser
import Composition

/// `clearinghouse report`
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "What the points are worth: liability, breakage, deferred revenue.",
        discussion: "docs/accounting.md tells what is measured and how.",
        subcommands: [Liability.self, Breakage.self, Deferred.self])

    /// `clearinghouse report liability`
    struct Liability: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Points with members by issuer and age, at the issue price and at the point value.")
        @OptionGroup var shared: SharedOptions
        @Option(help: "The local day at whose end, as YYYY-MM-DD (default: now).") var asOf: String?
        @Flag(help: "Print CSV, money in minor units.") var csv = false

        func validate() throws {
            try ReportCommand.check(shared.json, csv)
            guard asOf.map(BookArguments.isDay) ?? true else {
                throw ValidationError("--as-of takes a day, such as 2026-11-30.")
            }
        }

        func run() async throws {
            try await HubProgram.reportLiability(shared.hub, asOf: asOf, ReportCommand.form(shared.json, csv))
        }
    }

    /// `clearinghouse report breakage`
    struct Breakage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What of the outstanding points is expected never to be redeemed, and how sure that is.")
        @OptionGroup var shared: SharedOptions
        @Option(help: "The month at whose end, as YYYY-MM (default: the one under way).") var month: String?
        @Flag(help: "Print CSV of the issuers, money in minor units.") var csv = false

        func validate() throws {
            try ReportCommand.check(shared.json, csv)
            try ReportCommand.check(month: month)
        }

        func run() async throws {
            try await HubProgram.reportBreakage(shared.hub, month: month, ReportCommand.form(shared.json, csv))
        }
    }

    /// `clearinghouse report deferred-revenue`
    struct Deferred: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deferred-revenue",
            abstract: "A month's roll-forward: opening, issued, redeemed, reversed, expired, estimate, closing.")
        @OptionGroup var shared: SharedOptions
        @Option(help: "The month, as YYYY-MM (default: the one under way).") var month: String?
        @Flag(help: "Print CSV, money in minor units.") var csv = false

        func validate() throws {
            try ReportCommand.check(shared.json, csv)
            try ReportCommand.check(month: month)
        }

        func run() async throws {
            try await HubProgram.reportDeferredRevenue(shared.hub, month: month, ReportCommand.form(shared.json, csv))
        }
    }

    private static func check(_ json: Bool, _ csv: Bool) throws {
        guard !(json && csv) else { throw ValidationError("One of --json and --csv.") }
    }

    /// Refuses what is no month.
    static func check(month: String?) throws {
        guard month.map(BookArguments.isMonth) ?? true else {
            throw ValidationError("--month takes a month, such as 2026-11.")
        }
    }

    private static func form(_ json: Bool, _ csv: Bool) -> ReportForm {
        json ? .json : csv ? .csv : .text
    }
}
