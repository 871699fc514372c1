import ArgumentParser

/// What a merchant runs: keys, signed messages, and checks of what the hub sent back.
@main
struct PartnerProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partner",
        abstract: "A partner's side of the clearinghouse: make keys, send signed messages, check what came back.",
        discussion: """
            Every command exits 0 on success, 1 when something was refused, failed or found wrong, and 64 on wrong usage. \
            With --json it prints one JSON document.

            Examples:
              partner keygen --key-id grocery-2026
              partner send --hub https://hub.example --key-id grocery-2026 balance --member card:9990123456789018
              partner batch sales.csv --hub https://hub.example --key-id grocery-2026
              partner verify-settlement inbox --hub-keys hub-ca.pem
              partner acknowledge 000042 accepted --hub https://hub.example --key-id grocery-2026
              partner reconcile --hub https://hub.example --key-id grocery-2026 --day 2026-11-20 friday.csv
            """,
        subcommands: [
            KeygenCommand.self, SendCommand.self, BatchCommand.self, VerifyReceiptCommand.self,
            VerifySettlementCommand.self, AcknowledgeCommand.self, ReconcileCommand.self,
        ])
}
