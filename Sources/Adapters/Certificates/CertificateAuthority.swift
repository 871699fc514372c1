import COpenSSL
import Foundation

/// A certificate authority: its certificate and the private key that signs for it.
///
/// It keeps no books: ``CertificateStore`` records what it issues and revokes.
public struct CertificateAuthority: ~Copyable, Sendable {
    /// The authority's own certificate.
    public let certificate: Certificate
    private let key: PrivateKey

    /// Puts a certificate and its key together.
    ///
    /// - Throws: ``CertificateError/keyDoesNotBelong(certificate:key:)`` with the subject in place of file names,
    ///   ``CertificateError/notAnAuthority(subject:)``.
    public init(certificate: Certificate, key: consuming PrivateKey) throws(CertificateError) {
        guard try certificate.belongs(to: key) else {
            throw .keyDoesNotBelong(certificate: certificate.facts.subject, key: "the key given")
        }
        guard certificate.facts.isAuthority else { throw .notAnAuthority(subject: certificate.facts.subject) }
        self.certificate = certificate
        self.key = key
    }

    /// Makes a self-signed certificate for a new authority: `CA:TRUE`, path length 0, `keyCertSign` and `cRLSign`
    /// (RFC 5280 §4.2.1.3, §4.2.1.9).
    ///
    /// - Throws: ``CertificateError/invalidValidity``, ``CertificateError/keyNotAccepted(algorithm:bits:)``.
    public static func create(
        subject: SubjectName, key: consuming PrivateKey, validFrom: Date, validUntil: Date
    ) throws(CertificateError) -> CertificateAuthority {
        guard key.publicKey.isStrongEnough else {
            throw .keyNotAccepted(algorithm: key.publicKey.algorithm, bits: key.publicKey.bits)
        }
        let digest = key.signatureDigest()
        let certificate = try key.withPointer { key throws(CertificateError) in
            try Self.draft(subject, publicKey: key, from: validFrom, until: validUntil) {
                draft throws(CertificateError) in
                try succeed(X509_set_issuer_name(draft, X509_get_subject_name(draft)), "X509_set_issuer_name")
                for (identifier, value) in [
                    (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"),
                    (NID_key_usage, "critical,keyCertSign,cRLSign"),
                    (NID_subject_key_identifier, "hash"),
                ] {
                    try addExtension(identifier, value, issuer: draft, certificate: draft)
                }
                try succeed(X509_sign(draft, key, digest), "X509_sign")
            }
        }
        return try CertificateAuthority(certificate: certificate, key: key)
    }

    /// Certifies the key of a request, so that its private half never leaves the asker.
    ///
    /// - Throws: ``CertificateError/keyNotAccepted(algorithm:bits:)``, ``CertificateError/alternativeNamesMissing``,
    ///   ``CertificateError/invalidValidity``, ``CertificateError/outlivesAuthority``.
    public borrowing func issue(
        _ terms: CertificateTerms, to request: CertificateRequest
    ) throws(CertificateError) -> Certificate {
        try terms.profile.check(request.publicKey)
        let authority = certificate
        return try key.withPointer { signer throws(CertificateError) in
            try request.withPointer { request throws(CertificateError) in
                let publicKey = try present(X509_REQ_get0_pubkey(request), "X509_REQ_get0_pubkey")
                return try Self.issue(terms, publicKey: publicKey, authority, signer: signer)
            }
        }
    }

    /// Certifies the public half of a private key kept here.
    ///
    /// - Throws: as ``issue(_:to:)-(_,CertificateRequest)``.
    public borrowing func issue(
        _ terms: CertificateTerms, to subjectKey: borrowing PrivateKey
    ) throws(CertificateError) -> Certificate {
        try terms.profile.check(subjectKey.publicKey)
        let authority = certificate
        return try key.withPointer { signer throws(CertificateError) in
            try subjectKey.withPointer { publicKey throws(CertificateError) in
                try Self.issue(terms, publicKey: publicKey, authority, signer: signer)
            }
        }
    }

    /// Signs a revocation list (version 2) over these revocations.
    ///
    /// - Parameter number: larger than that of every earlier list (RFC 5280 §5.2.3).
    /// - Throws: ``CertificateError/invalidValidity``.
    public borrowing func revocationList(
        _ revocations: [Revocation], number: Int64, thisUpdate: Date, nextUpdate: Date
    ) throws(CertificateError) -> RevocationList {
        guard thisUpdate < nextUpdate else { throw .invalidValidity }
        let authority = certificate
        let digest = key.signatureDigest()
        return try key.withPointer { signer throws(CertificateError) in
            try authority.withPointer { issuer throws(CertificateError) in
                try RevocationList.draft(
                    revocations, number: number, thisUpdate: thisUpdate, nextUpdate: nextUpdate, issuer
                ) {
                    draft throws(CertificateError) in
                    try succeed(X509_CRL_sign(draft, signer, digest), "X509_CRL_sign")
                }
            }
        }
    }

    private static func issue(
        _ terms: CertificateTerms, publicKey: OpaquePointer, _ authority: Certificate, signer: OpaquePointer
    ) throws(CertificateError) -> Certificate {
        if terms.profile == .server, terms.alternativeNames.isEmpty { throw .alternativeNamesMissing }
        guard terms.validUntil <= authority.facts.notAfter else { throw .outlivesAuthority }
        let digest = authority.facts.publicKey.algorithm == .ed25519 ? nil : EVP_sha256()
        return try authority.withPointer { issuer throws(CertificateError) in
            try draft(terms.subject, publicKey: publicKey, from: terms.validFrom, until: terms.validUntil) {
                draft throws(CertificateError) in
                try succeed(X509_set_issuer_name(draft, X509_get_subject_name(issuer)), "X509_set_issuer_name")
                var extensions = [
                    (NID_basic_constraints, "critical,CA:FALSE"),
                    (NID_key_usage, "critical,digitalSignature"),
                    (NID_ext_key_usage, terms.profile.extendedKeyUsage),
                    (NID_subject_key_identifier, "hash"),
                    (NID_authority_key_identifier, "keyid:always"),
                ]
                if !terms.alternativeNames.isEmpty {
                    let names = terms.alternativeNames.map(\.description).joined(separator: ",")
                    extensions.append((NID_subject_alt_name, names))
                }
                for (identifier, value) in extensions {
                    try addExtension(identifier, value, issuer: issuer, certificate: draft)
                }
                try succeed(X509_sign(draft, signer, digest), "X509_sign")
            }
        }
    }

    /// A certificate with everything but issuer, extensions and signature, which `finish` adds.
    private static func draft(
        _ subject: SubjectName, publicKey: OpaquePointer, from: Date, until: Date,
        finish: (OpaquePointer) throws(CertificateError) -> Void
    ) throws(CertificateError) -> Certificate {
        guard from < until else { throw .invalidValidity }
        let draft = try Owned<CertificateObject>(X509_new(), "X509_new")
        return try draft.withPointer { draft throws(CertificateError) in
            try succeed(X509_set_version(draft, 2), "X509_set_version")
            try SerialNumber.random().withInteger { serial throws(CertificateError) in
                try succeed(X509_set_serialNumber(draft, serial), "X509_set_serialNumber")
            }
            try withTime(from) { time throws(CertificateError) in
                try succeed(X509_set1_notBefore(draft, time), "X509_set1_notBefore")
            }
            try withTime(until) { time throws(CertificateError) in
                try succeed(X509_set1_notAfter(draft, time), "X509_set1_notAfter")
            }
            try subject.withName { name throws(CertificateError) in
                try succeed(X509_set_subject_name(draft, name), "X509_set_subject_name")
            }
            try succeed(X509_set_pubkey(draft, publicKey), "X509_set_pubkey")
            try finish(draft)
            return try Certificate(of: draft)
        }
    }
}
