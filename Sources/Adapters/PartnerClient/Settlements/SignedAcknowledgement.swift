import Foundation
import Signatures
import Wire

/// Writes the signed word about a delivered settlement beside its manifest, where the hub fetches it.
public enum SignedAcknowledgement {
    /// The name beside the manifest.
    public static let name = "acknowledgement.jws"

    /// What was written.
    public struct Written: Hashable, Sendable {
        /// Where.
        public let path: String
        /// The manifest that it speaks of.
        public let manifest: Manifest
        /// SHA-256 of the manifest, in lower-case hexadecimal.
        public let manifestSHA256: String
    }

    /// Verifies one folder, then signs and writes the word.
    ///
    /// A file with the same content is left as it is; one with another is never replaced: a word that was given may have
    /// been heard already. The file gets its name when it is complete.
    ///
    /// - Parameters:
    ///   - directory: one settlement folder.
    ///   - cycle: which cycle it must be of.
    ///   - version: which version it must be; `nil` takes what is there.
    ///   - instant: the moment to judge certificates at.
    /// - Throws: ``AcknowledgementMistake``.
    public static func write(
        _ draft: AcknowledgementDraft, in directory: String, cycle: String, version: Int64?, trust: HubTrust,
        keyFile: String, keyID: String, at instant: Date
    ) throws(AcknowledgementMistake) -> Written {
        let report: SettlementReport
        do throws(SettlementTreeError) {
            report = try SettlementVerification.check(directory, trust: trust, at: instant)
        } catch {
            throw .tree(error)
        }
        guard report.folders.count == 1, let folder = report.folders.first, folder.path.isEmpty,
            let bytes = FileManager.default.contents(atPath: "\(directory)/\(SettlementFile.manifest)")
        else { throw .notOneFolder }
        guard folder.findings.isEmpty, let manifest = folder.manifest else { throw .unsound(folder.findings) }
        guard Int64(manifest.cycle) == Int64(cycle), version == nil || version == manifest.version else {
            throw .otherStatement("cycle \(manifest.cycle), version \(manifest.version)")
        }
        let key: SigningKey
        do throws(PartnerKeyError) { key = try PartnerKeyFile.load(keyFile) } catch { throw .key(error) }
        let digest = MessageDigest.sha256Hexadecimal([UInt8](bytes))
        let path = "\(directory)/\(name)"
        let token = try draft.file(for: manifest, manifestSHA256: digest, key: key, keyID: keyID)
        try place(token, at: path)
        return Written(path: path, manifest: manifest, manifestSHA256: digest)
    }

    private static func place(_ token: [UInt8], at path: String) throws(AcknowledgementMistake) {
        if let standing = FileManager.default.contents(atPath: path) {
            // Signatures may differ each time; what was said may not.
            guard said([UInt8](standing)) == said(token), said(token) != nil else { throw .notWritten(path) }
            return
        }
        let temporary = "\(path).\(RandomName.make()).part"
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        guard FileManager.default.createFile(atPath: temporary, contents: Data(token)),
            (try? FileManager.default.moveItem(atPath: temporary, toPath: path)) != nil
        else { throw .notWritten(path) }
    }

    /// The payload's part of a token.
    private static func said(_ token: [UInt8]) -> [UInt8]? {
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 3 ? Array(parts[1]) : nil
    }
}
