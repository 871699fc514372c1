import Foundation
import Glibc
import Wire

/// A settlement folder as it lies on disk.
struct ReceivedFolder {
    /// The path below the directory that was given; empty for that directory itself.
    let path: String
    /// The regular files.
    let files: [SettlementFile]
    /// Entries that are something else.
    let others: [String]

    var manifest: [UInt8]? { bytes(SettlementFile.manifest) }
    var signature: [UInt8]? { bytes(SettlementFile.manifestSignature) }

    /// The number of the copy, when the folder is named as one.
    var copy: Int64? { FolderName(path: path)?.copy }

    /// Manifest and signature, one after the other.
    var sealed: [UInt8] { (manifest ?? []) + (signature ?? []) }

    /// The files that the manifest must list: all but what stands beside a delivery, a copy's marker and the own
    /// acknowledgement.
    var delivered: [SettlementFile] {
        files.filter {
            $0.name != SignedAcknowledgement.name && (copy == nil || $0.name != FolderName.copyMarker)
        }
    }

    /// Whether the marker of a copy is there and is a JSON object.
    var isMarkedCopy: Bool {
        guard let marker = bytes(FolderName.copyMarker), case .object? = try? JSONReader.read(marker) else {
            return false
        }
        return true
    }

    func bytes(_ name: String) -> [UInt8]? {
        files.first { $0.name == name }?.bytes
    }
}

/// Why a directory cannot be looked through.
public enum SettlementTreeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is no directory, or cannot be read.
    case unreadable(path: String)
    /// Nothing in it looks like a settlement folder.
    case nothingFound(path: String)
    /// It is deeper or larger than any inbox should be.
    case tooLarge(path: String)
    /// No authority's certificate was given to judge signatures by.
    case authorityMissing

    /// One English sentence.
    public var description: String {
        switch self {
        case .unreadable(let path): "\(path): no directory that can be read"
        case .nothingFound(let path): "\(path): no settlement folder is in it"
        case .tooLarge(let path): "\(path): too deep, or more than \(SettlementTree.maximumFolders) folders"
        case .authorityMissing: "--hub-keys holds no certificate of the hub's authority to judge signatures by"
        }
    }
}

/// Finds settlement folders below a directory. Links are not followed.
enum SettlementTree {
    static let maximumFolders = 100_000
    private static let maximumDepth = 8
    private static let maximumFileBytes = 1 << 30

    /// The paths below `directory` of what holds a manifest or is named as a version, in their order.
    ///
    /// - Throws: ``SettlementTreeError``.
    static func folders(in directory: String) throws(SettlementTreeError) -> [String] {
        var found: [String] = []
        var open = [(path: "", depth: 0)]
        while let next = open.popLast() {
            let place = absolute(next.path, in: directory)
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: place) else {
                throw .unreadable(path: place)
            }
            let kinds = names.sorted().map { (name: $0, kind: kind("\(place)/\($0)")) }
            let hasFiles = kinds.contains { $0.kind == .file }
            let own: Set = [SettlementFile.manifest, SettlementFile.manifestSignature]
            if names.contains(where: own.contains) || hasFiles && FolderName(path: next.path) != nil {
                found.append(next.path)
                guard found.count <= maximumFolders else { throw .tooLarge(path: directory) }
                continue
            }
            for entry in kinds.reversed() where entry.kind == .directory {
                guard next.depth < maximumDepth else { throw .tooLarge(path: place) }
                open.append((next.path.isEmpty ? entry.name : "\(next.path)/\(entry.name)", next.depth + 1))
            }
        }
        guard !found.isEmpty else { throw .nothingFound(path: directory) }
        return found
    }

    /// Reads one of them.
    static func read(_ path: String, in directory: String) throws(SettlementTreeError) -> ReceivedFolder {
        let place = absolute(path, in: directory)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: place) else {
            throw .unreadable(path: place)
        }
        var files: [SettlementFile] = []
        var others: [String] = []
        for name in names.sorted() {
            let file = "\(place)/\(name)"
            if kind(file) == .file, let data = FileManager.default.contents(atPath: file) {
                files.append(SettlementFile(name: name, bytes: [UInt8](data)))
            } else {
                others.append(name)
            }
        }
        return ReceivedFolder(path: path, files: files, others: others)
    }

    private static func absolute(_ path: String, in directory: String) -> String {
        path.isEmpty ? directory : "\(directory)/\(path)"
    }

    private enum Kind { case file, directory, other }

    private static func kind(_ path: String) -> Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else { return .other }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return status.st_size <= maximumFileBytes ? .file : .other
        case S_IFDIR: return .directory
        default: return .other
        }
    }
}
