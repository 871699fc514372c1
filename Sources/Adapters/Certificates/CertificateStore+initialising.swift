import Foundation
import Glibc

/// What the hub's own certificates say about it.
public struct HubIdentity: Hashable, Sendable {
    /// The operator's or coalition's name: the organisation in each subject.
    public var organization: String
    /// The hosts and addresses the hub is reached at; at least one.
    public var serverNames: [SubjectAlternativeName]
    /// The mailbox in the settlement certificate, when there is one.
    public var settlementEmail: SubjectAlternativeName?

    /// Names the hub.
    public init(
        organization: String, serverNames: [SubjectAlternativeName], settlementEmail: SubjectAlternativeName? = nil
    ) {
        self.organization = organization
        self.serverNames = serverNames
        self.settlementEmail = settlementEmail
    }
}

/// The hub's own certificates, as they are after ``CertificateStore/initialise(_:at:)``.
public struct HubCertificates: Hashable, Sendable {
    /// The authority.
    public let authority: Certificate
    /// The TLS server.
    public let server: Certificate
    /// The signer of settlement manifests.
    public let settlement: Certificate
    /// The revocation list in force.
    public let revocationList: RevocationList
    /// The paths of the certificates this call made, in order; empty when all was there.
    public let made: [String]
}

extension CertificateStore {
    /// Makes what is missing and leaves what is there: directories, authority, server and settlement certificates with
    /// their keys, index and revocation list. It may be run at any time, by several at once.
    ///
    /// A new certificate begins five minutes early, for clocks that are behind; the authority lasts ten years (3653 days),
    /// the settlement signer three, the server 397 days.
    /// - Throws: ``CertificateError/keyDoesNotBelong(certificate:key:)``,
    ///   ``CertificateError/privateKeyMissing(certificate:key:)``,
    ///   ``CertificateError/privateDirectoryOpenToOthers(path:mode:owner:)``, and as ``PrivateKeyFile/load(_:)``.
    public func initialise(_ hub: HubIdentity, at instant: Date) throws(CertificateError) -> HubCertificates {
        try Self.makeDirectories(publicDirectory, mode: 0o755)
        try Self.makeDirectories(privateDirectory, mode: 0o700)
        try checkPrivateDirectory()
        return try locked { () throws(CertificateError) in
            let hourAgo = try epochSeconds(instant - 3_600)
            DurableFile.removePartials(in: publicDirectory, olderThan: hourAgo)
            DurableFile.removePartials(in: privateDirectory, olderThan: hourAgo)
            var made: [String] = []
            let authority = try ensureAuthority(hub, at: instant, &made)
            var terms = CertificateTerms(
                profile: .server,
                subject: try SubjectName(commonName: "Hub server", organization: hub.organization),
                alternativeNames: hub.serverNames, validFrom: instant - 300, validUntil: instant + days(397))
            let server = try ensure(Self.serverName, terms, by: authority, &made)
            terms.profile = .settlement
            terms.subject = try SubjectName(commonName: "Hub settlement", organization: hub.organization)
            terms.alternativeNames = hub.settlementEmail.map { [$0] } ?? []
            terms.validUntil = instant + days(1_096)
            let settlement = try ensure(Self.settlementName, terms, by: authority, &made)
            if !DurableFile.exists(indexPath) { try writePublic(indexPath, "") }
            return HubCertificates(
                authority: authority.certificate, server: server, settlement: settlement,
                revocationList: try currentRevocationList(by: authority, at: instant), made: made)
        }
    }

    /// Refuses a directory of keys that others can look into.
    ///
    /// - Throws: ``CertificateError/privateDirectoryOpenToOthers(path:mode:owner:)``.
    public func checkPrivateDirectory() throws(CertificateError) {
        var status = stat()
        guard stat(privateDirectory, &status) == 0 else {
            throw .file(path: privateDirectory, operation: "examine", code: errno)
        }
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .privateDirectoryOpenToOthers(
                path: privateDirectory, mode: status.st_mode & 0o7777, owner: status.st_uid)
        }
    }

    private func ensureAuthority(
        _ hub: HubIdentity, at instant: Date, _ made: inout [String]
    ) throws(CertificateError) -> CertificateAuthority {
        let name = Self.authorityName
        if try keyedCertificate(name) != nil { return try authority() }
        // A random mark keeps two authorities of one organisation apart for those who look issuers up by name.
        let mark = try SerialNumber.random().description.prefix(8)
        let authority = try CertificateAuthority.create(
            subject: try SubjectName(commonName: "Coalition CA \(mark)", organization: hub.organization),
            key: try PrivateKeyFile.load(keyPath(name)), validFrom: instant - 300, validUntil: instant + days(3_653))
        try writePublic(certificatePath(name), try authority.certificate.pem())
        made.append(certificatePath(name))
        return authority
    }

    private func ensure(
        _ name: String, _ terms: CertificateTerms, by authority: borrowing CertificateAuthority, _ made: inout [String]
    ) throws(CertificateError) -> Certificate {
        if let certificate = try keyedCertificate(name) { return certificate }
        let key = try PrivateKeyFile.load(keyPath(name))
        let certificate = try authority.issue(terms, to: key)
        try record(certificate, name)
        made.append(certificatePath(name))
        return certificate
    }

    /// The certificate of this name if there is one, checked against its key; the key is there afterwards.
    private func keyedCertificate(_ name: String) throws(CertificateError) -> Certificate? {
        guard let certificate = try certificateIfPresent(name) else {
            try PrivateKeyFile.createIfMissing(keyPath(name), algorithm: .p256)
            return nil
        }
        guard DurableFile.exists(keyPath(name)) else {
            throw .privateKeyMissing(certificate: certificatePath(name), key: keyPath(name))
        }
        try checkPair(name, certificate, try PrivateKeyFile.load(keyPath(name)))
        return certificate
    }

    private func days(_ count: Int) -> TimeInterval { Double(count) * 86_400 }

    private static func makeDirectories(_ path: String, mode: mode_t) throws(CertificateError) {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if let slash = trimmed.lastIndex(of: "/"), slash != trimmed.startIndex {
            let parent = String(trimmed[..<slash])
            if !DurableFile.exists(parent) { try makeDirectories(parent, mode: 0o755) }
        }
        try DurableFile.makeDirectory(trimmed, mode: mode)
    }
}
