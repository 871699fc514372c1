import COpenSSL

/// A request for a certificate (PKCS#10, RFC 2986) whose signature proves that the asker holds the private key.
///
/// Only the key is taken from it: what the certificate says is the authority's to decide.
public struct CertificateRequest: Hashable, Sendable {
    /// The request in DER.
    public let der: [UInt8]
    /// The subject it asks for, in RFC 2253 form: to be shown to a person, not to be trusted.
    public let requestedSubject: String
    /// The key to be certified.
    public let publicKey: PublicKeyFacts

    /// Reads the first request in PEM text.
    ///
    /// - Throws: ``CertificateError/malformed(_:reasons:)``, ``CertificateError/requestSignatureInvalid``.
    public init(pem: String) throws(CertificateError) {
        let request: Owned<RequestObject> = try decodedPEM(.certificateRequest, Array(pem.utf8)) {
            PEM_read_bio_X509_REQ($0, nil, nil, nil)
        }
        self = try request.withPointer { request throws(CertificateError) in
            try CertificateRequest(der: encoded("i2d_X509_REQ") { i2d_X509_REQ(request, $0) })
        }
    }

    /// Reads one request in DER.
    ///
    /// - Throws: as ``init(pem:)``.
    public init(der: [UInt8]) throws(CertificateError) {
        let request: Owned<RequestObject> = try decoded(.certificateRequest, der) { d2i_X509_REQ(nil, $0, $1) }
        (requestedSubject, publicKey) = try request.withPointer { request throws(CertificateError) in
            guard let key = X509_REQ_get0_pubkey(request) else {
                throw .malformed(.certificateRequest, reasons: OpenSSLReason.drain())
            }
            guard X509_REQ_verify(request, key) == 1 else {
                ERR_clear_error()
                throw .requestSignatureInvalid
            }
            return (try distinguishedName(X509_REQ_get_subject_name(request)), try PublicKeyFacts(of: key))
        }
        self.der = der
    }

    /// Makes a request for this key: what a partner runs, so that its private key never leaves it.
    ///
    /// - Throws: ``CertificateError/openSSL(operation:reasons:)``.
    public init(subject: SubjectName, key: borrowing PrivateKey) throws(CertificateError) {
        let request = try Owned<RequestObject>(X509_REQ_new(), "X509_REQ_new")
        let digest = key.signatureDigest()
        let der = try request.withPointer { request throws(CertificateError) in
            try succeed(X509_REQ_set_version(request, 0), "X509_REQ_set_version")
            try subject.withName { name throws(CertificateError) in
                try succeed(X509_REQ_set_subject_name(request, name), "X509_REQ_set_subject_name")
            }
            try key.withPointer { key throws(CertificateError) in
                try succeed(X509_REQ_set_pubkey(request, key), "X509_REQ_set_pubkey")
                try succeed(X509_REQ_sign(request, key, digest), "X509_REQ_sign")
            }
            return try encoded("i2d_X509_REQ") { i2d_X509_REQ(request, $0) }
        }
        try self.init(der: der)
    }

    /// The request in PEM, `-----BEGIN CERTIFICATE REQUEST-----`.
    ///
    /// - Throws: ``CertificateError/openSSL(operation:reasons:)`` when memory runs out.
    public func pem() throws(CertificateError) -> String {
        let text = try withPointer { request throws(CertificateError) in
            try written { stream throws(CertificateError) in
                try succeed(PEM_write_bio_X509_REQ(stream, request), "PEM_write_bio_X509_REQ")
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    func withPointer<Result>(
        _ body: (OpaquePointer) throws(CertificateError) -> Result
    ) throws(CertificateError) -> Result {
        let request: Owned<RequestObject> = try decoded(.certificateRequest, der) { d2i_X509_REQ(nil, $0, $1) }
        return try request.withPointer(body)
    }
}
