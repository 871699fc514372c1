import Certificates
import Foundation
import Signatures
import Partners
import Wire

/// Checks received settlement folders offline (PROTOCOL.md section 7, `partner verify-settlement`).
///
/// For each folder: the manifest's CMS signature and its chain, sizes and digests of all files, control totals, rounding,
/// and that the matrix is what the statement's lines come to. Over all folders given: that each partner's sequence has
/// neither gap nor repeat and is in order, that later versions of a cycle name the one they supersede, and that copies of
/// a folder are just that. The Merkle log's checkpoint is
/// reported: manifests carry none until the hub keeps a log.
public enum SettlementVerification {
    /// Checks a folder, or every folder of a tree of them.
    ///
    /// - Parameters:
    ///   - directory: a folder with a manifest, or a directory above `<partner>/<cycle>/v<n>/`.
    ///   - trust: the hub's authorities and revocation lists.
    ///   - instant: the moment to judge certificates at.
    ///   - after: the last sequence number that was kept before; the lowest that is here must follow it.
    /// - Returns: what was found; a folder's fault is a finding, not an error.
    /// - Throws: ``SettlementTreeError``.
    public static func check(
        _ directory: String, trust: HubTrust, at instant: Date, after: Int64? = nil
    ) throws(SettlementTreeError) -> SettlementReport {
        guard !trust.authorities.isEmpty, let verifier = try? trust.verifier() else { throw .authorityMissing }
        let paths = try SettlementTree.folders(in: directory)
        // Folders are read twice, since all of them together may be larger than memory.
        var entries: [SettlementSequence.Entry] = []
        for path in paths {
            let folder = try SettlementTree.read(path, in: directory)
            guard let bytes = folder.manifest, let manifest = try? ManifestReader.read(bytes) else { continue }
            entries.append(.init(path: path, manifest: manifest, sealed: folder.sealed, copy: folder.copy))
        }
        let manifests = entries.map(\.manifest)
        var folders: [FolderReport] = []
        for path in paths {
            let folder = try SettlementTree.read(path, in: directory)
            var report = Self.check(folder, others: manifests, verifier: verifier, at: instant)
            if let entry = entries.first(where: { $0.path == path }) {
                report.findings += SettlementSequence.findings(entry, among: entries, after: after)
            }
            folders.append(report)
        }
        return SettlementReport(folders: folders, isRevocationChecked: !trust.revocationLists.isEmpty)
    }

    private static func check(
        _ folder: ReceivedFolder, others: [Manifest], verifier: CertificateVerifier, at instant: Date
    ) -> FolderReport {
        var report = FolderReport(path: folder.path)
        report.findings += folder.others.map { .notAFile(name: $0) }
        report.copy = folder.copy
        if folder.copy != nil, !folder.isMarkedCopy { report.findings.append(.copyUnmarked) }
        guard let bytes = folder.manifest else {
            report.findings.append(.manifestMissing)
            return report
        }
        if let signature = folder.signature {
            do throws(CertificateError) {
                report.signer = try DetachedSignature.verify(
                    signature, content: bytes, verifier: verifier, at: instant)
            } catch {
                report.findings.append(.signatureRefused(error))
            }
        } else {
            report.findings.append(.signatureMissing)
        }
        do throws(SettlementFileError) {
            let manifest = try ManifestReader.read(bytes)
            report.manifest = manifest
            report.findings += misplaced(folder.path, manifest)
            let findings = SettlementFolderCheck.check(
                manifest, files: folder.delivered, previous: others, sha256: MessageDigest.sha256)
            report.findings += findings.map { .content($0) }
        } catch {
            report.findings.append(.content(.unreadable(error)))
        }
        return report
    }

    /// The names of the folders above, as far as they were part of the directory that was looked through.
    private static func misplaced(_ path: String, _ manifest: Manifest) -> [FolderFinding] {
        let copy = FolderName(path: path)?.copy.map { "-copy-\($0)" } ?? ""
        let expected = [manifest.partner.text, manifest.cycle, "v\(manifest.version)\(copy)"]
        let found = path.split(separator: "/").map(String.init).suffix(expected.count)
        guard !found.isEmpty, Array(expected.suffix(found.count)) != Array(found) else { return [] }
        return [
            .misplaced(
                expected: expected.suffix(found.count).joined(separator: "/"), found: found.joined(separator: "/"))
        ]
    }
}
