import ArgumentParser
import Foundation
import PartnerClient
import Wire

struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compare a day of the own books with the hub's.",
        discussion: """
            FILE is CSV with a header row and the columns message_id, kind, points and amount (minor units; empty where there \
            is none). The hub answers what is missing here, missing there and different, and the totals. A message belongs to \
            the day of its occurred_at in the coalition's time zone. Exits 0 when the day is clean, 1 when it is not.

            Example:
              partner reconcile --hub https://hub.example --key-id grocery-2026 --day 2026-11-20 friday.csv
            """)

    @OptionGroup var shared: SharedOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var hubKeys: HubKeysOption

    @Argument(help: "The day's CSV, or - for standard input.")
    var file: String

    @Option(help: ArgumentHelp("The day, in the coalition's time zone.", valueName: "YYYY-MM-DD"))
    var day: String

    func run() async throws {
        let content =
            file == "-"
            ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
        guard let content else { throw shared.fail("\(file): cannot be read") }
        let answer: HubAnswer
        do throws(HubAccessError) {
            answer = try await connection.access(shared, hubKeys).send(
                .reconciliation([UInt8](content), day: day))
        } catch {
            throw shared.fail(error.description)
        }
        guard answer.isSuccess, let document = answer.json, let found = ReconciliationAnswer(document) else {
            shared.write(answer)
            let reason = "refused with status \(answer.status)\(answer.refusalCode.map { ", \($0)" } ?? "")"
            if !shared.json { FileHandle.standardError.write(Data("partner: \(reason)\n".utf8)) }
            throw ExitCode.failure
        }
        shared.show(found.text(books: "the own books"), document)
        guard found.isClean else { throw ExitCode.failure }
    }
}
