import Foundation
import Glibc

/// Writes that survive a power cut, with the system's own word about what failed.
enum DurableFile {
    /// Puts bytes in the place of a file: at every moment there is the old content or the new, never a part of one.
    ///
    /// - Throws: ``BatchError/unwritable(path:code:)``.
    static func replace(_ path: String, with bytes: [UInt8]) throws(BatchError) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: temporary, code: errno) }
        defer { close(descriptor) }
        try write(bytes, to: descriptor, temporary)
        try synchronise(descriptor, temporary)
        try rename(temporary, path)
    }

    /// Gives a file its name for good.
    ///
    /// - Throws: ``BatchError/unwritable(path:code:)``.
    static func rename(_ old: String, _ new: String) throws(BatchError) {
        guard Glibc.rename(old, new) == 0 else { throw .unwritable(path: new, code: errno) }
        let folder = (new as NSString).deletingLastPathComponent
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unwritable(path: folder, code: errno) }
        defer { close(descriptor) }
        try synchronise(descriptor, folder)
    }

    static func synchronise(_ descriptor: Int32, _ path: String) throws(BatchError) {
        guard fsync(descriptor) == 0 else { throw .unwritable(path: path, code: errno) }
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(BatchError) {
        var place = 0
        while place < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: place), buffer.count - place)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .unwritable(path: path, code: count < 0 ? errno : ENOSPC) }
            place += count
        }
    }
}

/// The results of a run, written under another name until the last of them is there.
///
/// The file is locked: of two runs over the same results the second ends at once.
final class ResultsFile: Sendable {
    /// What the file is called when it is complete.
    let path: String
    /// What it is called until then.
    let unfinishedPath: String
    private let descriptor: Int32

    /// Opens the file that grows, and makes it when missing.
    ///
    /// - Throws: ``BatchError/unwritable(path:code:)``, ``BatchError/busy(path:)``.
    init(_ path: String) throws(BatchError) {
        self.path = path
        unfinishedPath = path + ".unfinished"
        descriptor = open(unfinishedPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: unfinishedPath, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .busy(path: unfinishedPath) }
    }

    deinit { close(descriptor) }

    /// How many bytes it has.
    var size: Int64 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Drops what stands beyond so many bytes: results whose part was never noted as done.
    ///
    /// - Throws: ``BatchError/unwritable(path:code:)``.
    func truncate(to size: Int64) throws(BatchError) {
        guard ftruncate(descriptor, off_t(size)) == 0, lseek(descriptor, off_t(size), SEEK_SET) == off_t(size) else {
            throw .unwritable(path: unfinishedPath, code: errno)
        }
    }

    /// Adds results and waits until the disk has them.
    ///
    /// - Throws: ``BatchError/unwritable(path:code:)``.
    func append(_ pieces: [[UInt8]]) throws(BatchError) {
        for piece in pieces { try DurableFile.write(piece, to: descriptor, unfinishedPath) }
        guard fdatasync(descriptor) == 0 else { throw .unwritable(path: unfinishedPath, code: errno) }
    }

    /// Gives it its name.
    ///
    /// - Throws: ``BatchError/unwritable(path:code:)``.
    func finish() throws(BatchError) {
        try DurableFile.synchronise(descriptor, unfinishedPath)
        try DurableFile.rename(unfinishedPath, path)
    }

    /// Takes away what was only made to hold the lock.
    func discard() {
        unlink(unfinishedPath)
    }
}
