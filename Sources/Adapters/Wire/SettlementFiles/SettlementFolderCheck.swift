import Partners
import Quantities
import Settlement

/// Checks a settlement folder without trusting the hub's arithmetic (PROTOCOL.md section 7, `verify-settlement`).
///
/// Pure: files come as bytes. The manifest's signature and the log's proofs are checked elsewhere; what the manifest alone
/// says (names, sequence) is as true as its signature.
public enum SettlementFolderCheck {
    /// What is wrong with a folder; empty when nothing is.
    ///
    /// - Parameters:
    ///   - manifest: the bytes of `manifest.json`.
    ///   - files: every file of the folder; the manifest and its signature may be among them.
    ///   - previous: manifests of this partner's other folders, in any order; those of other partners are passed over.
    ///   - sha256: the 32 bytes of the SHA-256 of its argument.
    public static func check(
        manifest: [UInt8], files: [SettlementFile], previous: [Manifest] = [], sha256: ([UInt8]) -> [UInt8]
    ) -> [SettlementFinding] {
        do {
            return check(try ManifestReader.read(manifest), files: files, previous: previous, sha256: sha256)
        } catch {
            return [.unreadable(error)]
        }
    }

    /// What is wrong with a folder whose manifest is read already.
    public static func check(
        _ manifest: Manifest, files: [SettlementFile], previous: [Manifest] = [], sha256: ([UInt8]) -> [UInt8]
    ) -> [SettlementFinding] {
        let own: Set<String> = [SettlementFile.manifest, SettlementFile.manifestSignature]
        let data = files.filter { !own.contains($0.name) }
        var findings = listing(manifest, data: data, reserved: own, sha256: sha256)
        findings += sequence(manifest, previous: previous)
        let byName = Dictionary(data.map { ($0.name, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        do {
            findings +=
                manifest.partner == .operator
                ? try OperatorFolderContent(byName)?.findings(manifest) ?? []
                : try PartnerFolderContent(byName, partner: manifest.partner)?.findings(manifest) ?? []
        } catch {
            findings.append(.unreadable(error))
        }
        return findings
    }

    private static func listing(
        _ manifest: Manifest, data: [SettlementFile], reserved: Set<String>, sha256: ([UInt8]) -> [UInt8]
    ) -> [SettlementFinding] {
        var findings: [SettlementFinding] = []
        var names: Set<String> = []
        for entry in manifest.files {
            let isPlain = !entry.name.utf8.contains { $0 == 0x2F || $0 == 0x5C || $0 < 0x20 } && entry.name.first != "."
            guard names.insert(entry.name).inserted, isPlain, !reserved.contains(entry.name) else {
                findings.append(.unsafeName(file: entry.name))
                continue
            }
            guard let file = data.first(where: { $0.name == entry.name }) else {
                findings.append(.missing(file: entry.name))
                continue
            }
            let size = Int64(file.bytes.count)
            if size != entry.size {
                findings.append(.sizeDiffers(file: entry.name, listed: entry.size, found: size))
            }
            let digest = Hexadecimal.text(of: sha256(file.bytes))
            if digest != entry.sha256 {
                findings.append(.digestDiffers(file: entry.name, listed: entry.sha256, found: digest))
            }
        }
        for file in data where !names.contains(file.name) { findings.append(.unlisted(file: file.name)) }
        let required =
            manifest.partner == .operator
            ? [SettlementFile.matrix, SettlementFile.positions]
            : [SettlementFile.statement, SettlementFile.matrix, SettlementFile.summary]
        for name in required where !names.contains(name) { findings.append(.missing(file: name)) }
        return findings
    }

    private static func sequence(_ manifest: Manifest, previous: [Manifest]) -> [SettlementFinding] {
        let others = previous.filter {
            $0.partner == manifest.partner && $0.coalition == manifest.coalition && $0 != manifest
        }
        var findings: [SettlementFinding] = []
        for other in others where other.sequence == manifest.sequence {
            findings.append(.sequenceRepeated(other.sequence, cycle: other.cycle, version: other.version))
        }
        if let last = others.map(\.sequence).filter({ $0 < manifest.sequence }).max(), last + 1 < manifest.sequence {
            findings.append(.sequenceGap(expected: last + 1, found: manifest.sequence))
        }
        let earlier = others.filter { $0.cycle == manifest.cycle && $0.sequence < manifest.sequence }
        if let last = earlier.max(by: { $0.sequence < $1.sequence }), manifest.supersedes != last.version {
            findings.append(.supersedesDiffers(expected: last.version, found: manifest.supersedes))
        }
        return findings
    }
}
