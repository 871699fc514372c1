import Partners
import Wire

/// What the folders of a tree say of their order, one beside the other: beyond gaps and repeats, which each folder's own
/// check finds.
enum SettlementSequence {
    /// A received folder whose manifest can be read.
    struct Entry {
        /// Where it is.
        let path: String
        /// What its manifest says.
        let manifest: Manifest
        /// The manifest's and its signature's bytes, together.
        let sealed: [UInt8]
        /// The number of the copy, for a copy.
        let copy: Int64?
    }

    /// What is wrong with one folder, seen from the others.
    ///
    /// - Parameter after: the last sequence number that was kept before; `nil` when nothing is known of earlier folders.
    static func findings(_ entry: Entry, among entries: [Entry], after: Int64?) -> [FolderFinding] {
        let manifest = entry.manifest
        let others = entries.filter {
            $0.path != entry.path && $0.manifest.partner == manifest.partner
                && $0.manifest.coalition == manifest.coalition
        }
        if entry.copy != nil { return copyFindings(entry, others) }
        let firsts = others.filter { $0.copy == nil }.map(\.manifest)
        var findings: [FolderFinding] = []
        if let after {
            if manifest.sequence <= after {
                findings.append(.sequenceKept(sequence: manifest.sequence, after: after))
            } else if manifest.sequence > after + 1,
                !firsts.contains(where: { $0.sequence < manifest.sequence && $0.sequence > after })
            {
                findings.append(.content(.sequenceGap(expected: after + 1, found: manifest.sequence)))
            }
        }
        let ofCycle = firsts.filter { $0.cycle == manifest.cycle }
        if let earlier = ofCycle.first(where: {
            $0.version < manifest.version && $0.sequence > manifest.sequence
        }) {
            findings.append(.sequenceOutOfOrder(version: earlier.version, sequence: earlier.sequence))
        }
        if let superseded = manifest.supersedes, !ofCycle.contains(where: { $0.version == superseded }),
            superseded >= manifest.version || isWhole(firsts + [manifest], upTo: manifest.sequence)
        {
            findings.append(.supersededMissing(version: superseded))
        }
        return findings
    }

    /// A copy bears the same seal as the first delivery, where that is here.
    private static func copyFindings(_ entry: Entry, _ others: [Entry]) -> [FolderFinding] {
        let original = others.first {
            $0.copy == nil && $0.manifest.cycle == entry.manifest.cycle && $0.manifest.version == entry.manifest.version
        }
        guard let original, original.sealed != entry.sealed else { return [] }
        return [.copyDiffers(from: original.path)]
    }

    /// Whether every folder of the partner from its first to this sequence number is here.
    private static func isWhole(_ manifests: [Manifest], upTo sequence: Int64) -> Bool {
        let numbers = Set(manifests.map(\.sequence).filter { $0 <= sequence })
        return numbers.min() == 1 && Int64(numbers.count) == sequence
    }
}
