import Foundation
import Partners
import Quantities

/// Reads a folder of partner files: `coalition.yaml`, and one `<id>.yaml` for each partner (PROTOCOL.md section 6).
///
/// Files whose names begin with a point or end otherwise are left alone, but for `.yml`, which is refused, so that
/// no partner is overlooked.
public struct PartnerFileReader: Sendable {
    /// What is wrong with a public key for an algorithm, as words that follow the field's name such as
    /// `has 1024 bits; RSA needs 2048 or more`; nil when nothing is. The PEM text is well-formed.
    public typealias KeyComplaint = @Sendable (_ pem: String, _ algorithm: PartnerKey.Algorithm) -> String?

    /// The most bytes a partner file may have.
    public static let largestFile = 262_144

    private let keyComplaint: KeyComplaint

    /// A reader that lets `keyComplaint` judge the keys, since nothing here knows cryptography.
    public init(keyComplaint: @escaping KeyComplaint) {
        self.keyComplaint = keyComplaint
    }

    /// Reads all files of `folder`.
    ///
    /// Paths under `certs/` are looked up beside the folder. A contract that names no `effective_from` gets
    /// `effectiveNow`.
    ///
    /// - Throws: ``PartnerFileError`` with every mistake of every file.
    public func read(folder: String, effectiveNow: Instant) throws(PartnerFileError) -> PartnerFolder {
        var shown = folder
        while shown.count > 1, shown.hasSuffix("/") { shown.removeLast() }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: shown).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw PartnerFileError(mistakes: [.file(shown, "is not a folder that can be read")])
        }
        let parent = URL(fileURLWithPath: shown).standardizedFileURL.deletingLastPathComponent().path
        let keys = KeyReading(parent: parent, complaint: keyComplaint)
        var mistakes: [PartnerFileMistake] = names.filter { $0.hasSuffix(".yml") }.map {
            .file("\(shown)/\($0)", "partner files end in .yaml; rename it")
        }
        var coalition: (terms: Coalition, origin: FileOrigin)?
        var partners: [PartnerFile] = []
        if !names.contains("coalition.yaml") { mistakes.append(.file("\(shown)/coalition.yaml", "is missing")) }
        for name in names where name.hasSuffix(".yaml") {
            let findings = FileFindings(file: "\(shown)/\(name)")
            if let text = PartnerFileReader.text(of: "\(shown)/\(name)", findings) {
                if name == "coalition.yaml" {
                    let root = findings.root(of: text, known: FileSection.coalitionMembers)
                    coalition = root?.coalition().map { ($0, findings.origin) }
                } else {
                    let root = findings.root(of: text, known: FileSection.partnerMembers)
                    let file = root?.partner(fileName: name, effectiveNow: effectiveNow, keys: keys)
                    if let file { partners.append(file) }
                }
            }
            mistakes += findings.mistakes
        }
        mistakes += PartnerFileReader.duplicates(partners)
        guard mistakes.isEmpty, let coalition else { throw PartnerFileError(mistakes: mistakes) }
        return PartnerFolder(coalition: coalition.terms, coalitionOrigin: coalition.origin, partners: partners)
    }

    private static func text(of path: String, _ findings: FileFindings) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else {
            findings.refuse("cannot be read", field: "", line: 1)
            return nil
        }
        guard data.count <= largestFile else {
            findings.refuse("has \(data.count) bytes; at most \(largestFile) are allowed", field: "", line: 1)
            return nil
        }
        guard let text = String(data: data, encoding: .utf8) else {
            findings.refuse("is not UTF-8", field: "", line: 1)
            return nil
        }
        return text
    }

    /// Partner ids and key ids that stand in two places of the folder.
    private static func duplicates(_ partners: [PartnerFile]) -> [PartnerFileMistake] {
        var mistakes: [PartnerFileMistake] = []
        var ids: [PartnerID: String] = [:]
        var keys: [String: String] = [:]
        for file in partners {
            guard let origin = file.origin else { continue }
            if let first = ids[file.partner.id] {
                mistakes.append(.field("id", origin, "\"\(file.partner.id)\" is already the id at \(first)"))
            }
            ids[file.partner.id] = ids[file.partner.id] ?? origin.place(of: "id")
            for (index, key) in file.partner.keys.enumerated() {
                let field = "keys[\(index)].id"
                if let first = keys[key.id] {
                    mistakes.append(.field(field, origin, "\"\(key.id)\" is already the id of the key at \(first)"))
                }
                keys[key.id] = keys[key.id] ?? origin.place(of: field)
            }
        }
        return mistakes
    }
}

extension PartnerFileMistake {
    fileprivate static func file(_ file: String, _ reason: String) -> PartnerFileMistake {
        PartnerFileMistake(file: file, line: 1, field: "", reason: reason)
    }

    fileprivate static func field(_ field: String, _ origin: FileOrigin, _ reason: String) -> PartnerFileMistake {
        PartnerFileMistake(file: origin.file, line: origin.lines[field] ?? 1, field: field, reason: reason)
    }
}
