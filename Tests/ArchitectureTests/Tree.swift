import Foundation

/// The repository's files as they lie on disk.
enum Tree {
    /// The folder that holds `Package.swift`.
    static let root: URL = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Sources").path) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// All Swift files under `Sources` and `Tests`, in the order of their paths.
    static let swiftFiles: [SwiftFile] = paths(under: ["Sources", "Tests"]).filter { $0.hasSuffix(".swift") }
        .compactMap { path in (try? text(path)).map { SwiftFile(path: path, text: SwiftText($0)) } }

    /// Those of the programs and their parts.
    static let sources = swiftFiles.filter { $0.path.hasPrefix("Sources/") }

    /// The text of the file at this path below the root.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Whether there is a file or folder at this path below the root.
    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    /// Names of what lies directly in this folder, in order.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []).sorted()
    }

    /// Paths of all files below these folders or files, in order; build products and hidden files left out.
    static func paths(under folders: [String]) -> [String] {
        folders.flatMap { folder -> [String] in
            var isFolder: ObjCBool = false
            let path = root.appending(path: folder).path
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
            guard isFolder.boolValue else { return [folder] }
            return names(in: folder).filter { !$0.hasPrefix(".build") && $0 != ".git" && $0 != "__pycache__" }
                .flatMap { paths(under: ["\(folder)/\($0)"]) }
        }
    }
}

/// A Swift file of the tree.
struct SwiftFile {
    /// The path below the root.
    let path: String
    /// What stands in it.
    let text: SwiftText
    /// Modules imported, with the line of the first import of each.
    let imports: [String: Int]

    init(path: String, text: SwiftText) {
        self.path = path
        self.text = text
        imports = Self.imports(in: text.code)
    }

    /// The file's name.
    var name: String { String(path.split(separator: "/").last ?? "") }

    private static func imports(in code: [String]) -> [String: Int] {
        var found: [String: Int] = [:]
        for (index, line) in code.enumerated() where line.contains("import ") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
            guard let place = words.firstIndex(of: "import"),
                words[..<place].allSatisfy({ $0.hasPrefix("@") || Self.accessLevels.contains($0) })
            else { continue }
            let named = words[(place + 1)...].drop { Self.kinds.contains($0) }.first ?? ""
            let module = String(named.prefix { $0 != "." && $0 != ";" })
            if !module.isEmpty, found[module] == nil { found[module] = index + 1 }
        }
        return found
    }

    /// `path:line` of each line of code that matches; only lines with one of the `hints`, if any, are looked at closely.
    func places(hints: [String] = [], _ matches: (String) -> Bool) -> [String] {
        text.code.enumerated().filter { _, line in
            (hints.isEmpty || hints.contains { line.contains($0) }) && matches(line)
        }.map { "\(path):\($0.offset + 1)" }
    }

    private static let accessLevels: Set = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
}
