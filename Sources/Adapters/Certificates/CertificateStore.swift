import Foundation
import Glibc

/// The hub's certificates and keys on disk, safe against crashes and against several processes at once.
///
/// Public, mode 0644: `hub-ca.pem`, `hub-server.pem`, `hub-settlement.pem`, `hub.crl.pem`, `index.txt` (as OpenSSL's),
/// `crlnumber` (the next list's number in hexadecimal), and `<name>.pem` for each certificate issued.
/// Private, mode 0600 in a directory of mode 0700: `<name>.pem` for each key kept here.
///
/// Every change happens under an advisory lock on the public directory, and each file is replaced in one step.
public struct CertificateStore: Hashable, Sendable {
    /// The directory of public material, such as `certs`.
    public let publicDirectory: String
    /// The directory of private keys, such as `var/keys`.
    public let privateDirectory: String

    /// The name of the authority's certificate and key.
    public static let authorityName = "hub-ca"
    /// The name of the hub's TLS certificate and key.
    public static let serverName = "hub-server"
    /// The name of the certificate and key that sign settlement manifests.
    public static let settlementName = "hub-settlement"

    /// Names the two directories; nothing is read or made yet.
    public init(publicDirectory: String, privateDirectory: String) {
        self.publicDirectory = publicDirectory
        self.privateDirectory = privateDirectory
    }

    /// Where the certificate of this name lies.
    public func certificatePath(_ name: String) -> String { "\(publicDirectory)/\(name).pem" }

    /// Where the private key of this name lies.
    public func keyPath(_ name: String) -> String { "\(privateDirectory)/\(name).pem" }

    /// Where the revocation list lies.
    public var revocationListPath: String { publicDirectory + "/hub.crl.pem" }

    /// Where the index of issued certificates lies.
    public var indexPath: String { publicDirectory + "/index.txt" }

    var revocationNumberPath: String { publicDirectory + "/crlnumber" }

    /// The certificate of this name.
    ///
    /// - Throws: ``CertificateError/file(path:operation:code:)`` when there is none, ``CertificateError/malformed(_:reasons:)``.
    public func certificate(_ name: String) throws(CertificateError) -> Certificate {
        guard let certificate = try certificateIfPresent(name) else {
            throw .file(path: certificatePath(name), operation: "open", code: ENOENT)
        }
        return certificate
    }

    /// The index of all certificates issued here; empty before the first.
    ///
    /// - Throws: ``CertificateError/indexMalformed(path:line:)``.
    public func index() throws(CertificateError) -> CertificateIndex {
        guard let text = try text(indexPath, limitBytes: 1 << 28) else { return CertificateIndex() }
        return try CertificateIndex(text: text, path: indexPath)
    }

    /// The revocation list in force, if one was made.
    ///
    /// - Throws: ``CertificateError/malformed(_:reasons:)``.
    public func revocationList() throws(CertificateError) -> RevocationList? {
        guard let text = try text(revocationListPath, limitBytes: 1 << 26) else { return nil }
        return try RevocationList(pem: text)
    }

    /// The authority with its key.
    ///
    /// - Throws: as ``PrivateKeyFile/load(_:)``, and ``CertificateError/keyDoesNotBelong(certificate:key:)``.
    public func authority() throws(CertificateError) -> CertificateAuthority {
        let key = try PrivateKeyFile.load(keyPath(Self.authorityName))
        let certificate = try certificate(Self.authorityName)
        try checkPair(Self.authorityName, certificate, key)
        return try CertificateAuthority(certificate: certificate, key: key)
    }

    /// A verifier that trusts the hub's authority and checks its present revocation list.
    ///
    /// It keeps what it read: make a new one after a revocation.
    /// - Throws: ``CertificateError/file(path:operation:code:)``, ``CertificateError/malformed(_:reasons:)``.
    public func verifier() throws(CertificateError) -> CertificateVerifier {
        var lists: [RevocationList] = []
        if let list = try revocationList() { lists.append(list) }
        return try CertificateVerifier(
            trusting: [try certificate(Self.authorityName)], revocation: .required(lists))
    }

    /// The signer of settlement manifests, with the hub's authority as its chain.
    ///
    /// - Throws: as ``PrivateKeyFile/load(_:)``, and ``CertificateError/keyDoesNotBelong(certificate:key:)``.
    public func settlementSigner() throws(CertificateError) -> DetachedSignatureMaker {
        let key = try PrivateKeyFile.load(keyPath(Self.settlementName))
        let certificate = try certificate(Self.settlementName)
        try checkPair(Self.settlementName, certificate, key)
        let authority = try self.certificate(Self.authorityName)
        return try DetachedSignatureMaker(certificate: certificate, key: key, chain: [authority])
    }

    func certificateIfPresent(_ name: String) throws(CertificateError) -> Certificate? {
        guard let text = try text(certificatePath(name), limitBytes: materialLimitBytes) else { return nil }
        return try Certificate(pem: text)
    }

    func checkPair(
        _ name: String, _ certificate: Certificate, _ key: borrowing PrivateKey
    ) throws(CertificateError) {
        guard try certificate.belongs(to: key) else {
            throw .keyDoesNotBelong(certificate: certificatePath(name), key: keyPath(name))
        }
    }

    func writePublic(_ path: String, _ text: String) throws(CertificateError) {
        try DurableFile.replace(path, bytes: Array(text.utf8), mode: 0o644)
    }

    func text(_ path: String, limitBytes: Int) throws(CertificateError) -> String? {
        guard let bytes = try DurableFile.readIfPresent(path, limitBytes: limitBytes) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
