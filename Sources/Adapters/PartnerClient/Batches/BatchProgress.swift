import Foundation
import Wire

/// How far a file was sent, as it is kept in `FILE.progress.json`.
///
/// It is written after the results it counts are on the disk; so a run that ended anywhere goes on from the last part that
/// is noted, and at worst sends one part again, which the hub answers as replays.
struct BatchProgress: Hashable, Sendable {
    /// SHA-256 of the input, in hexadecimal.
    let digest: String
    /// The input's size in bytes.
    let size: Int64
    /// How many messages it holds.
    let messages: Int64
    /// The type of records without one, as it was given.
    let type: BatchType?
    /// Where the results are.
    let results: String
    /// Where in the input the next record begins.
    var offset: Int64 = 0
    /// The line that begins there, from 1.
    var line: Int64 = 1
    /// How large the results are.
    var resultsBytes: Int64 = 0
    /// What became of the messages so far.
    var tally = BatchTally()
    /// How long it has taken so far.
    var milliseconds: Int64 = 0
    /// Whether the results have their name.
    var isFinished = false

    private static let version: Int64 = 1

    init(digest: String, size: Int64, messages: Int64, type: BatchType?, results: String) {
        self.digest = digest
        self.size = size
        self.messages = messages
        self.type = type
        self.results = results
    }

    /// Reads the file; `nil` when there is none.
    ///
    /// - Throws: ``BatchError/progress(path:reason:)``.
    init?(contentsOf path: String) throws(BatchError) {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path), let document = try? JSONReader.read([UInt8](data)),
            document["version"]?.integer == Self.version, let read = BatchProgress(document)
        else { throw .progress(path: path, reason: "cannot be read as a batch's progress; --restart begins anew") }
        self = read
    }

    private init?(_ document: JSONValue) {
        guard let digest = document["digest"]?.string, let size = document["size"]?.integer,
            let messages = document["messages"]?.integer, let results = document["results"]?.string,
            let offset = document["offset"]?.integer, (0...size).contains(offset),
            let line = document["line"]?.integer, let resultsBytes = document["results_bytes"]?.integer,
            let tally = document["tally"].flatMap({ BatchTally($0) }),
            let milliseconds = document["milliseconds"]?.integer, case .bool(let isFinished)? = document["finished"]
        else { return nil }
        let type = document["type"]?.string.flatMap { BatchType(rawValue: $0) }
        self.init(digest: digest, size: size, messages: messages, type: type, results: results)
        self.offset = offset
        self.line = line
        self.resultsBytes = resultsBytes
        self.tally = tally
        self.milliseconds = milliseconds
        self.isFinished = isFinished
    }

    /// The document.
    var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("version", Self.version)
            writer.member("digest", digest)
            writer.member("size", size)
            writer.member("messages", messages)
            writer.member("type", type.map { .string($0.rawValue) } ?? .null)
            writer.member("results", results)
            writer.member("offset", offset)
            writer.member("line", line)
            writer.member("results_bytes", resultsBytes)
            writer.object("tally") { tally.write(to: &$0) }
            writer.member("milliseconds", milliseconds)
            writer.member("finished", isFinished)
        } + [0x0A]
    }

    /// Why a run cannot go on from here; `nil` when it can.
    func obstacle(digest: String, type: BatchType?, results: String) -> String? {
        if digest != self.digest {
            return "belongs to another content of the file. --restart sends the file as it is now: messages with a "
                + "message_id that were posted come back as replays, but messages without one are named after the file's "
                + "content and would be posted again"
        }
        if type != self.type {
            return "the run was begun \(self.type.map { "with --type \($0.rawValue)" } ?? "without --type")"
        }
        return results == self.results ? nil : "the run's results are in \(self.results); name them by --results"
    }
}
