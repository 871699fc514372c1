import Partners
import Yams

/// What reading one file has found so far: its mistakes, and the line of every field met.
///
/// Shared by the sections and entries of the file while it is read, on one thread.
final class FileFindings {
    /// The file as mistakes name it.
    let file: String
    private(set) var mistakes: [PartnerFileMistake] = []
    private(set) var lines: [String: Int] = [:]

    init(file: String) {
        self.file = file
    }

    /// Where the fields stand, for refusals that come later.
    var origin: FileOrigin { FileOrigin(file: file, lines: lines) }

    func refuse(_ reason: String, field: String, line: Int) {
        mistakes.append(PartnerFileMistake(file: file, line: line, field: field, reason: reason))
    }

    func note(_ field: String, line: Int) {
        lines[field] = line
    }

    /// The mapping that the YAML text is; nil, with the mistake noted, when it is none.
    func root(of text: String, known: [String]) -> FileSection? {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                refuse("the file is empty", field: "", line: 1)
                return nil
            }
            return FileEntry(node: node, path: "", line: node.mark?.line ?? 1, findings: self).section(known: known)
        } catch let error as YamlError {
            note(error)
        } catch {
            refuse("cannot be read as YAML: \(error)", field: "", line: 1)
        }
        return nil
    }

    private func note(_ error: YamlError) {
        switch error {
        case .duplicatedKeysInMapping(let duplicates, let context):
            for name in duplicates { refuse("appears twice in one mapping", field: name, line: context.mark.line) }
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            refuse("is not YAML: \(problem)", field: "", line: max(1, mark.line))
        case .reader(let problem, let offset, _, let yaml):
            let before = yaml.unicodeScalars.prefix(offset ?? 0)
            refuse("is not YAML: \(problem)", field: "", line: 1 + before.count { $0 == "\n" })
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            refuse("cannot be read as YAML: \(error)", field: "", line: 1)
        }
    }
}

/// One mapping of a file; every name in it is known and appears once.
struct FileSection {
    /// The mapping's own path; empty for the whole file.
    let path: String
    /// The line it begins on.
    let line: Int
    let findings: FileFindings
    fileprivate let entries: [String: FileEntry]

    func optional(_ name: String) -> FileEntry? {
        entries[name]
    }

    /// The member, or nil with its absence noted.
    func required(_ name: String) -> FileEntry? {
        if entries[name] == nil {
            findings.refuse("is missing", field: path.isEmpty ? name : "\(path).\(name)", line: line)
        }
        return entries[name]
    }

    /// All members by name.
    var all: [(name: String, entry: FileEntry)] {
        entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension FileEntry {
    /// This value as a mapping of `known` names, or of any names when that is nil.
    func section(known: [String]?) -> FileSection? {
        guard case .mapping(let mapping) = node else {
            refuse("is \(kind), not a mapping")
            return nil
        }
        var entries: [String: FileEntry] = [:]
        for (key, value) in mapping {
            let keyLine = key.mark?.line ?? line
            guard let name = key.scalar?.string else {
                findings.refuse("a name is \(FileEntry.kind(of: key)), not a text", field: path, line: keyLine)
                continue
            }
            let field = path.isEmpty ? name : "\(path).\(name)"
            if let known, !known.contains(name) {
                findings.refuse(
                    "is not known here; known are \(known.joined(separator: ", "))", field: field, line: keyLine)
                continue
            }
            guard entries[name] == nil else {
                findings.refuse("appears twice in one mapping", field: field, line: keyLine)
                continue
            }
            findings.note(field, line: keyLine)
            entries[name] = FileEntry(node: value, path: field, line: keyLine, findings: findings)
        }
        return FileSection(path: path, line: line, findings: findings, entries: entries)
    }
}
