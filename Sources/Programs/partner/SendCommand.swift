import ArgumentParser
import Foundation
import PartnerClient
import Wire

struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Sign one request, send it to the hub and print the checked answer's JSON.",
        discussion: """
            The JSON is the request's content: the text itself, @file, or - for standard input. What stands in the request's \
            path (member for identifier and balance, original_message_id for capture and void, message_id for message, \
            cycle, file) is an option or a member of the JSON, and leaves the content. A message without message_id gets a \
            random one; without occurred_at, the present time.

            Broken connections, 429 and 503 are tried again with the same message_id, which can never count twice. The answer's \
            signature and receipt are checked by the hub's keys: those of --hub-keys, or those the hub publishes. \
            Exits 0 when the hub did it, 1 when it refused or cannot be believed.

            Examples:
              partner send --hub https://hub.example --key key.pem --key-id grocery-2026 accrual \\
                '{"member":"card:9990123456789018","purchase":{"amount":12990,"currency":"RON"}}'
              partner send --hub https://hub.example --key-id grocery-2026 redemption @redemption.json
              partner send --hub https://hub.example --key-id grocery-2026 void --original-message-id till7-000123
              partner send --hub https://hub.example --key-id grocery-2026 statement --cycle 000042 --file statement.csv
            """)

    @OptionGroup var shared: SharedOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var hubKeys: HubKeysOption
    @OptionGroup var members: MemberOptions

    @Argument(help: "What to ask.")
    var type: RequestType

    @Argument(help: "The content: JSON, @file or -.")
    var content: String?

    func run() async throws {
        let request = try members.request(type, content)
        do throws(HubAccessError) {
            let answer = try await connection.access(shared, hubKeys).send(request)
            shared.write(answer)
            if answer.isSuccess { return }
            let reason = "refused with status \(answer.status)\(answer.refusalCode.map { ", \($0)" } ?? "")"
            if !shared.json { FileHandle.standardError.write(Data("partner: \(reason)\n".utf8)) }
        } catch {
            throw shared.fail(error.description)
        }
        throw ExitCode.failure
    }
}

/// Members of the JSON that may be options as well.
struct MemberOptions: ParsableArguments {
    @Option(help: "An identifier of the member, such as card:9990123456789018.")
    var member: String?

    @Option(name: .customLong("original-message-id"), help: "The message that is captured, voided or reversed.")
    var original: String?

    @Option(name: .customLong("message-id"), help: "The message's own id, or the one that is asked for.")
    var messageID: String?

    @Option(help: "The cycle's id.")
    var cycle: String?

    @Option(help: "A file of the cycle's settlement folder, such as statement.csv.")
    var file: String?

    /// The request of these and the JSON argument; mistakes are wrong usage.
    func request(_ type: RequestType, _ content: String?) throws -> HubRequest {
        let named = [
            "member": member, "original_message_id": original, "message_id": messageID, "cycle": cycle, "file": file,
        ].compactMapValues { $0 }
        do {
            return try type.request(
                try content.map { try JSONArgument.read($0) }, named: named, messageID: RandomName.make,
                now: SystemClock.now())
        } catch let mistake as RequestMistake {
            throw ValidationError(mistake.description)
        } catch let mistake as JSONArgumentError {
            throw ValidationError(mistake.description)
        }
    }
}

extension RequestType: ExpressibleByArgument {}
