import CoalitionTestKit
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
    static func expectValid(
        _ documents: [[UInt8]], _ kind: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let complaints = try PublishedSchemas(repository: root.path).complaints(documents, kind)
        #expect(complaints.isEmpty, "\(complaints.prefix(5).joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
}
