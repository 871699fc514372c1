import Certificates
import Foundation
import Partners
import Wire

/// What was found in one settlement folder.
public struct FolderReport: Hashable, Sendable {
    /// The path below the directory that was given; empty for that directory itself.
    public let path: String
    /// The manifest, when it can be read.
    public internal(set) var manifest: Manifest?
    /// The number of the copy, when the folder is named as a copy of an earlier delivery.
    public internal(set) var copy: Int64?
    /// Who signed it, when the signature holds.
    public internal(set) var signer: DetachedSigner?
    /// What is wrong; empty when nothing is.
    public internal(set) var findings: [FolderFinding] = []

    init(path: String) {
        self.path = path
    }
}

/// What was found in all of them.
public struct SettlementReport: Hashable, Sendable {
    /// The folders in the order of their paths.
    public let folders: [FolderReport]
    /// Whether revocation lists were at hand.
    public let isRevocationChecked: Bool

    /// Whether nothing is wrong anywhere.
    public var isSound: Bool { folders.allSatisfy(\.findings.isEmpty) }

    /// Whether a manifest carries a checkpoint of the hub's log.
    private var hasCheckpoint: Bool { folders.contains { $0.manifest?.checkpoint != nil } }

    /// For programs, one JSON document.
    public var json: JSONValue {
        .object([
            "ok": .bool(isSound), "revocation_checked": .bool(isRevocationChecked),
            "folders": .array(folders.map(\.json)),
        ])
    }

    /// For people: a table, what is wrong under each folder, and what could not be checked.
    public var text: String {
        let heads = ["partner", "cycle", "version", "sequence", "rows", "net", "signed", "result"]
        let rows = folders.map(\.cells)
        let widths = heads.indices.map { column in
            ([heads] + rows).map { $0[column].count }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).enumerated().map { index, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return (3...5).contains(index) ? padding + cell.0 : cell.0 + padding
            }
            return padded.joined(separator: "  ") + "\n"
        }
        var text = line(heads)
        for (folder, cells) in zip(folders, rows) {
            text += line(cells)
            for finding in folder.findings { text += "    \(folder.path.isEmpty ? "." : folder.path): \(finding)\n" }
        }
        text += hasCheckpoint ? "Checkpoint: present, not checked by this version.\n" : "Checkpoint: no log yet.\n"
        if !isRevocationChecked { text += "Revocation: not checked, for want of a revocation list in --hub-keys.\n" }
        return text
    }
}

extension FolderReport {
    fileprivate var cells: [String] {
        let kind = copy.map { "copy \($0)" }
        let result = findings.isEmpty ? kind.map { "ok, \($0)" } ?? "ok" : "wrong: \(findings.count)"
        let signed = signer.map { $0.signingTime.formatted(.iso8601) } ?? "-"
        guard let manifest else { return [path.isEmpty ? "." : path, "-", "-", "-", "-", "-", signed, result] }
        return [
            manifest.partner.text, manifest.cycle, "v\(manifest.version)", "\(manifest.sequence)",
            "\(manifest.totals.rows)", "\(manifest.totals.net)", signed, result,
        ]
    }

    fileprivate var json: JSONValue {
        func known(_ value: Int64?) -> JSONValue { value.map(JSONValue.integer) ?? .null }
        func known(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        return .object([
            "path": .string(path), "ok": .bool(findings.isEmpty), "partner": known(manifest?.partner.text),
            "cycle": known(manifest?.cycle), "version": known(manifest?.version), "copy": known(copy),
            "supersedes": known(manifest?.supersedes), "sequence": known(manifest?.sequence),
            "rows": known(manifest?.totals.rows), "net": known(manifest?.totals.net),
            "signer": known(signer?.certificate.facts.subject),
            "signed_at": known(signer?.signingTime.formatted(.iso8601)),
            "checkpoint": known(manifest.map { $0.checkpoint == nil ? "no log yet" : "not checked" }),
            "findings": .array(
                findings.map { .object(["code": .string($0.code), "text": .string($0.description)]) }),
        ])
    }
}
