import Certificates
import Foundation
import Glibc

/// Where a person's session token is kept between commands: `CLEARINGHOUSE_SESSION`, else a file of mode 0600 under
/// `<data>/sessions`, one for each user of the system (for `sudo`, the person behind it).
struct SessionFile {
    let path: String

    /// The file of the person who runs this program.
    init(_ directory: DataDirectory, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let person = environment["SUDO_USER"].flatMap { $0.isEmpty ? nil : $0 } ?? NSUserName()
        // A name of the system may hold what has a meaning in a path.
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
        let name = person.utf8.map { unit in
            plain.contains(unit) ? String(Unicode.Scalar(unit)) : "_" + String(unit, radix: 16)
        }.joined()
        path = directory.path + "/sessions/" + name
    }

    /// The token to show; nothing when nobody logged in here.
    func token(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String? {
        if let given = environment["CLEARINGHOUSE_SESSION"], !given.isEmpty { return given }
        guard access(path, F_OK) == 0 else { return nil }
        return try SecretFile.withBytes(path, limitBytes: 256) { bytes in
            String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    /// Keeps a token in place of the one before.
    func keep(_ token: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw CertificateError.file(path: folder, operation: "make the directory", code: errno)
        }
        var random = SystemRandomNumberGenerator()
        let partial = "\(path).\(random.next()).partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CertificateError.file(path: partial, operation: "create", code: errno)
        }
        let bytes = Array((token + "\n").utf8)
        let isWritten = fchmod(descriptor, 0o600) == 0 && write(descriptor, bytes, bytes.count) == bytes.count
        close(descriptor)
        guard isWritten, rename(partial, path) == 0 else {
            let code = errno
            unlink(partial)
            throw CertificateError.file(path: path, operation: "write", code: code)
        }
    }

    /// Forgets the token.
    func forget() { unlink(path) }
}
