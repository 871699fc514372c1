import Crypto
import Foundation

extension MessageDigest {
    /// The 32 bytes of SHA-256 of a file's content, read piece by piece.
    ///
    /// - Throws: `CocoaError` when the file cannot be opened or read.
    public static func sha256(ofFile path: String) throws -> [UInt8] {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        var hash = SHA256()
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
        return Array(hash.finalize())
    }
}
