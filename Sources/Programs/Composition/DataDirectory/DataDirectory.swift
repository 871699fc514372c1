import Certificates
import Foundation
import Glibc

/// The directory that holds all the hub keeps, but what is public.
///
/// | path | mode | holds |
/// | --- | --- | --- |
/// | `<data>` | 0711 | when made here; the user that PostgreSQL runs as passes through and cannot look around |
/// | `<data>/keys` | 0700 | `identifier-secret`, `hub-receipt.pem`, `hub-response.pem`, and the certificates' keys |
/// | `<data>/settlements` | 0700 | every settlement folder made |
/// | `<data>/spool` | 0700 | files without a name while batches pass through; empty to the eye |
/// | `<data>/postgres` | 0711 | the embedded cluster, when there is one; see `EmbeddedCluster` |
public struct DataDirectory: Hashable, Sendable {
    /// Absolute and free of symbolic links.
    public let path: String
    /// The certificates, and their keys under `keys`.
    public let certificates: CertificateStore

    /// Where private keys and secrets lie.
    public var keys: String { path + "/keys" }
    /// Where batches are spooled.
    public var spool: String { path + "/spool" }
    /// Where settlement folders are kept.
    public var settlements: String { path + "/settlements" }

    /// Makes what is missing of the directory, and refuses keys that others can look into.
    ///
    /// - Parameters:
    ///   - path: absolute, or relative to the working directory; made when missing.
    ///   - certs: where public material lies; without one `<data>/certs`, so that two hubs started from one folder never
    ///     share an authority.
    /// - Throws: ``CertificateError/file(path:operation:code:)``,
    ///   ``CertificateError/privateDirectoryOpenToOthers(path:mode:owner:)``.
    public init(path: String, certs: String? = nil) throws(CertificateError) {
        try Self.makeDirectories(path, mode: 0o711)
        guard let resolved = realpath(path, nil) else { throw .file(path: path, operation: "resolve", code: errno) }
        defer { free(resolved) }
        self.path = String(cString: resolved)
        certificates = CertificateStore(
            publicDirectory: certs ?? self.path + "/certs",
            privateDirectory: self.path + "/keys")
        try Self.makeDirectories(keys, mode: 0o700)
        try Self.makeDirectories(settlements, mode: 0o700)
        try Self.makeDirectories(spool, mode: 0o700)
        try certificates.checkPrivateDirectory()
    }

    /// Makes a directory and its parents where missing; the parents with 0755.
    private static func makeDirectories(_ path: String, mode: mode_t) throws(CertificateError) {
        if access(path, F_OK) == 0 { return }
        let parent = (path as NSString).deletingLastPathComponent
        if !parent.isEmpty, parent != path { try makeDirectories(parent, mode: 0o755) }
        guard mkdir(path, mode) == 0 else {
            if errno == EEXIST { return }
            throw .file(path: path, operation: "make the directory", code: errno)
        }
        // The umask must neither widen nor narrow the mode.
        guard chmod(path, mode) == 0 else { throw .file(path: path, operation: "set the mode of", code: errno) }
    }
}
