import COpenSSL
import Foundation

/// What a certificate is for; each kind is good for its one purpose and no other.
public enum CertificateProfile: String, Hashable, Sendable, CaseIterable {
    /// A TLS server: `serverAuth`, with at least one DNS name or address.
    case server
    /// A TLS client: `clientAuth`.
    case client
    /// The signer of settlement manifests: `emailProtection`, a P-256 or RSA key, for CMS.
    case settlement

    /// The extended key usage (RFC 5280 §4.2.1.12), in OpenSSL's words.
    var extendedKeyUsage: String {
        switch self {
        case .server: "serverAuth"
        case .client: "clientAuth"
        case .settlement: "emailProtection"
        }
    }

    /// Refuses a key that cannot serve: too weak ones, and for CMS Ed25519 too, with which OpenSSL 3.0 cannot sign it.
    func check(_ key: PublicKeyFacts) throws(CertificateError) {
        guard key.isStrongEnough, self != .settlement || key.algorithm != .ed25519 else {
            throw .keyNotAccepted(algorithm: key.algorithm, bits: key.bits)
        }
    }
}

/// What an authority is asked to certify about a key.
public struct CertificateTerms: Hashable, Sendable {
    /// What the certificate is for.
    public var profile: CertificateProfile
    /// Whom it names.
    public var subject: SubjectName
    /// The hosts, addresses or mailboxes it stands for.
    public var alternativeNames: [SubjectAlternativeName]
    /// The first moment of validity.
    public var validFrom: Date
    /// The last moment of validity, not after the authority's own.
    public var validUntil: Date

    /// Names the terms; they are checked when a certificate is issued on them.
    public init(
        profile: CertificateProfile, subject: SubjectName, alternativeNames: [SubjectAlternativeName] = [],
        validFrom: Date, validUntil: Date
    ) {
        self.profile = profile
        self.subject = subject
        self.alternativeNames = alternativeNames
        self.validFrom = validFrom
        self.validUntil = validUntil
    }
}
