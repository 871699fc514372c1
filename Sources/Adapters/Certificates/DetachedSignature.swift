import COpenSSL
import Foundation

/// Who signed a file, and when by its own account.
public struct DetachedSigner: Hashable, Sendable {
    /// The signer's certificate, chain already judged.
    public let certificate: Certificate
    /// The signing time the signature claims, to the second; it is the signer's word, not a time stamp's.
    public let signingTime: Date
}

/// Makes detached CMS signatures (RFC 5652) with one certificate and key: SHA-256, signing time, the chain included.
///
/// Sendable: all stored values are; see ``PrivateKey``.
public final class DetachedSignatureMaker: Sendable {
    /// The signing certificate.
    public let certificate: Certificate
    private let key: PrivateKey
    private let chain: [Certificate]

    /// Puts certificate, key and the certificates above it together.
    ///
    /// - Parameter chain: the issuers, nearest first; the authority itself may be among them.
    /// - Throws: ``CertificateError/keyDoesNotBelong(certificate:key:)`` with the subject in place of file names,
    ///   ``CertificateError/keyNotAccepted(algorithm:bits:)`` for a key OpenSSL 3.0 cannot sign CMS with.
    public init(
        certificate: Certificate, key: consuming PrivateKey, chain: [Certificate]
    ) throws(CertificateError) {
        guard try certificate.belongs(to: key) else {
            throw .keyDoesNotBelong(certificate: certificate.facts.subject, key: "the key given")
        }
        try CertificateProfile.settlement.check(key.publicKey)
        self.certificate = certificate
        self.key = key
        self.chain = chain
    }

    /// Signs these bytes as they are (binary: no line end is touched).
    ///
    /// - Returns: the signature in DER, without the content.
    /// - Throws: ``CertificateError/openSSL(operation:reasons:)``, ``CertificateError/invalidValidity`` for a signing time
    ///   outside the years 1950 to 9999.
    public func sign(_ content: [UInt8], signingTime: Date) throws(CertificateError) -> [UInt8] {
        let shape = UInt32(CMS_DETACHED | CMS_BINARY | CMS_PARTIAL)
        let message = try Owned<MessageObject>(CMS_sign(nil, nil, nil, nil, shape), "CMS_sign")
        return try message.withPointer { message throws(CertificateError) in
            for link in chain where link != certificate {
                try link.withPointer { link throws(CertificateError) in
                    try succeed(CMS_add1_cert(message, link), "CMS_add1_cert")
                }
            }
            try certificate.withPointer { certificate throws(CertificateError) in
                try key.withPointer { key throws(CertificateError) in
                    let signer = CMS_add1_signer(
                        message, certificate, key, EVP_sha256(), UInt32(CMS_BINARY | CMS_NOSMIMECAP))
                    try Self.add(signingTime, to: try present(signer, "CMS_add1_signer"))
                }
            }
            try withStream(reading: content) { stream throws(CertificateError) in
                try succeed(CMS_final(message, stream, nil, UInt32(CMS_DETACHED | CMS_BINARY)), "CMS_final")
            }
            return try encoded("i2d_CMS_ContentInfo") { i2d_CMS_ContentInfo(message, $0) }
        }
    }

    /// CMS_final adds the present as signing time only where none is there yet.
    private static func add(_ signingTime: Date, to signer: OpaquePointer) throws(CertificateError) {
        try withTime(signingTime) { time throws(CertificateError) in
            try succeed(
                CMS_signed_add1_attr_by_NID(
                    signer, NID_pkcs9_signingTime, time.pointee.type, time.pointee.data, time.pointee.length),
                "CMS_signed_add1_attr_by_NID")
        }
    }
}
