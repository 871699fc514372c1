import Foundation
import Testing

/// A target as `Package.swift` declares it.
struct DeclaredTarget: CustomTestStringConvertible {
    let name: String
    /// The folder below the root.
    let path: String
    /// Names of targets and products it may import.
    let uses: Set<String>
    /// Whether it is a program, which others depend on to have it built, not to import it.
    let isProgram: Bool

    var testDescription: String { name }

    /// The Swift files of this target.
    var files: [SwiftFile] { Tree.swiftFiles.filter { $0.path.hasPrefix(path + "/") } }

    /// `module in path:line` of each module imported that `isWanted`, in the order of the files.
    func imports(where isWanted: (String) -> Bool) -> [String] {
        files.flatMap { file in
            file.imports.filter { isWanted($0.key) }.map { "\($0.key) in \(file.path):\($0.value)" }.sorted()
        }
    }
}

/// The text of `Package.swift`, read for its targets without running it.
struct PackageText {
    /// All targets, in the order declared.
    let targets: [DeclaredTarget]

    /// The tree's own.
    static let own: PackageText = {
        guard let text = try? Tree.text("Package.swift") else { return PackageText("") }
        return PackageText(text)
    }()

    init(_ text: String) {
        let plain = SwiftText(text).withoutComments.joined(separator: "\n")
        let constants = Self.constants(of: plain)
        // The last array of targets: helper functions above the package have parameters of that kind.
        guard let start = plain.range(of: "targets: [", options: .backwards, range: Self.packageRange(of: plain)) else {
            targets = []
            return
        }
        let array = Self.enclosed(plain[plain.index(before: start.upperBound)...])
        targets = Self.elements(of: array).compactMap { Self.target($0, constants) }
    }

    private static func packageRange(of text: String) -> Range<String.Index> {
        (text.range(of: "= Package(")?.upperBound ?? text.startIndex)..<text.endIndex
    }

    /// Constants of the file: name and the text they stand for, for one line or a bracketed value.
    private static func constants(of text: String) -> [String: String] {
        var found: [String: String] = [:]
        for match in text.matches(of: #/(?m)^let (\w+)(?:: [^=\n]+)? = /#) {
            let value = text[match.range.upperBound...]
            let upToBracket = value.prefix { !"([\n".contains($0) }
            let rest = value[upToBracket.endIndex...]
            let isBracketed = rest.first == "(" || rest.first == "["
            found[String(match.output.1)] =
                isBracketed ? String(upToBracket) + enclosed(rest, whole: true) : String(upToBracket)
        }
        return found
    }

    private static func target(_ call: String, _ constants: [String: String]) -> DeclaredTarget? {
        guard let open = call.firstIndex(of: "(") else { return nil }
        let function = call[..<open].trimmingCharacters(in: .whitespacesAndNewlines)
        var plain: [String] = []
        var labelled: [String: String] = [:]
        for argument in elements(of: enclosed(call[open...])) {
            if let match = argument.firstMatch(of: #/^\s*(\w+):\s*/#) {
                labelled[String(match.output.1)] = String(argument[match.range.upperBound...])
            } else {
                plain.append(literal(argument))
            }
        }
        guard let name = labelled["name"].map(literal) ?? plain.last else { return nil }
        let folder: String
        switch function {
        case "part": folder = "Sources/" + plain.joined(separator: "/")
        case "tests": folder = "Tests/" + plain.joined(separator: "/")
        case "library": folder = "Sources/Adapters/\(name)"
        default: folder = labelled["path"].map(literal) ?? "Sources/\(name)"
        }
        let uses = ["uses", "dependencies", "of"].compactMap { labelled[$0] }
            .reduce(into: Set<String>()) { $0.formUnion(names(in: $1, constants)) }
        return DeclaredTarget(
            name: name, path: URL(filePath: "/\(folder)").standardized.path.trimmingPrefix("/").description,
            uses: uses, isProgram: function == ".executableTarget")
    }

    /// Names of targets and products in a list of dependencies; constants are followed.
    private static func names(in list: String, _ constants: [String: String]) -> Set<String> {
        let names = list.replacing(#/package:\s*"[^"]*"/#, with: "")
        var found = Set(names.matches(of: #/"([^"]+)"/#).map { String($0.output.1) })
        for match in names.replacing(#/"[^"]*"/#, with: "").matches(of: #/(?:^|[^.\w])(\w+)/#) {
            guard let constant = constants[String(match.output.1)] else { continue }
            found.formUnion(Self.names(in: constant, constants))
        }
        return found
    }

    private static func literal(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines).trimmingCharacters(in: ["\""])
    }

    /// What the bracket at the start encloses, with the brackets when `whole`.
    private static func enclosed(_ text: Substring, whole: Bool = false) -> String {
        var depth = 0
        for index in text.indices {
            if "([".contains(text[index]) { depth += 1 }
            if ")]".contains(text[index]) { depth -= 1 }
            if depth == 0 {
                return String(whole ? text[...index] : text[text.index(after: text.startIndex)..<index])
            }
        }
        return String(text)
    }

    /// Elements between the commas that no bracket or literal encloses.
    private static func elements(of text: String) -> [String] {
        var depth = 0
        var isLiteral = false
        var found = [""]
        for character in text {
            if character == "\"" { isLiteral.toggle() }
            if !isLiteral, "([".contains(character) { depth += 1 }
            if !isLiteral, ")]".contains(character) { depth -= 1 }
            if character == ",", depth == 0, !isLiteral {
                found.append("")
            } else {
                found[found.count - 1].append(character)
            }
        }
        return found.filter { !$0.allSatisfy(\.isWhitespace) }
    }
}
