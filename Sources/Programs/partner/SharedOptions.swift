import ArgumentParser
import Foundation
import PartnerClient
import Wire

/// What every command takes.
struct SharedOptions: ParsableArguments {
    @Option(help: "The directory of this partner's keys.")
    var data = "var/partner"

    @Flag(help: "Print one JSON document instead of text for people.")
    var json = false

    /// Prints the result: the text for people, or the document.
    func show(_ text: String, _ document: JSONValue) {
        print(json ? String(decoding: JSONWriter.encode(document), as: UTF8.self) : text)
    }

    /// Prints an answer as the hub gave it; with `--json`, one that is no JSON as a member of a document.
    func write(_ answer: HubAnswer) {
        if json, answer.json == nil {
            let text = String(decoding: answer.body, as: UTF8.self)
            return show("", .object(["status": .integer(Int64(answer.status)), "content": .string(text)]))
        }
        FileHandle.standardOutput.write(Data(answer.body + (answer.body.last == 0x0A ? [] : [0x0A])))
    }

    /// Says why nothing came of it, and ends with status 1.
    func fail(_ reason: String) -> ExitCode {
        if json {
            show("", .object(["ok": .bool(false), "error": .string(reason)]))
        } else {
            FileHandle.standardError.write(Data("partner: \(reason)\n".utf8))
        }
        return .failure
    }
}

/// Where the hub's own keys are.
struct HubKeysOption: ParsableArguments {
    @Option(
        name: .customLong("hub-keys"),
        help: ArgumentHelp(
            "What the hub signs with: PEM of its CA's certificates and revocation lists, or a JSON Web Key Set.",
            discussion: "May be given several times.", valueName: "file"))
    var files: [String] = []
}
