import Foundation
import Testing

/// The published schemas, which `.ci/install-schemas` lays below the package's root.
enum Schemas {
    /// The folder that holds `Package.swift`.
    static let root: URL = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// Checks documents of one kind with xmllint; a schema that is not there is a failure of its own.
    ///
    /// pain.002.001.10 is published in no package: its successor .12 only adds elements, so a report is held against
    /// that, under its namespace.
    static func expectValid(
        _ documents: [[UInt8]], _ kind: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let schemaKind = kind == "pain.002.001.10" ? "pain.002.001.12" : kind
        let schema = root.appending(path: ".build/schemas/\(schemaKind).xsd")
        try #require(
            FileManager.default.fileExists(atPath: schema.path),
            "The schema \(schemaKind).xsd is not there: run .ci/install-schemas.", sourceLocation: sourceLocation)
        let folder = try TemporaryFolder()
        let files = try documents.enumerated().map { index, bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            return try folder.file("\(index).xml", text.replacing("xsd:\(kind)\"", with: "xsd:\(schemaKind)\"").utf8)
        }
        let errors = folder.url.appending(path: "errors")
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["xmllint", "--noout", "--nonet", "--schema", schema.path] + files
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        let said = try String(contentsOf: errors, encoding: .utf8)
        let wrong = said.split(separator: "\n").filter { !$0.hasSuffix(" validates") }.prefix(5).joined(separator: "\n")
        #expect(process.terminationStatus == 0, "\(wrong)", sourceLocation: sourceLocation)
    }
}
