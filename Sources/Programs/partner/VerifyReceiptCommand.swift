import ArgumentParser
import PartnerClient
import Wire

struct VerifyReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-receipt",
        abstract: "Check the receipt in a kept answer, offline.",
        discussion: """
            The answer is a file of JSON as `partner send` printed it, or - for standard input; a refusal's problem document \
            may have a receipt too. --hub-keys is the hub's JSON Web Key Set, which it publishes at /.well-known/jwks.json. \
            With --type and --content the receipt must also be for exactly this message.

            Examples:
              partner verify-receipt answer.json --hub-keys jwks.json
              partner verify-receipt answer.json --hub-keys jwks.json --type accrual --content @accrual.json
            """)

    @OptionGroup var shared: SharedOptions
    @OptionGroup var hubKeys: HubKeysOption
    @OptionGroup var members: MemberOptions

    @Argument(help: "The answer's file, or -.")
    var answer: String

    @Option(help: "This partner's id, which the receipt must name.")
    var partner: String?

    @Option(help: "The kind of message that was sent.")
    var type: RequestType?

    @Option(help: "The message that was sent: JSON or @file, with its message_id and occurred_at.")
    var content: String?

    func validate() throws {
        guard !hubKeys.files.isEmpty else { throw ValidationError("--hub-keys is missing.") }
        guard type != nil || content == nil else { throw ValidationError("--content needs --type.") }
    }

    func run() throws {
        let request = try type.map { try members.request($0, content) }
        do {
            let receipt = try ReceiptVerifier(keys: HubTrust(files: hubKeys.files).keys)
                .verify(answer: JSONArgument.readFile(answer), partner: partner, request: request)
            shared.show(
                "The receipt is the hub's: \(receipt.outcome), message \(receipt.messageID) of \(receipt.partner). "
                    + "Log: not checked here.",
                .object(["ok": .bool(true), "receipt": receipt.payload]))
        } catch let error as any CustomStringConvertible {
            throw shared.fail(error.description)
        }
    }
}
