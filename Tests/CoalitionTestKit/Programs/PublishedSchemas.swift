import Foundation

/// The published ISO 20022 schemas, which `.ci/install-schemas` lays below the repository's folder.
public struct PublishedSchemas {
    private let folder: String

    /// The schemas of a repository.
    ///
    /// - Parameter repository: the folder that holds `Package.swift`.
    public init(repository: String) {
        folder = repository + "/.build/schemas"
    }

    /// What xmllint has against documents of one kind, such as `camt.053.001.08`; a schema that is not there is a complaint
    /// of its own.
    ///
    /// pain.002.001.10 is published in no package: its successor .12 only adds elements, so a report is held against
    /// that, under its namespace.
    public func complaints(_ documents: [[UInt8]], _ kind: String) throws -> [String] {
        let schemaKind = kind == "pain.002.001.10" ? "pain.002.001.12" : kind
        let schema = "\(folder)/\(schemaKind).xsd"
        guard FileManager.default.fileExists(atPath: schema) else {
            return ["The schema \(schemaKind).xsd is not there: run .ci/install-schemas."]
        }
        let place = FileManager.default.temporaryDirectory.appending(path: "schemas-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let files = try documents.enumerated().map { index, bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let file = place.appending(path: "\(index).xml")
            try Data(text.replacing("xsd:\(kind)\"", with: "xsd:\(schemaKind)\"").utf8).write(to: file)
            return file.path
        }
        let said = place.appending(path: "said")
        _ = FileManager.default.createFile(atPath: said.path, contents: nil)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["xmllint", "--noout", "--nonet", "--schema", schema] + files
        process.standardError = try FileHandle(forWritingTo: said)
        try process.run()
        process.waitUntilExit()
        let lines = try String(contentsOf: said, encoding: .utf8).split(separator: "\n").map(String.init)
        let wrong = lines.filter { !$0.hasSuffix(" validates") }
        return process.terminationStatus == 0 ? [] : wrong.isEmpty ? ["xmllint ended without a word"] : wrong
    }
}
