import ArgumentParser

/// The operator's program.
@main
struct Clearinghouse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clearinghouse",
        abstract: "A coalition loyalty clearinghouse: one hub, many merchants, one card.",
        discussion: """
            Without DATABASE_URL the hub keeps a private PostgreSQL under the data directory.
            Exit codes: 0 done, 1 refused or failed, 64 wrong usage.
            """,
        subcommands: [
            DemoCommand.self, ServeCommand.self, MigrateCommand.self, PartnersCommand.self, CycleCommand.self,
            BankCommand.self, FundsCommand.self, AdjustmentCommand.self, DisputeCommand.self, ReconcileCommand.self,
            ExportCommand.self, ReportCommand.self, CertsCommand.self, MemberCommand.self, CardsCommand.self,
            AuditCommand.self, UserCommand.self, LoginCommand.self, LogoutCommand.self, WhoAmICommand.self,
            ProposalCommand.self,
        ])
}
