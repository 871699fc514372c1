import Certificates
import CryptoExtras
import Foundation
import Glibc
import Quantities
import Signatures

/// Why a partner's key cannot be made or used.
public enum PartnerKeyError: Error, Hashable, Sendable {
    /// The file is missing, belongs to another user, or lets others read it.
    case file(CertificateError)
    /// The content is no private key of a kind that signs messages.
    case key(path: String, KeyError)
    /// Something stands at this path already; it was left alone.
    case exists(path: String)
    /// The file could not be written; `code` is `errno`.
    case notWritten(path: String, code: Int32)
    /// The library made no key.
    case notGenerated(SignatureAlgorithm)
}

extension PartnerKeyError: CustomStringConvertible {
    /// One English sentence.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .key(let path, let error): "\(path): not a private key that signs messages: \(error)"
        case .exists(let path): "\(path): exists already and was left alone; choose another --key-id or --key"
        case .notWritten(let path, let code): "\(path): cannot be written: \(String(cString: strerror(code)))"
        case .notGenerated(let algorithm): "no \(algorithm.rawValue) key could be made"
        }
    }
}

/// A partner's private keys on disk: PKCS #8 PEM, mode 0600.
public enum PartnerKeyFile {
    /// Where a key stands unless another path is given: `<data>/<key id>.pem`.
    public static func path(data: String, keyID: String) -> String {
        "\(data)/\(keyID).pem"
    }

    /// Whether a text can be a key's id and a file's name: 1 to 64 of `A-Za-z0-9._-`, a letter or digit first.
    public static func acceptsKeyID(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first,
            first.properties.isAlphabetic || first.properties.numericType != nil
        else { return false }
        return (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { unit in
                switch unit {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// Reads a key, and refuses one that others could have read.
    ///
    /// - Throws: ``PartnerKeyError/file(_:)``, ``PartnerKeyError/key(path:_:)``.
    public static func load(_ path: String) throws(PartnerKeyError) -> SigningKey {
        let text: String
        do throws(CertificateError) {
            text = try PrivateKeyFile.load(path).withPEM { String(decoding: $0, as: UTF8.self) }
        } catch {
            throw .file(error)
        }
        do throws(KeyError) {
            return try SigningKey(pem: text)
        } catch {
            throw .key(path: path, error)
        }
    }

    /// Makes a new key in a new file; directories that are missing are made, for the owner alone.
    ///
    /// - Returns: the key as it was read back from the file.
    /// - Throws: ``PartnerKeyError``; ``PartnerKeyError/exists(path:)`` before anything is written.
    public static func create(
        _ path: String, algorithm: SignatureAlgorithm
    ) throws(PartnerKeyError) -> SigningKey {
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw .notWritten(path: folder, code: errno)
            }
        }
        // O_EXCL: an existing file, or a link to one, is never written to.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? .exists(path: path) : .notWritten(path: path, code: errno)
        }
        defer { close(descriptor) }
        do throws(PartnerKeyError) {
            try write(try newKey(algorithm), to: descriptor, path)
        } catch {
            unlink(path)
            throw error
        }
        return try load(path)
    }

    private static func newKey(_ algorithm: SignatureAlgorithm) throws(PartnerKeyError) -> String {
        switch algorithm {
        case .ed25519, .ecdsaP256SHA256:
            guard let key = try? SigningKey.generate(algorithm) else { throw .notGenerated(algorithm) }
            return key.pem
        case .rsaPSSSHA512:
            // 3072 bits: 128 bits of security, as the other two have.
            guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits3072) else { throw .notGenerated(algorithm) }
            return key.pkcs8PEMRepresentation + "\n"
        }
    }

    private static func write(_ text: String, to descriptor: Int32, _ path: String) throws(PartnerKeyError) {
        // The process's mask may have taken more away than it should; it can never have added.
        var rest = Array(text.utf8)[...]
        guard fchmod(descriptor, 0o600) == 0 else { throw .notWritten(path: path, code: errno) }
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .notWritten(path: path, code: errno) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw .notWritten(path: path, code: errno) }
    }
}
