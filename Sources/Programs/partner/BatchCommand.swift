import ArgumentParser
import Foundation
import PartnerClient
import Wire

struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Send a back-office file of any size to the hub, and keep a result for each of its messages.",
        discussion: """
            FILE.ndjson (or .jsonl) holds a message a line, as POST /v1/batches takes it: \
            {"type":"accrual","message_id":"…",…}. FILE.csv has a header row that names its columns by the messages' members: \
            type, message_id, occurred_at, member, terminal, amount, currency, points, original_message_id, refund_amount, \
            capture, and for members issue, card, phone, language, processing, marketing; amounts are in minor units, commas, \
            semicolons or tabs stand between cells, and empty cells say nothing. Records without a type take --type. A message \
            without message_id is named after the file's content and its line: sent again it is the same message, in a file \
            that was changed it is another.

            The whole file is read for mistakes first; each is told as file:line:field, and nothing is sent while there is one. \
            Then the file goes in parts, each signed once. Every answer's signature is checked, and every receipt against the \
            hub's keys and the message it is for. The results, {"line","status","replay","answer"} a line in the file's order, \
            grow in FILE.results.ndjson.unfinished and get their name when all are there. FILE.progress.json says how far it \
            is: after an interruption of any kind run the same command again, and it goes on; what had been posted already \
            comes back as a replay, never twice. A finished file is not sent again unless --restart says so.

            A part that holds nothing but accruals may be under way beside others of its kind; any other waits for those \
            before it, since a capture or a reversal needs its original. --ignore-order lifts that. Memory needed: about 30 \
            times --part-bytes.

            Exits 0 when every message was accepted (now or before) and every receipt holds, 1 when some were refused or it \
            could not finish.

            Examples:
              partner batch sales.csv --hub https://hub.example --key-id grocery-2026
              partner batch accruals.csv --type accrual --hub https://hub.example --key-id grocery-2026 --partner grocery
              partner batch night.ndjson --hub https://hub.example --key-id grocery-2026 --results done/night.ndjson --json
            """)

    @OptionGroup var shared: SharedOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var hubKeys: HubKeysOption

    @Argument(help: ArgumentHelp("The file: .csv, .ndjson or .jsonl.", valueName: "file"))
    var file: String

    @Option(help: "How the file is written, when its name does not say: csv or ndjson.")
    var format: BatchFormat?

    @Option(help: "The type of messages that name none: member, accrual, redemption, capture, void or reversal.")
    var type: BatchType?

    @Option(help: ArgumentHelp("Where the results go; <file>.results.ndjson unless given.", valueName: "file"))
    var results: String?

    @Option(name: .customLong("part-bytes"), help: "The most bytes of one part, 1024 to 67108864.")
    var partBytes = 8 << 20

    @Option(help: "How many parts may be under way at once, 1 to 16.")
    var parallel = 2

    @Flag(name: .customLong("ignore-order"), help: "No message of the file needs another one before it.")
    var ignoresOrder = false

    @Flag(name: .customLong("check-receipts"), inversion: .prefixedNo, help: "Check every receipt.")
    var checksReceipts = true

    @Flag(help: "Go on where an earlier run ended (the default), or begin anew and replace its results.")
    var start: BatchStart = .resume

    func validate() throws {
        guard (1024...BatchOptions.mostPartBytes).contains(partBytes) else {
            throw ValidationError("--part-bytes takes 1024 to \(BatchOptions.mostPartBytes).")
        }
        guard (1...16).contains(parallel) else { throw ValidationError("--parallel takes 1 to 16.") }
        guard (format ?? BatchFormat(path: file)) != nil else {
            throw ValidationError("The name of the file ends neither with .csv nor .ndjson; say --format.")
        }
    }

    func run() async throws {
        guard let format = format ?? BatchFormat(path: file) else { throw ExitCode.validationFailure }
        var options = BatchOptions(file: file, format: format)
        options.type = type
        options.results = results ?? options.results
        options.partBytes = partBytes
        options.parallel = parallel
        options.ignoresOrder = ignoresOrder
        options.checksReceipts = checksReceipts
        options.restarts = start == .restart
        let display = BatchDisplay(file: file)
        let access = connection.access(shared, hubKeys, patience: .part)
        do throws(BatchError) {
            let outcome = try await BatchRun(options, to: access) { display.show($0) }.run()
            display.clear()
            shared.show(outcome.text(file: file), outcome.document(file: file))
            if let failure = outcome.failure { display.complain(failure) }
            if outcome.isClean { return }
        } catch {
            display.clear()
            display.complain(error, ending: "; nothing was sent")
            if shared.json { shared.show("", error.document(file: file)) }
        }
        throw ExitCode.failure
    }
}

/// Where a run begins.
enum BatchStart: String, EnumerableFlag {
    case resume, restart
}

extension BatchType: ExpressibleByArgument {}
extension BatchFormat: ExpressibleByArgument {}
